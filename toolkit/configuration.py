"""Finding Alembic's configuration where Alembic and Flask-Migrate look for it, and reading it."""

from __future__ import annotations

import configparser
import os
import tomllib
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from alembic.config import Config

from toolkit.errors import ConfigurationMissing, ConfigurationUnreadable, ScriptsMissing, SettingInvalid
from toolkit.settings import Settings

FLASK_DIRECTORY = "migrations"


@dataclass(frozen=True, kw_only=True)
class Located:
    """Which files configure the project. ``scripts`` is set where a directory, not a file, was named."""

    ini: Path
    toml: Path
    scripts: str | None = None

    def existing(self) -> tuple[str, ...]:
        """The files of the two that are there."""
        return tuple(str(path) for path in (self.ini, self.toml) if path.is_file())


def locate(settings: Settings, environ: Mapping[str, str]) -> Located:
    """Find the files as ``alembic`` does, then as ``flask db`` does. Raises ConfigurationMissing."""
    named = _named(settings, environ)
    ini, toml = _two_files(named, settings.directory)
    scripts = settings.scripts
    if not named and (scripts or _is_flask_layout(ini, toml)):
        scripts = scripts or FLASK_DIRECTORY
        inner = settings.directory / scripts / "alembic.ini"
        ini = inner if inner.is_file() else ini
    for name in named:
        if not (settings.directory / name).is_file():
            raise ConfigurationMissing(
                f"The configuration file {name} does not exist.",
                where=str(settings.directory),
                mend="Correct the name after -c (or in ALEMBIC_CONFIG), or run `tk init` to create a project.",
            )
    if not ini.is_file() and not _has_alembic_table(toml) and not scripts:
        raise ConfigurationMissing(
            "There is no alembic.ini here, and no [tool.alembic] in a pyproject.toml.",
            where=str(settings.directory),
            mend="Change to the project's directory, name the configuration with `tk -c FILE`, or run `tk init`.",
        )
    return Located(ini=ini, toml=toml, scripts=scripts)


def intended(settings: Settings, environ: Mapping[str, str]) -> tuple[Path, Path]:
    """The ini file and the pyproject.toml that the settings mean, whether they exist or not."""
    return _two_files(_named(settings, environ), settings.directory)


