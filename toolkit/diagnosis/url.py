"""Database URLs that SQLAlchemy cannot use."""

from __future__ import annotations

import re

from sqlalchemy import exc

from toolkit.diagnosis.scene import Scene, first_line, frames_of, place_of, source_of_url
from toolkit.errors import TkError, UrlInvalid
from toolkit.redaction import PLACEHOLDER, passwords_in

FORM = f"Write it as dialect+driver://USER:{PLACEHOLDER}@HOST:PORT/DATABASE, special characters percent-encoded."


def diagnose(cause: BaseException, scene: Scene) -> TkError | None:
    """An error of the URL in our words, or None."""
    if isinstance(cause, KeyError) and cause.args == ("url",) and _is_raised_in(cause, "sqlalchemy"):
        what, mend = "The configuration gives no database URL (`sqlalchemy.url`).", "Set it, or pass --url URL."
        return UrlInvalid(what, where=source_of_url(scene), mend=mend)
    is_port = isinstance(cause, ValueError) and _is_raised_in(cause, "engine/url.py", "urllib/parse.py")
    is_url = isinstance(cause, exc.ArgumentError) and ("URL" in str(cause) or isinstance(cause, exc.NoSuchModuleError))
    if not is_port and not is_url:
        return None
    if "got None" in str(cause):
        return UrlInvalid(
            "env.py gives SQLAlchemy no database URL: it is None.",
            where=place_of(cause, scene),
            mend="Set the variable, or the option, that env.py reads it from.",
        )
    given = _given(cause)
    what, why, mend = _judged(given) if given is not None else ("The database URL cannot be parsed.", "", FORM)
    if is_port and "placeholder" not in what:
        what = "The port in the database URL is not a number."
        mend = f"{FORM} An IPv6 address stands in brackets: [::1]."
    elif isinstance(cause, exc.NoSuchModuleError) and "placeholder" not in what:
        name = str(cause).rpartition(":")[2].replace(".", "+")
        what = f"The database URL begins with {name}://, and there is no such dialect or driver."
    if not why and not is_port and not isinstance(cause, exc.NoSuchModuleError):
        why = _without_quotes(cause)
    error = UrlInvalid(what, where=source_of_url(scene), why=why, mend=mend)
    error.secrets = frozenset(passwords_in(given or ""))
    return error


def _judged(given: str) -> tuple[str, str, str]:
    """What is wrong with this text, why, and how to mend it. Nothing of it is quoted but a placeholder."""
    if not given.strip():
        return "The database URL is empty.", "", "Set `sqlalchemy.url`, or pass --url URL."
    if match := re.search(r"\$\{?\w+\}?|\{\w+\}|%\(\w+\)s|<\w+>", given):
        why, mend = "Nothing has put its value in.", "Set the variable and let env.py put it in, or pass --url URL."
        return f"The database URL still holds the placeholder {match[0]}.", why, mend
    dialect = given.partition(":")[0]
    judgements = (
        (given.strip()[0] in "'\"", "It stands in quotes.", "Leave the quotes out."),
        ("://" not in given, "It has no ://.", FORM),
        (dialect == "postgres", "SQLAlchemy 1.4 dropped the short name.", "Write postgresql:// instead."),
        (dialect != dialect.lower(), "The dialect is written in lower case.", FORM),
    )
    why, mend = next(((why, mend) for holds, why, mend in judgements if holds), ("", FORM))
    return "The database URL cannot be parsed.", why, mend


def _given(cause: BaseException) -> str | None:
    """The text that SQLAlchemy tried to parse: its own error does not quote it."""
    for frame in frames_of(cause):
        for name in ("name_or_url", "name", "url"):
            value = frame.f_locals.get(name)
            if frame.f_code.co_filename.endswith(("engine/url.py", "engine/create.py")) and value is not None:
                return value if isinstance(value, str) else _rendered(value)
    return None


def _rendered(value: object) -> str | None:
    render = getattr(value, "render_as_string", None)
    return str(render(hide_password=False)) if render else None


def _is_raised_in(cause: BaseException, *files: str) -> bool:
    frames = list(frames_of(cause))
    path = frames[-1].f_code.co_filename.replace("\\", "/") if frames else ""
    return any(path.endswith(file) if file.endswith(".py") else f"/{file}/" in path for file in files)


def _without_quotes(cause: BaseException) -> str:
    # The text may quote the URL as given, password and all.
    return re.sub(r"'[^']*'|\"[^\"]*\"", "(hidden)", first_line(cause))
