"""The files of a project to be, with their texts."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.discovery.models import FoundModels, MetadataName
from toolkit.scaffold.layouts import Layout, rendered
from toolkit.scaffold.target import Target

TAKEN = frozenset({"config", "connected", "context", "model", "options", "os", "pool", "run"})
"""Names that env.py has for something else."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What to make of a layout. ``url`` goes into the configuration."""

    layout: Layout
    target: Target
    found: FoundModels
    section: str
    url: str
    package: bool


def texts(order: Order) -> Iterator[tuple[Path, str]]:
    """Every file to write, and its text. A configuration that exists is left alone."""
    target = order.target
    for name, path in order.layout.files().items():
        if name == "alembic.ini.mako":
            if not target.ini.exists() and (order.layout.splits_configuration or not target.toml_location()):
                yield target.ini, rendered(path, _values(order, target.ini))
        elif name == "pyproject.toml.mako":
            if target.toml_location() is None:
                yield target.toml, _appended(target.toml, rendered(path, _values(order, target.toml)))
        elif name == "env.py.mako":
            yield target.scripts / "env.py", rendered(path, _values(order, target.ini))
        else:
            yield target.scripts / name, path.read_text(encoding="utf-8")
    if order.package:
        yield target.scripts / "__init__.py", ""
        yield target.scripts / "versions" / "__init__.py", ""


def _appended(toml: Path, table: str) -> str:
    before = toml.read_text(encoding="utf-8").rstrip("\n") if toml.is_file() else ""
    return f"{before}\n\n{table}" if before else table


def _values(order: Order, configuration: Path) -> Mapping[str, Any]:
    """Everything that a template may name. ``configuration`` is the file that its paths are relative to."""
    names = _names(order.found.metadata)
    return {
        "script_location": _from_here(order.target.scripts, configuration.parent),
        "roots": [_from_here(root, configuration.parent) for root in order.found.roots],
        "section": order.section,
        "url": order.url.replace("%", "%%"),
        "models": order.found,
        "imports": sorted(_import(item, name) for item, name in names.items()),
        "metadata": [".".join(filter(None, (name, item.attribute))) for item, name in names.items()],
        "databases": [f"engine{number}" for number in range(1, max(len(names), 2) + 1)],
        # A JSON string is a TOML string too.
        "quoted": json.dumps,
    }


def _from_here(path: Path, here: Path) -> str:
    """The path as a configuration file in ``here`` names it: relative, so that the project can be moved."""
    relative = Path(os.path.relpath(path, here)).as_posix().replace("%", "%%")
    return "%(here)s" if relative == "." else f"%(here)s/{relative}"


def _names(metadata: tuple[MetadataName, ...]) -> dict[MetadataName, str]:
    """What env.py calls each of them: by its own name, where that is free."""
    names: dict[MetadataName, str] = {}
    for item in metadata:
        is_free = item.name not in TAKEN and sum(other.name == item.name for other in metadata) == 1
        names[item] = item.name if is_free else f"{item.module.replace('.', '_')}_{item.name}"
    return names


def _import(item: MetadataName, name: str) -> str:
    return f"from {item.module} import {item.name}" + (f" as {name}" if name != item.name else "")
