"""The source files of the toolkit."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLKIT = ROOT / "toolkit"


@dataclass(frozen=True)
class Source:
    path: Path

    @property
    def tree(self) -> ast.Module:
        """Parsed each time: trees that stay make every collection of garbage slow, for all tests after these."""
        return ast.parse(self.path.read_text(encoding="utf-8"))

    @property
    def name(self) -> str:
        """The path from the top level, as a person writes it."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def module(self) -> str:
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def lines(self) -> int:
        return len(self.path.read_text(encoding="utf-8").splitlines())

    def imports(self) -> Iterator[str]:
        """Every module that is imported: at the top, inside functions and for types only."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.name}: relative import"
                yield str(node.module)
                yield from (f"{node.module}.{alias.name}" for alias in node.names)

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def texts(self) -> Iterator[str]:
        """Every string of the code; docstrings, of fields too, may explain a server and are left out."""
        tree = self.tree
        docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                yield node.value


def toolkit_sources() -> list[Source]:
    """The modules of the toolkit; the templates are files that init copies, not ours to import."""
    paths = sorted(path for path in TOOLKIT.rglob("*.py") if "templates" not in path.relative_to(TOOLKIT).parts)
    return [Source(path) for path in paths]
