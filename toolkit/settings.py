"""What a command was told, from four places: a flag > ``TK_...`` > ``[tool.tk]`` > Alembic's own configuration."""

from __future__ import annotations

import difflib
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from toolkit.errors import ConfigurationUnreadable, SettingInvalid

FORMATS = ("text", "json", "sarif", "junit", "github", "gitlab", "html")
FORMATS_OF_ANY_ANSWER = ("text", "json")
"""The others render findings, and only some commands answer with those."""
LONGEST_LOCK_TIMEOUT = 2.0
"""Seconds: everybody who wants the table waits behind a statement that waits for it."""
SEVERITIES = ("note", "warning", "error", "off")
PREFLIGHTS = ("auto", "always", "off")
RENDERINGS = ("implementation", "backend", "imports")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting, resolved. ``sources`` says for each one that was given where it came from."""

    directory: Path = field(default_factory=Path.cwd)
    """Where the command runs; relative paths mean relative to it."""
    config: tuple[str, ...] = ()
    """Configuration files: an ini file, a pyproject.toml, or one of each."""
    section: str = "alembic"
    """The section of the ini file."""
    scripts: str | None = None
    """The migrations directory, as Flask-Migrate's ``--directory`` names it."""
    arguments: tuple[str, ...] = ()
    """``-x`` arguments for env.py."""
    app: str | None = None
    """The Flask application, ``package:create_app``."""
    url: str | None = None
    """A database URL that replaces ``sqlalchemy.url``."""
    connect_timeout: float = 10.0
    """Seconds to wait for a server that does not answer."""
    wait: float = 600.0
    """Seconds to wait for another process that migrates the same database."""
    lock_timeout: float = 1.0
    """Seconds that a statement of a run waits for a lock before it lets others pass and tries again; 2 at most."""
    lock_retry: float = 600.0
    """Seconds after which a statement that never got its lock stops the run."""
    no_trash: str | None = None
    """Why drops are to be drops, as in a database for development; None where they go to the trash."""
    format: str = "text"
    quiet: bool = False
    verbose: bool = False
    traceback: bool = False
    """Show the traceback of an error (``--raiseerr``)."""
    shadow_url: str | None = None
    """Where shadow databases are made, if not on the live server."""
    ignore: tuple[str, ...] = ()
    """Patterns of objects that a check leaves out, as ``table tmp_*`` or ``orders.note``."""
    severity: Mapping[str, str] = field(default_factory=dict)
    """By the name of a finding: note, warning, error or off."""
    pools: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """By the name of a service of the application: its processes, and the connection pool that each of them has."""
    preflight: str = "auto"
    """When the server is asked before a run: auto, always or off."""
    render_types: str | None = None
    """How autogenerate writes types that are not SQLAlchemy's: implementation, backend or imports."""
    allow: tuple[str, ...] = ()
    """Names of findings that are accepted for this run."""
    reason: str | None = None
    """Why they are."""
    sources: Mapping[str, str] = field(default_factory=dict)


NAMES = tuple(item.name for item in fields(Settings) if item.name not in ("directory", "sources"))


def load(flags: Mapping[str, object], environ: Mapping[str, str], directory: Path) -> Settings:
    """Resolve the settings of one command.

    ``flags`` holds what the command line gave, by setting name; None, empty or False means not given.
    Raises SettingInvalid for an unknown name or a value of the wrong type.
    """
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}

    def take(found: Iterable[tuple[str, object]], source: str) -> None:
        for name, value in found:
            values[name] = _joined(values.get(name), _converted(name, value, source), name)
            sources[name] = source

    path = _pyproject(flags, directory)
    take(_from_pyproject(path), f"[tool.tk] in {path.name}")
    for name in NAMES:
        variable = f"TK_{name.upper()}"
        if environ.get(variable):
            take([(name, environ[variable])], variable)
    _refuse_mistyped(environ)
    take(((name, value) for name, value in flags.items() if value not in (None, (), [], False)), "command line")
    return Settings(directory=directory, sources=sources, **values)


def _joined(before: Any, after: Any, name: str) -> Any:
    """What a nearer source says; patterns, and what has names, are added to those of the farther ones."""
    if before is None or name not in ("ignore", "severity", "pools", "allow"):
        return after
    return {**before, **after} if name in ("severity", "pools") else (*before, *after)


def _pyproject(flags: Mapping[str, object], directory: Path) -> Path:
    configs = flags.get("config") or ()
    assert isinstance(configs, tuple | list)
    named = next((name for name in configs if Path(name).name == "pyproject.toml"), "pyproject.toml")
    return directory / named


