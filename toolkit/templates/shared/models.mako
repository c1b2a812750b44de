<%page args="models"/>\
% if models.metadata:
# Every module that defines tables, since the table of a module that nobody imports looks like one to drop.
# "package.*" means all modules of a package.
MODELS: tuple[str, ...] = (${"".join(f'"{name}", ' for name in models.modules).rstrip() if len(models.modules) == 1 else ", ".join(f'"{name}"' for name in models.modules)})
% else:
# No models were found when this file was written. To have them compared with the database, as
# `tk revision --autogenerate` and `tk check` do, name the modules that define them, and their MetaData:
#
#     from application.models import Base
#     ...
#     MODELS = ("application.models",)
#     ...
#     target_metadata = Base.metadata
#
# "package.*" means all modules of a package. Everything else works without.
MODELS: tuple[str, ...] = ()
% endif


def import_models(name: str) -> None:
    """Import a module, or all modules of a package."""
    module = importlib.import_module(name.removesuffix(".*"))
    if name.endswith(".*"):
        for found in pkgutil.walk_packages(module.__path__, f"{module.__name__}."):
            if not {"__main__", "conftest", "tests"}.intersection(found.name.split(".")):
                importlib.import_module(found.name)


for model in MODELS:
    import_models(model)
