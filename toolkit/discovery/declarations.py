"""What one module declares at its top level, read from its text: importing it would run it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from toolkit.discovery.files import SourceFile
from toolkit.parsing import parsed


@dataclass(frozen=True, kw_only=True)
class ClassDeclaration:
    """A class. ``bases`` are full dotted names as far as the module's imports tell."""

    bases: tuple[str, ...]
    decorators: tuple[str, ...]
    names_table: bool
    """Whether it says ``__tablename__``, ``__table__`` or ``table=True``."""
    is_abstract: bool
    metadata: str | None
    """The full name of what makes or is its own ``metadata``."""


@dataclass(frozen=True, kw_only=True)
class Declarations:
    """One module's imports, classes, and the names that it assigns the result of a call to."""

    imports: Mapping[str, str]
    stars: tuple[str, ...]
    """The modules of which everything is imported."""
    classes: Mapping[str, ClassDeclaration]
    calls: Mapping[str, str]
    """``Base = declarative_base()`` as ``{"Base": "sqlalchemy.orm.declarative_base"}``."""
    handed_on: frozenset[str]
    """Names that another declaration takes as its ``metadata`` or ``model_class``."""
    makes_tables: bool
    """Whether a ``Table(...)`` stands at its top level."""


def read_declarations(source: SourceFile) -> Declarations:
    """Parse a file. Raises SyntaxError or UnicodeDecodeError."""
    # Bytes, so that the parser heeds a declared encoding.
    statements = list(_statements(parsed(source.path.read_bytes()).body))
    imports: dict[str, str] = {}
    stars: list[str] = []
    for node in statements:
        if isinstance(node, ast.Import | ast.ImportFrom):
            _note_import(node, source, imports, stars)
    assigned = [(name, value) for node in statements for name, value in _assignments(node)]
    calls = {name: _full(value.func, imports) for name, value in assigned if isinstance(value, ast.Call)}
    loose = [node.value for node in statements if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)]
    classes = {node.name: _class(node, imports) for node in statements if isinstance(node, ast.ClassDef)}
    return Declarations(
        imports=imports,
        stars=tuple(stars),
        classes=classes,
        calls=calls,
        handed_on=frozenset(
            _handed_on(value for _, value in assigned) | {own.metadata for own in classes.values() if own.metadata}
        ),
        makes_tables=any(
            _last(name) == "Table" for name in [*calls.values(), *(_full(call.func, imports) for call in loose)]
        ),
    )


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that importing the module runs, those inside ``if`` and ``try`` too."""
    for node in body:
        match node:
            case ast.If(test=test) if "TYPE_CHECKING" in ast.unparse(test) or "__name__" in ast.unparse(test):
                yield from _statements(node.orelse)
            case ast.If():
                yield from _statements([*node.body, *node.orelse])
            case ast.Try():
                yield from _statements(
                    [*node.body, *(inner for handler in node.handlers for inner in handler.body), *node.orelse]
                )
            case ast.With():
                yield from _statements(node.body)
            case _:
                yield node


def _note_import(
    node: ast.Import | ast.ImportFrom, source: SourceFile, imports: dict[str, str], stars: list[str]
) -> None:
    if isinstance(node, ast.Import):
        for alias in node.names:
            imports[alias.asname or alias.name.partition(".")[0]] = (
                alias.name if alias.asname else alias.name.partition(".")[0]
            )
        return
    module = _absolute(node, source)
    for alias in node.names:
        if alias.name == "*":
            stars.append(module)
        else:
            imports[alias.asname or alias.name] = f"{module}.{alias.name}"


def _absolute(node: ast.ImportFrom, source: SourceFile) -> str:
    if not node.level:
        return node.module or ""
    parts = source.module.split(".")
    kept = parts[: len(parts) - node.level + source.is_package]
    return ".".join([*kept, *([node.module] if node.module else [])])


def _assignments(node: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    match node:
        case ast.Assign(targets=targets, value=value):
            yield from ((target.id, value) for target in targets if isinstance(target, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            yield name, value


def _class(node: ast.ClassDef, imports: Mapping[str, str]) -> ClassDeclaration:
    body = dict(pair for statement in node.body for pair in _assignments(statement))
    is_table = any(item.arg == "table" and ast.unparse(item.value) == "True" for item in node.keywords)
    own = body.get("metadata")
    return ClassDeclaration(
        bases=tuple(_full(base, imports) for base in node.bases),
        decorators=tuple(_full(_called(item), imports) for item in node.decorator_list),
        names_table=is_table or "__tablename__" in body or "__table__" in body,
        is_abstract="__abstract__" in body,
        metadata=None if own is None else _full(_called(own), imports),
    )


def _handed_on(values: Iterable[ast.expr]) -> set[str]:
    return {
        ast.unparse(item.value)
        for value in values
        if isinstance(value, ast.Call)
        for item in value.keywords
        if item.arg in ("metadata", "model_class")
    }


def _called(node: ast.expr) -> ast.expr:
    return node.func if isinstance(node, ast.Call) else node


def _full(node: ast.expr, imports: Mapping[str, str]) -> str:
    """``orm.DeclarativeBase`` with its first name replaced by what was imported under it; "" where it is no name."""
    if isinstance(node, ast.Subscript):
        return _full(node.value, imports)
    if not isinstance(node, ast.Name | ast.Attribute):
        return ""
    first, dot, rest = ast.unparse(node).partition(".")
    return f"{imports.get(first, first)}{dot}{rest}"


def _last(name: str) -> str:
    return name.rpartition(".")[2]
