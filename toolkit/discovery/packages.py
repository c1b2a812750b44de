"""Which modules to import by name, and of which packages all: a list of names would soon miss one."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from toolkit.discovery.files import SourceFile

OF_MODELS = frozenset({"models", "model", "tables", "entities", "orm"})
"""Names of packages that hold models and nothing else."""
MOSTLY = 2 / 3
"""The share of its modules that must define tables before all of another package is imported."""
SEVERAL = 3
"""As many modules a package must have for that share to mean anything."""


def patterns(sources: list[SourceFile], defining: AbstractSet[str], tables: AbstractSet[str]) -> tuple[str, ...]:
    """The ``tables`` modules, each by its name or by ``package.*``.

    ``defining`` are the modules that define tables or their MetaData. Importing all of a package of models
    finds the model that is added tomorrow; importing all of an application would start things.
    """
    packages = _model_packages(sources, defining, tables)
    covered = {module for module in tables if any(_is_in(module, package) for package in packages)}
    return tuple(sorted([*(f"{package}.*" for package in packages), *(tables - covered)]))


def _model_packages(sources: list[SourceFile], defining: AbstractSet[str], tables: AbstractSet[str]) -> list[str]:
    chosen: list[str] = []
    for package in sorted(source.module for source in sources if source.is_package):
        if any(_is_in(package, outer) for outer in chosen) or not any(_is_in(module, package) for module in tables):
            continue
        modules = {source.module for source in sources if _is_in(source.module, package) and not source.is_package}
        direct = {module for module in modules if module.rpartition(".")[0] == package}
        is_named_so = package.rpartition(".")[2] in OF_MODELS
        if is_named_so or (_are_mostly(direct, defining) and _are_mostly(modules, defining)):
            chosen.append(package)
    return chosen


def _are_mostly(modules: AbstractSet[str], defining: AbstractSet[str]) -> bool:
    return len(modules) >= SEVERAL and len(modules & defining) / len(modules) > MOSTLY


def _is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")