def _from_pyproject(path: Path) -> Iterable[tuple[str, object]]:
    if not path.is_file():
        return []
    try:
        whole = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationUnreadable(
            f"{path.name} is not valid TOML.",
            where=str(path),
            why=str(error),
            mend="Correct the line that the parser names.",
        ) from error
    except OSError as error:
        raise ConfigurationUnreadable(f"{path.name} cannot be read.", where=str(path), why=str(error)) from error
    tools = whole.get("tool", {})
    table = tools.get("tk", {}) if isinstance(tools, dict) else None
    if not isinstance(table, dict):
        raise SettingInvalid(
            "[tool.tk] is not a table.",
            where=str(path),
            mend="Write [tool.tk] on a line of its own, its settings below.",
        )
    for name in table:
        if name not in NAMES:
            raise _unknown(name, path)
    return list(table.items())


def _unknown(name: str, path: Path) -> SettingInvalid:
    close = difflib.get_close_matches(name, NAMES, n=1)
    hint = f"Did you mean `{close[0]}`?" if close else f"The settings are: {', '.join(NAMES)}."
    return SettingInvalid(f"[tool.tk] has no setting `{name}`.", where=str(path), mend=hint)


def _refuse_mistyped(environ: Mapping[str, str]) -> None:
    """Only what is nearly a setting: other programs have variables that begin with TK_ too."""
    known = {f"TK_{name.upper()}" for name in NAMES}
    for variable in environ:
        close = difflib.get_close_matches(variable, known, n=1, cutoff=0.88) if variable.startswith("TK_") else []
        if close and variable not in known:
            raise SettingInvalid(
                f"There is no setting {variable}.", where="the environment", mend=f"Did you mean {close[0]}?"
            )


def _converted(name: str, value: object, source: str) -> object:
    match name:
        case "config" | "arguments" | "ignore" | "allow":
            return _strings(name, value, source)
        case "quiet" | "verbose" | "traceback":
            return _flag(name, value, source)
        case "severity" | "pools":
            return (_severities if name == "severity" else _pools)(name, value, source)
        case "connect_timeout" | "wait" | "lock_retry":
            return _seconds(name, value, source)
        case "lock_timeout":
            return min(_seconds(name, value, source), LONGEST_LOCK_TIMEOUT)
        case "format" if value not in FORMATS:
            raise _wrong(name, value, source, f"one of {', '.join(FORMATS)}")
        case "preflight" if value not in PREFLIGHTS:
            raise _wrong(name, value, source, f"one of {', '.join(PREFLIGHTS)}")
        case "render_types" if value not in RENDERINGS:
            raise _wrong(name, value, source, f"one of {', '.join(RENDERINGS)}")
        case _ if not isinstance(value, str):
            raise _wrong(name, value, source, "a string")
    return value


def _strings(name: str, value: object, source: str) -> tuple[str, ...]:
    values = (value,) if isinstance(value, str) else value
    if not isinstance(values, tuple | list) or not all(isinstance(item, str) for item in values):
        raise _wrong(name, value, source, "a string or a list of strings")
    return tuple(values)


def _severities(name: str, value: object, source: str) -> dict[str, str]:
    """A table, or ``NAME=SEVERITY`` with commas or as a list."""
    if isinstance(value, str):
        value = value.split(",")
    if isinstance(value, tuple | list):
        value = dict(str(item).strip().partition("=")[::2] for item in value)
    if not isinstance(value, dict) or not all(severity in SEVERITIES for severity in value.values()):
        raise _wrong(name, value, source, f"a table from names of findings to {', '.join(SEVERITIES)}")
    return value


def _pools(name: str, value: object, source: str) -> dict[str, dict[str, Any]]:
    """A table of tables; in the environment as JSON. What is in them is checked where it is used."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            value = None
    if not isinstance(value, dict) or not all(isinstance(pool, dict) for pool in value.values()):
        wanted = 'a table of tables ([tool.tk.pools.web]; in the environment {"web": {"processes": 4}})'
        raise SettingInvalid(f"The setting `{name}` must be {wanted}.", where=source, mend=f"Correct `{name}` there.")
    return value


def _flag(name: str, value: object, source: str) -> bool:
    if isinstance(value, bool):
        return value
    known = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if isinstance(value, str) and value.lower() in known:
        return known[value.lower()]
    raise _wrong(name, value, source, "true or false")


def _seconds(name: str, value: object, source: str) -> float:
    try:
        seconds = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else 0.0
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise _wrong(name, value, source, "a number of seconds above 0")
    return seconds


def _wrong(name: str, value: object, source: str, wanted: str) -> SettingInvalid:
    return SettingInvalid(
        f"The setting `{name}` must be {wanted}, not {_quoted(value)}.", where=source, mend=f"Correct `{name}` there."
    )


def _quoted(value: object) -> str:
    # A URL, wherever it was put, may hold a password.
    return "what stands there" if ":" in str(value) else repr(value)
