"""The name by which a revision can reach a class, a function or a member of an enum."""

from __future__ import annotations

import importlib
import sysconfig
from pathlib import Path
from typing import Any


def name_of(value: Any, imports: set[str]) -> str | None:
    """The name, its import noted; None where there is none, as for what is defined inside a function or env.py."""
    owner = value if hasattr(value, "__qualname__") else type(value)
    if getattr(owner, "__module__", None) is None or "<" in owner.__qualname__:
        return None
    if owner is not value:
        member = getattr(value, "name", None)
        if not isinstance(member, str) or getattr(owner, member, None) is not value:
            return None
        found = name_of(owner, imports)
        return found and f"{found}.{member}"
    if owner.__module__ == "builtins":
        return str(owner.__qualname__)
    module = _module(owner)
    if module is None:
        return None
    imports.add(f"import {module}")
    return f"{module}.{owner.__qualname__}"


def _module(owner: Any) -> str | None:
    """The shortest package that offers it: ``sqlalchemy_utils`` rather than ``sqlalchemy_utils.types.uuid``."""
    parts = str(owner.__module__).split(".")
    for length in range(1, len(parts) + 1):
        module = ".".join(parts[:length])
        try:
            found: Any = importlib.import_module(module)
            for part in owner.__qualname__.split("."):
                found = getattr(found, part)
        except Exception:  # noqa: S112  # env.py itself, or a name that is not there
            continue
        if found is owner and module != "__main__":
            return module
    return None


def is_of_library(kind: type) -> bool:
    """Whether a class comes from an installed package, not from the project."""
    try:
        module = importlib.import_module(kind.__module__.partition(".")[0])
    except ImportError:
        return False
    where = getattr(module, "__file__", None) or next(iter(getattr(module, "__path__", ())), "")
    paths = sysconfig.get_paths()
    return any(Path(where).is_relative_to(paths[name]) for name in ("purelib", "platlib"))
