"""The file of a revision after it was written: what the proof says goes into its docstring; a bad one is set aside."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from importlib.util import cache_from_source
from pathlib import Path

from toolkit.parsing import parsed

ASIDE = ".rejected"
"""What the name of a file ends with that Alembic is not to load."""
ALLOWED = "tk_allowed"
"""What the list is called, in a revision's file, of the losses that were accepted, and why."""


def mark(path: Path, sentences: Sequence[str]) -> None:
    """Write sentences at the end of the module's docstring, or after it where that is one line."""
    # Read as text, the ends of lines would not be what they are.
    text = path.read_bytes().decode()
    lines, end = text.splitlines(keepends=True), _end_of_docstring(text)
    newline = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    if end and lines[end - 1].strip() in ('"""', "'''"):
        gap = [""] if lines[end - 2].strip() else []
        said = [*gap, *(_in_docstring(sentence) for sentence in sentences)]
        place = end - 1
    else:
        said = [f"# {line}" for sentence in sentences for line in sentence.splitlines()]
        place = end
    lines[place:place] = [f"{line}{newline}" for line in said]
    path.write_text("".join(lines), encoding="utf-8", newline="")
    _forget(path)


def record(path: Path, name: str, values: Sequence[tuple[str, ...]]) -> None:
    """Write as plain data what was decided: before the first function."""
    text = path.read_bytes().decode()
    lines = text.splitlines(keepends=True)
    newline = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    body = parsed(text).body
    functions = (node for node in body if isinstance(node, ast.FunctionDef))
    first = next(functions, None)
    earlier = [node.end_lineno or 0 for node in body if first is None or node.lineno < first.lineno]
    place = max(earlier, default=0)
    said = [f"{name} = [", *(f"    {one!r}," for one in values), "]"]
    lines[place:place] = [f"{line}{newline}" for line in said]
    path.write_text("".join(lines), encoding="utf-8", newline="")
    _forget(path)


def remove(path: Path) -> None:
    """Take a file away, with what Python keeps of it."""
    path.unlink(missing_ok=True)
    _forget(path)


def set_aside(path: Path) -> Path:
    """Give a file a name that Alembic does not load."""
    _forget(path)
    return path.replace(path.with_name(path.name + ASIDE))


def _forget(path: Path) -> None:
    # Python takes a file of the same size and second for the same.
    Path(cache_from_source(str(path))).unlink(missing_ok=True)


def _end_of_docstring(text: str) -> int:
    """Its last line, counted from 1; 0 where there is none."""
    body = parsed(text).body
    match body[:1]:
        case [ast.Expr(value=ast.Constant(value=str()), end_lineno=int(end))]:
            return end
    return 0


def _in_docstring(sentence: str) -> str:
    return sentence.replace("\\", "\\\\").replace('"""', "'''")
