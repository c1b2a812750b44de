"""Which module declares a table, by its name as the text of the module says it."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from pathlib import Path

from toolkit.discovery.files import source_files
from toolkit.parsing import parsed


def declaring_modules(directory: Path, names: Collection[str]) -> dict[str, str]:
    """By the name of a table the first module that declares it; names that no module has are missing."""
    found: dict[str, str] = {}
    for source in source_files(directory):
        try:
            text = source.path.read_bytes()
            # Parsing is slow, and most files name none of them.
            if any(name.encode() in text for name in names):
                tree = parsed(text)
                found = {name: source.module for name in _declared(tree) if name in names} | found
        except (SyntaxError, ValueError, OSError):
            continue
    return found


def _declared(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id="__tablename__")], value=ast.Constant(value=str(name))):
                yield name
            case ast.AnnAssign(target=ast.Name(id="__tablename__"), value=ast.Constant(value=str(name))):
                yield name
            case ast.Call(func=function, args=[ast.Constant(value=str(name)), *_]) if _last(function) == "Table":
                yield name


def _last(function: ast.expr) -> str:
    return ast.unparse(function).rpartition(".")[2]
