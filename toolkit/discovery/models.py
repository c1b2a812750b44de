"""Where the models of a project are: the MetaData objects, and every module that defines a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path

from toolkit.discovery.declarations import ClassDeclaration, Declarations, read_declarations
from toolkit.discovery.files import SourceFile, source_files
from toolkit.discovery.packages import patterns

BASE_CLASSES = frozenset({"DeclarativeBase", "DeclarativeBaseNoMeta"})
BASE_MAKERS = frozenset({"declarative_base", "generate_base", "registry"})
BASE_DECORATORS = frozenset({"as_declarative", "as_declarative_base"})


@dataclass(frozen=True, kw_only=True)
class MetadataName:
    """A MetaData object: ``name`` is imported from ``module``, and ``attribute`` of it, if any, is the object."""

    module: str
    name: str
    attribute: str = ""


@dataclass(frozen=True, kw_only=True)
class FoundModels:
    """What a search found."""

    metadata: tuple[MetadataName, ...]
    modules: tuple[str, ...]
    """Modules that define tables; ``package.*`` where all modules of a package are to be imported."""
    roots: tuple[Path, ...]
    """The directories to import them from."""
    unreadable: tuple[Path, ...]
    """Files that Python cannot parse."""
    uses_flask_migrate: bool


def find_models(directory: Path) -> FoundModels:
    """Search the project in ``directory``, reading its files and importing none."""
    readable: dict[SourceFile, Declarations] = {}
    unreadable: list[Path] = []
    for source in source_files(directory):
        try:
            readable[source] = read_declarations(source)
        except (SyntaxError, ValueError, OSError):
            unreadable.append(source.path)
    search = _Search(readable)
    tables = search.table_modules
    metadata = search.metadata or search.metadata_of_first_table
    named = tables | {name.module for name in metadata}
    roots = {source.root for source in readable if source.module in named}
    return FoundModels(
        metadata=metadata,
        modules=patterns(list(readable), named, tables),
        roots=(directory, *sorted(roots - {directory})),
        unreadable=tuple(unreadable),
        uses_flask_migrate=any("flask_migrate.Migrate" in module.imports.values() for module in readable.values()),
    )


class _Search:
    """The declarations of all modules, and the names that lead from one to the other."""

    def __init__(self, readable: Mapping[SourceFile, Declarations]) -> None:
        self._modules = {source.module: declarations for source, declarations in readable.items()}

    @cached_property
    def metadata(self) -> tuple[MetadataName, ...]:
        """Every MetaData object that a module makes."""
        found = [name for module in self._modules for name in self._metadata_of(module)]
        if self._sqlmodel_tables:
            found.append(MetadataName(module="sqlmodel", name="SQLModel", attribute="metadata"))
        return tuple(found)

    @cached_property
    def table_modules(self) -> frozenset[str]:
        """The modules that define tables."""
        return frozenset(
            module
            for module, declared in self._modules.items()
            if declared.makes_tables or any(self._tables_of(module))
        )

    @property
    def metadata_of_first_table(self) -> tuple[MetadataName, ...]:
        """Where the base comes from outside of the project: any mapped class leads to its MetaData."""
        mapped = ((module, name) for module in self._modules for name in self._tables_of(module))
        return tuple(MetadataName(module=module, name=name, attribute="metadata") for module, name in islice(mapped, 1))

    @property
    def _sqlmodel_tables(self) -> bool:
        tables = ((module, name) for module in self._modules for name in self._tables_of(module))
        return any("sqlmodel.SQLModel" in self._ancestors(module, name) for module, name in tables)

    def _metadata_of(self, module: str) -> Iterator[MetadataName]:
        declared = self._modules[module]
        for name, made_by in declared.calls.items():
            if name in declared.handed_on:
                continue
            if _last(made_by) == "MetaData":
                yield MetadataName(module=module, name=name)
            elif _last(made_by) in BASE_MAKERS or self._is_flask_sqlalchemy(made_by):
                yield MetadataName(module=module, name=name, attribute="metadata")
        for name, own in declared.classes.items():
            if name not in declared.handed_on and self._is_base(own):
                yield MetadataName(module=module, name=name, attribute="metadata")

    def _is_base(self, own: ClassDeclaration) -> bool:
        return (
            any(_last(base) in BASE_CLASSES for base in own.bases)
            or any(_last(decorator) in BASE_DECORATORS for decorator in own.decorators)
            or (own.metadata is not None and _last(own.metadata) == "MetaData")
        )

    def _tables_of(self, module: str) -> Iterator[str]:
        for name, own in self._modules[module].classes.items():
            if own.names_table or (not own.is_abstract and any(map(self._is_mapping, self._ancestors(module, name)))):
                yield name

    def _is_mapping(self, name: str) -> bool:
        """Whether what inherits from this class is mapped: a mixin may name its table, or it shares its parent's."""
        module, declared = self._declaring(name)
        if declared is None:
            # ``db.Model``: what stands before the dot may be Flask-SQLAlchemy's object.
            return _last(name) == "Model" and self._is_flask_sqlalchemy(self._made_by(name.rpartition(".")[0]))
        return any(found.name == _last(name) and found.attribute for found in self._metadata_of(module))

    def _is_flask_sqlalchemy(self, made_by: str) -> bool:
        return made_by.startswith("flask_sqlalchemy") and _last(made_by) == "SQLAlchemy"

    def _made_by(self, name: str) -> str:
        _, declared = self._declaring(name)
        return declared.calls.get(_last(name), "") if declared else ""

    def _ancestors(self, module: str, name: str) -> set[str]:
        """The full names of the classes that a class stands on."""
        found: set[str] = set()
        waiting = [f"{module}.{name}"]
        while waiting:
            current = waiting.pop()
            home, declared = self._declaring(current)
            own = declared.classes.get(_last(current)) if declared else None
            for base in own.bases if own else ():
                full = self._canonical(base if "." in base else f"{home}.{base}")
                if full not in found:
                    found.add(full)
                    waiting.append(full)
        return found

    def _declaring(self, name: str) -> tuple[str, Declarations | None]:
        module = self._canonical(name).rpartition(".")[0]
        return module, self._modules.get(module)

    def _canonical(self, name: str) -> str:
        """The name under which a thing is declared: modules hand on what they import."""
        for _ in range(len(self._modules)):
            following = next((new for new in self._steps(name) if new != name), None)
            if following is None:
                break
            name = following
        return name

    def _steps(self, name: str) -> Iterator[str]:
        parts = name.split(".")
        for end in range(len(parts) - 1, 0, -1):
            declared = self._modules.get(".".join(parts[:end]))
            if declared is None:
                continue
            first, rest = parts[end], parts[end + 1 :]
            if first in declared.imports:
                yield ".".join([declared.imports[first], *rest])
            elif first not in declared.classes and first not in declared.calls:
                yield from (".".join([star, first, *rest]) for star in declared.stars if star in self._modules)
            return


def _last(name: str) -> str:
    return name.rpartition(".")[2]