def _named(settings: Settings, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Those of ``-c``, and that of ALEMBIC_CONFIG where ``-c`` does not name one of its kind."""
    default = environ.get("ALEMBIC_CONFIG")
    if not default or any(_is_toml(name) == _is_toml(default) for name in settings.config):
        return settings.config
    return (*settings.config, default)


def _is_toml(name: str) -> bool:
    return Path(name).name == "pyproject.toml"


def _two_files(named: tuple[str, ...], directory: Path) -> tuple[Path, Path]:
    tomls = [name for name in named if _is_toml(name)]
    inis = [name for name in named if not _is_toml(name)]
    if len(tomls) > 1 or len(inis) > 1:
        raise SettingInvalid(
            f"-c names {len(inis)} ini files and {len(tomls)} pyproject.toml files; one of each at most.",
            where=", ".join(named),
            mend="Leave one out.",
        )
    return directory / (inis[0] if inis else "alembic.ini"), directory / (tomls[0] if tomls else "pyproject.toml")


def _is_flask_layout(ini: Path, toml: Path) -> bool:
    inner = ini.parent / FLASK_DIRECTORY / "alembic.ini"
    return not ini.is_file() and not _has_alembic_table(toml) and inner.is_file()


def _has_alembic_table(toml: Path) -> bool:
    try:
        table = tomllib.loads(toml.read_text(encoding="utf-8")).get("tool", {}) if toml.is_file() else {}
        return isinstance(table, dict) and isinstance(table.get("alembic"), dict)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationUnreadable(
            f"{toml.name} is not valid TOML.",
            where=str(toml),
            why=str(error),
            mend="Correct the line that the parser names.",
        ) from error


def read(located: Located, settings: Settings, options: Namespace) -> Config:
    """Alembic's Config of these files, complete, with the settings laid over it."""
    config = Config(
        # Alembic hands env.py these names whether the files exist or not, and env.py may rely on it.
        file_=_as_named(located.ini, settings.directory),
        toml_file=_as_named(located.toml, settings.directory),
        ini_section=settings.section,
        cmd_opts=options,
    )
    complete(config, located, settings)
    return config


def complete(config: Config, located: Located, settings: Settings) -> None:
    """Lay the settings over a configuration, and see that it names the migrations directory."""
    _check_readable(config, located)
    if located.scripts:
        config.set_main_option("script_location", _escaped(located.scripts))
    if settings.url:
        config.set_main_option("sqlalchemy.url", _escaped(settings.url))
    try:
        location = config.get_alembic_option("script_location")
    except configparser.InterpolationError as error:
        raise unreadable(error, str(located.ini)) from error
    if not location:
        raise ScriptsMissing(
            f"The configuration names no `script_location` (section [{settings.section}]).",
            where=", ".join(located.existing()),
            why="Without it the migrations directory is unknown.",
            mend="Add `script_location = %(here)s/migrations`, or pass -d DIRECTORY.",
        )


def _check_readable(config: Config, located: Located) -> None:
    try:
        parser = config.file_config
    except (configparser.Error, UnicodeDecodeError, OSError) as error:
        raise unreadable(error, str(located.ini)) from error
    section = config.config_ini_section
    if located.ini.is_file() and not parser.has_section(section) and not _has_alembic_table(located.toml):
        raise SettingInvalid(
            f"{located.ini.name} has no section [{section}].",
            where=str(located.ini),
            why=f"Its sections are: {', '.join(parser.sections()) or 'none'}.",
            mend="Name one of them with -n NAME, or add the section.",
        )
    if not parser.has_section(section):
        # As Alembic does where no file exists, so that env.py can read options that fall back.
        parser.add_section(section)


def unreadable(error: Exception, path: str) -> ConfigurationUnreadable:
    """The error of the parser, said without the value it stumbled over: that may be a password."""
    if isinstance(error, configparser.InterpolationDepthError | configparser.InterpolationMissingOptionError):
        return ConfigurationUnreadable(
            f"[{error.section}] {error.option} stands for a value that is not there, or that stands for itself.",
            where=path,
            why=f"%({getattr(error, 'reference', None) or error.option})s leads nowhere.",
            mend="Define that option, or correct its name; a literal % is written %%.",
        )
    if isinstance(error, configparser.InterpolationError):
        option = f"[{error.section}] {error.option}"
        return ConfigurationUnreadable(
            f"A percent sign in {option} is not escaped.",
            where=path,
            why="In an ini file % starts an interpolation such as %(here)s.",
            mend="Write every literal % as %% there, those of percent-encoded passwords too.",
        )
    if isinstance(error, OSError | UnicodeDecodeError):
        why = f"It is not UTF-8: {error}" if isinstance(error, UnicodeDecodeError) else str(error)
        mend = "Save it as UTF-8." if isinstance(error, UnicodeDecodeError) else "Give this user permission to read it."
        return ConfigurationUnreadable(f"The configuration file {path} cannot be read.", where=path, why=why, mend=mend)
    line = getattr(error, "lineno", None) or next((number for number, _ in getattr(error, "errors", [])), None)
    return ConfigurationUnreadable(
        f"The configuration file {path} cannot be read.",
        where=f"{path}:{line}" if line else path,
        why=_why_unparsable(error),
        mend="Correct that line; every line is a [section], an option = value, a comment, or a continuation.",
    )


def _why_unparsable(error: Exception) -> str:
    match error:
        case configparser.DuplicateSectionError():
            return f"The section [{error.section}] stands there twice."
        case configparser.DuplicateOptionError():
            return f"The option {error.option} stands twice in [{error.section}]."
        case configparser.MissingSectionHeaderError():
            return "There is no [section] above this line, or the file begins with a byte order mark."
    return f"It is none of what an ini file may hold ({type(error).__name__})."


def _as_named(path: Path, directory: Path) -> str:
    # env.py sees the name as it would under ``alembic``: relative where it is relative.
    if directory == Path.cwd() and path.is_relative_to(directory):
        return os.fspath(path.relative_to(directory))
    return os.fspath(path)


def _escaped(value: str) -> str:
    return value.replace("%", "%%")
