"""Which line of which file a difference comes from: the model's, or the revision's that made the object."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import ModuleType

from toolkit.catalog.comparison import Change
from toolkit.finding import Location
from toolkit.parsing import parsed
from toolkit.project import Project

NEAR = 40
"""Lines between the name of a table and that of its column in one operation, at most."""
Node = ast.ClassDef | ast.Call


class Locator:
    """Looks into the files of a project, once something was found."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._directory = project.settings.directory.resolve()

    def of(self, change: Change) -> Location | None:
        """The model's line where the models have the table, else that of the newest revision that names the object."""
        table = change.owner or (change.name if change.kind == "table" else None)
        if table is not None:
            modelled = self._in_models(table, change)
            if modelled is not None:
                return modelled
        return self._in_revisions(change, table)

    def of_revision(self, revision: str) -> Location:
        """The file of a revision."""
        return self._at(Path(self._project.script.get_revision(revision).path), 1)

    def _in_models(self, table: str, change: Change) -> Location | None:
        found = self._models.get(table)
        if found is None:
            return None
        path, node = found
        inside = _line_of_member(node, change.name) if change.owner else None
        return self._at(path, inside or node.lineno)

    @cached_property
    def _models(self) -> Mapping[str, tuple[Path, Node]]:
        found: dict[str, tuple[Path, Node]] = {}
        for module, path in self._modules():
            for name, node in _tables_in(module, path):
                found.setdefault(name, (path, node))
        return found

    def _modules(self) -> Iterator[tuple[ModuleType, Path]]:
        """What the project has imported of its own files."""
        for module in list(sys.modules.values()):
            file = getattr(module, "__file__", None)
            if not file or not file.endswith(".py"):
                continue
            path = Path(file).resolve()
            if path.is_relative_to(self._directory) and "site-packages" not in path.parts:
                yield module, path

    def _in_revisions(self, change: Change, table: str | None) -> Location | None:
        """The newest revision that names the object close to its table, else the newest that names the table."""
        named, owned = _word(change.name), _word(table or change.name)
        for path, lines in self._revisions:
            tables = [number for number, text in lines if owned.search(text)]
            for number, text in lines:
                if named.search(text) and any(abs(number - other) <= NEAR for other in tables):
                    return self._at(path, number)
        tables_named = (
            (path, number) for path, lines in self._revisions for number, text in lines if owned.search(text)
        )
        found = next(tables_named, None)
        return None if found is None else self._at(*found)

    @cached_property
    def _revisions(self) -> list[tuple[Path, list[tuple[int, str]]]]:
        """The lines of each revision's ``upgrade``, newest first."""
        found = []
        for script in self._project.script.walk_revisions():
            path = Path(script.path)
            lines = list(enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1))
            start = next((number for number, text in lines if text.startswith("def upgrade")), 1)
            end = next((number for number, text in lines if text.startswith("def downgrade")), len(lines) + 1)
            found.append((path, [line for line in lines if start <= line[0] and not start < end <= line[0]]))
        return found

    def _at(self, path: Path, line: int) -> Location:
        path = path.resolve()
        inside = path.is_relative_to(self._directory)
        return Location(file=(path.relative_to(self._directory) if inside else path).as_posix(), line=line)


def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")


def _tables_in(module: ModuleType, path: Path) -> Iterator[tuple[str, Node]]:
    try:
        source = path.read_text(encoding="utf-8")
        tree = parsed(source)
    except (OSError, SyntaxError, UnicodeDecodeError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            name = _table_of(getattr(module, node.name, None))
            if name is not None:
                yield name, node
        elif isinstance(node, ast.Call) and _called(node) == "Table" and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value, node


def _table_of(value: object) -> str | None:
    """Of a mapped class; one that inherits the table of another is not its place."""
    name = value.__dict__.get("__tablename__") if isinstance(value, type) else None
    if isinstance(name, str):
        return name
    own = "__table__" in value.__dict__ if isinstance(value, type) else False
    found = getattr(getattr(value, "__table__", None), "name", None) if own else None
    return found if isinstance(found, str) else None


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _line_of_member(node: ast.AST, name: str) -> int | None:
    """The attribute of that name, or whatever in the class is given the name as a text."""
    for part in ast.walk(node):
        if isinstance(part, ast.AnnAssign | ast.Assign):
            targets = part.targets if isinstance(part, ast.Assign) else [part.target]
            if any(isinstance(target, ast.Name) and target.id == name for target in targets):
                return part.lineno
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and part.value == name:
            return part.lineno
    return None
