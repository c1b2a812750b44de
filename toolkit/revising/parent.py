"""Another parent for a revision file: only the value of ``down_revision`` and the line "Revises:" change."""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from toolkit.parsing import parsed

NAME = "down_revision"
_LITERAL = re.compile(r"[A-Za-z]{0,2}('''|\"\"\"|'|\")")


class Unwritable(ValueError):
    """The parent cannot be changed in this text; the message is a clause that says why."""


@dataclass(frozen=True)
class _Source:
    """The text of a file, and where its lines begin."""

    text: str
    starts: tuple[int, ...]
    lines: tuple[str, ...]

    def span(self, node: ast.expr) -> tuple[int, int]:
        """The characters of a node."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._place(node.lineno, node.col_offset), self._place(node.end_lineno, node.end_col_offset)

    def _place(self, line: int, column: int) -> int:
        # The syntax tree counts columns in bytes of UTF-8, whatever the file is written in.
        before = self.lines[line - 1].encode()[:column]
        return self.starts[line - 1] + len(before.decode())


def with_parent(content: bytes, parent: str) -> bytes:
    """The file with ``parent`` as its one parent; every other byte stays. Raises Unwritable."""
    text, encoding = _decoded(content)
    try:
        tree = parsed(text)
    except (SyntaxError, ValueError) as error:
        raise Unwritable(f"it is no Python that this interpreter reads: {error}") from error
    source = _source(text)
    value, before = _declared(tree)
    changes = [(source.span(value), _literal(source, value, tree, parent, encoding))]
    changes += _in_docstring(source, tree, before, parent)
    for (start, end), new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    written = text.encode(encoding)
    _prove(text, parent)
    return written


def _decoded(content: bytes) -> tuple[str, str]:
    try:
        # Python ends a line at a carriage return alone, too.
        lines = iter(re.split(rb"(?<=\n)|(?<=\r)(?!\n)", content))
        encoding, _ = tokenize.detect_encoding(lambda: next(lines, b""))
        text = content.decode(encoding)
    except (SyntaxError, UnicodeDecodeError) as error:
        raise Unwritable(f"its encoding is not what it says: {error}") from error
    if text.encode(encoding) != content:
        raise Unwritable(f"its encoding, {encoding}, has several ways to write one character")
    return text, encoding


def _source(text: str) -> _Source:
    # As Python reads lines: str.splitlines would also part them at a form feed.
    lines = tuple(re.split(r"(?<=\n)|(?<=\r)(?!\n)", text))
    return _Source(text, (0, *accumulate(map(len, lines))), lines)


def _declared(tree: ast.Module) -> tuple[ast.expr, tuple[str, ...]]:
    """The last value that the module gives to down_revision, and the parents that it names."""
    values = [value for statement in _statements(tree.body) for value in _values(statement)]
    if not values:
        raise Unwritable(f"nothing in it has the form `{NAME} = ...`")
    try:
        parents = ast.literal_eval(values[-1])
    except (ValueError, TypeError) as error:
        raise Unwritable(f"`{NAME}` is computed in line {values[-1].lineno}") from error
    listed = tuple(parents) if isinstance(parents, tuple | list | set) else (parents,) if parents is not None else ()
    if not all(isinstance(name, str) for name in listed):
        raise Unwritable(f"`{NAME}` in line {values[-1].lineno} is no text")
    return values[-1], listed


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Those that run when the module is imported, in their order."""
    for statement in body:
        yield statement
        if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for name in ("body", "handlers", "orelse", "finalbody"):
                yield from _statements(getattr(statement, name, []))


def _values(statement: ast.stmt) -> Iterator[ast.expr]:
    if isinstance(statement, ast.AnnAssign) and _is_it(statement.target) and statement.value is not None:
        yield statement.value
    if not isinstance(statement, ast.Assign):
        return
    for target in statement.targets:
        if _is_it(target):
            if len(statement.targets) > 1:
                raise Unwritable(f"`{NAME}` shares its value with another name in line {statement.lineno}")
            yield statement.value
        elif isinstance(target, ast.Tuple | ast.List) and any(map(_is_it, target.elts)):
            yield _beside(target, statement)


def _beside(target: ast.Tuple | ast.List, statement: ast.Assign) -> ast.expr:
    """The value of ``revision, down_revision = "b", "a"``."""
    place = next(place for place, item in enumerate(target.elts) if _is_it(item))
    values = statement.value
    is_plain = isinstance(values, ast.Tuple | ast.List) and not any(
        isinstance(item, ast.Starred) for item in (*target.elts, *values.elts)
    )
    if not is_plain or len(statement.targets) > 1 or len(values.elts) != len(target.elts):  # type: ignore[attr-defined]  # is_plain says so
        raise Unwritable(f"`{NAME}` is computed in line {statement.lineno}")
    found: ast.expr = values.elts[place]  # type: ignore[attr-defined]  # likewise
    return found


def _is_it(target: ast.expr) -> bool:
    return isinstance(target, ast.Name) and target.id == NAME


def _literal(source: _Source, value: ast.expr, tree: ast.Module, parent: str, encoding: str) -> str:
    """The parent between the quotes that the file has."""
    if _needs_escapes(parent, encoding):
        return ascii(parent)
    quote = _quote(source, value)
    for statement in tree.body if quote is None else ():
        named = statement.targets[0] if isinstance(statement, ast.Assign) else getattr(statement, "target", None)
        if isinstance(named, ast.Name) and named.id == "revision":
            quote = _quote(source, getattr(statement, "value", None))
    return f"{quote or chr(39)}{parent}{quote or chr(39)}"


def _quote(source: _Source, value: ast.expr | None) -> str | None:
    inside = () if value is None else ast.walk(value)
    texts = [node for node in inside if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    if not texts:
        return None
    start, end = source.span(texts[0])
    found = _LITERAL.match(source.text[start:end])
    return None if found is None else found[1][0]


def _needs_escapes(parent: str, encoding: str) -> bool:
    try:
        parent.encode(encoding)
    except UnicodeEncodeError:
        return True
    return not parent.isprintable() or any(sign in parent for sign in "\\'\"")


def _in_docstring(
    source: _Source, tree: ast.Module, before: tuple[str, ...], parent: str
) -> Iterator[tuple[tuple[int, int], str]]:
    """The line "Revises:", where it names the parents that were."""
    first = tree.body[0] if tree.body else None
    if not isinstance(first, ast.Expr) or not isinstance(first.value, ast.Constant) or ast.get_docstring(tree) is None:
        return
    start, end = source.span(first.value)
    opening = _LITERAL.match(source.text[start:end])
    if opening is None or _needs_escapes(parent, "ascii"):
        return
    inside = source.text[start + opening.end() : end - len(opening[1])]
    for line in re.finditer(
        r"(?:^|(?<=[\r\n]))[ \t]*Revises:(?P<blank>[ \t]*)(?P<names>[^\r\n]*?)[ \t]*(?=[\r\n]|$)", inside
    ):
        named = set(re.findall(r"[^\s,()'\"]+", line["names"]))
        if named - {"None"} == set(before):
            at = start + opening.end() + line.start("names")
            yield (at, at + len(line["names"])), parent if line["blank"] else f" {parent}"
            return


def _prove(text: str, parent: str) -> None:
    _, now = _declared(parsed(text))
    if now != (parent,):
        raise Unwritable(f"`{NAME}` could not be told apart from what stands around it")
