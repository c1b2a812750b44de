"""Whether an env.py may lead to several databases, read from its text: running it would migrate the first of them."""

from __future__ import annotations

import ast

from toolkit.parsing import parsed

_TELLS_APART = "engine_name"
"""What the templates for several databases hand to every revision."""
_MIGRATES = frozenset({"configure", "run_migrations"})
_LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def may_lead_to_several(source: str) -> bool:
    """Whether it names its databases, or calls what migrates within a loop."""
    try:
        tree = parsed(source)
    except (SyntaxError, ValueError):
        # Whoever runs it says so, with the line.
        return False
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    loops = [node for node in ast.walk(tree) if isinstance(node, _LOOPS)]
    return _TELLS_APART in source or any(_called(loop) & (own | _MIGRATES) for loop in loops)


def _called(loop: ast.AST) -> set[str]:
    calls = [node.func for node in ast.walk(loop) if isinstance(node, ast.Call)]
    attributes = {called.attr for called in calls if isinstance(called, ast.Attribute)}
    return attributes | {called.id for called in calls if isinstance(called, ast.Name)}
