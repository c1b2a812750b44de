"""Python source, parsed."""

from __future__ import annotations

import ast


def parsed(source: str | bytes) -> ast.Module:
    """The tree of a module; bytes heed a declared encoding.

    Raises SyntaxError, or ValueError where the source is not text at all.
    """
    try:
        return ast.parse(source)
    except SystemError:
        # CPython before 3.11.8 and 3.12.2 counts its depth wrongly when the garbage collector runs something meanwhile
        # that parses, too: a pool, for one, that logs why it could not take a connection back.
        # https://github.com/python/cpython/issues/106905
        return ast.parse(source)
