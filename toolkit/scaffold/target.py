"""Where a project is made, and what is there already."""

from __future__ import annotations

import configparser
import tomllib
from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import TemplateUnavailable


@dataclass(frozen=True, kw_only=True)
class Target:
    """The migrations directory, and the two files that may configure it."""

    directory: Path
    """The project's own, which a person's paths are relative to."""
    scripts: Path
    ini: Path
    toml: Path

    def refuse_used(self) -> None:
        """Raise TemplateUnavailable where files could be overwritten."""
        new = "Name a directory that is new or empty: `tk init DIRECTORY`."
        if self.scripts.exists() and not self.scripts.is_dir():
            raise TemplateUnavailable(f"{self.shown(self.scripts)} is a file.", mend=new)
        if self.scripts.is_dir() and any(self.scripts.iterdir()):
            raise TemplateUnavailable(
                f"The directory {self.shown(self.scripts)} is not empty.",
                why="Its files could be overwritten. Nothing was written.",
                mend=f"{new} A project that has migrations needs no `tk init`.",
            )

    def toml_location(self) -> str | None:
        """The migrations directory that ``[tool.alembic]`` names; "" where it is there and names none."""
        if not self.toml.is_file():
            return None
        table = tomllib.loads(self.toml.read_text(encoding="utf-8")).get("tool", {}).get("alembic")
        return None if table is None else str(table.get("script_location", ""))

    def ini_location(self, section: str) -> str | None:
        """The migrations directory that the ini file names; "" where it is there and names none."""
        if not self.ini.is_file():
            return None
        parser = configparser.RawConfigParser()
        try:
            parser.read(self.ini, encoding="utf-8")
        except (configparser.Error, UnicodeDecodeError):
            return ""
        return parser.get(section, "script_location", fallback="")

    def is_scripts(self, location: str, configuration: Path) -> bool:
        """Whether a location in a configuration file means the directory that is being made."""
        named = location.replace("%(here)s", str(configuration.parent)).replace("%%", "%")
        return (self.directory / named).resolve() == self.scripts.resolve()

    def shown(self, path: Path) -> str:
        """The path as a person in the project would write it."""
        return str(path.relative_to(self.directory)) if path.is_relative_to(self.directory) else str(path)
