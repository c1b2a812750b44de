"""What `tk init` can write: our templates and, where it is installed, those of Flask-Migrate."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mako.lookup import TemplateLookup

import toolkit
from toolkit.errors import TemplateUnavailable

TEMPLATES = Path(toolkit.__file__).parent / "templates"

LAYOUTS: Mapping[str, tuple[str, ...]] = {
    "generic": (),
    "async": ("generic",),
    "multidb": (),
    "pyproject": ("generic",),
    "pyproject_async": ("pyproject", "async", "generic"),
}
"""Our layouts, and those that each takes from, nearest first, what it lacks."""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A layout: a name, and the folders that its files come from."""

    name: str
    folders: tuple[Path, ...]
    is_flask: bool = False
    """Flask-Migrate keeps alembic.ini in the migrations directory."""

    @property
    def is_multidb(self) -> bool:
        """Whether it is for several databases."""
        return "multidb" in self.name

    @property
    def splits_configuration(self) -> bool:
        """Whether pyproject.toml and alembic.ini each hold a part of the configuration."""
        return "pyproject.toml.mako" in self.files()

    @property
    def synopsis(self) -> str:
        """The first line of its README."""
        readme = self.folders[0] / "README"
        return readme.read_text(encoding="utf-8").partition("\n")[0].strip() if readme.is_file() else ""

    def files(self) -> dict[str, Path]:
        """Its files by name."""
        return {
            path.name: path for folder in reversed(self.folders) for path in sorted(folder.iterdir()) if path.is_file()
        }


def layouts() -> Iterator[Layout]:
    """Every layout there is."""
    for name, parents in LAYOUTS.items():
        yield Layout(name=name, folders=tuple(TEMPLATES / folder for folder in (name, *parents)))
    home = _flask_migrate_templates()
    for folder in sorted(home.iterdir()) if home is not None and home.is_dir() else ():
        if (folder / "env.py").is_file():
            yield Layout(name=folder.name, folders=(folder,), is_flask=True)


def find_layout(name: str, directory: Path) -> Layout:
    """The layout of this name, or in the folder of this path. Raises TemplateUnavailable."""
    known = {found.name: found for found in layouts()}
    if name in known:
        return known[name]
    folder = directory / name
    if (folder / "script.py.mako").is_file() and ((folder / "env.py").is_file() or (folder / "env.py.mako").is_file()):
        return Layout(name=name, folders=(folder,))
    flask = (
        ""
        if any(found.is_flask for found in known.values())
        else " (Flask-Migrate, which has more, is not installed here)"
    )
    raise TemplateUnavailable(
        f"There is no template {name}.",
        why=f"The templates are {', '.join(known)}{flask}; a path means a folder with an env.py and a script.py.mako.",
        mend="Choose one of them; `tk list-templates` says what each is for.",
    )


def rendered(path: Path, values: Mapping[str, Any]) -> str:
    """The text of a template's file."""
    is_ours = path.is_relative_to(TEMPLATES)
    home = TEMPLATES if is_ours else path.parent
    lookup = TemplateLookup([str(home)])
    text = str(lookup.get_template(f"/{path.relative_to(home).as_posix()}").render_unicode(**values))
    if not is_ours:
        return text
    # The tags of blocks and conditions leave empty lines behind.
    most = 2 if path.name.endswith(".py.mako") else 1
    return re.sub(rf"\n{{{most + 2},}}", "\n" * (most + 1), text).strip("\n") + "\n"


def _flask_migrate_templates() -> Path | None:
    spec = importlib.util.find_spec("flask_migrate")
    return None if spec is None or spec.origin is None else Path(spec.origin).parent / "templates"
