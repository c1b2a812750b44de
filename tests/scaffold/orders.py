"""Orders for tests."""

from __future__ import annotations

from pathlib import Path

from toolkit.discovery.models import FoundModels, MetadataName
from toolkit.scaffold.layouts import find_layout
from toolkit.scaffold.target import Target
from toolkit.scaffold.texts import Order


def found(
    directory: Path, *metadata: MetadataName, roots: tuple[Path, ...] = (), unreadable: tuple[Path, ...] = ()
) -> FoundModels:
    return FoundModels(
        metadata=metadata,
        modules=tuple(sorted({name.module for name in metadata})),
        roots=(directory, *roots),
        unreadable=unreadable,
        uses_flask_migrate=False,
    )


def order(
    directory: Path, models: FoundModels, layout: str = "generic", scripts: str = "migrations", url: str = ""
) -> Order:
    target = Target(
        directory=directory,
        scripts=directory / scripts,
        ini=directory / "alembic.ini",
        toml=directory / "pyproject.toml",
    )
    return Order(
        layout=find_layout(layout, directory), target=target, found=models, section="alembic", url=url, package=False
    )
