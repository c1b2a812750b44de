"""The formatter that a project has chosen, applied to a file that was written for it."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_SECONDS = 60
_FORMATTERS: Mapping[str, tuple[str, ...]] = {
    "ruff": ("-m", "ruff", "format", "--quiet"),
    "black": ("-m", "black", "-q"),
}


def formatter_of(directory: Path) -> str | None:
    """``ruff`` or ``black``, where the project configures it and it is installed here."""
    configured = _configured(directory)
    return next((name for name in _FORMATTERS if name in configured and find_spec(name) is not None), None)


def format_file(path: Path, directory: Path) -> None:
    """Format it as the project formats its own; where that fails the file stays as it is."""
    formatter = formatter_of(directory)
    if formatter is not None:
        # Arguments of our own, no shell.
        command = [sys.executable, *_FORMATTERS[formatter], str(path)]
        subprocess.run(command, cwd=directory, timeout=_SECONDS, check=False, capture_output=True)  # noqa: S603  see above


def _configured(directory: Path) -> frozenset[str]:
    found = {"ruff" for name in ("ruff.toml", ".ruff.toml") if (directory / name).is_file()}
    try:
        tools: Any = tomllib.loads((directory / "pyproject.toml").read_text(encoding="utf-8")).get("tool", {})
    except (OSError, ValueError):
        tools = {}
    return frozenset(found | {name for name in _FORMATTERS if name in tools})
