"""Errors of drivers, connections and statements."""

from __future__ import annotations

import re

from sqlalchemy import exc

from toolkit.backends.base import Explanation, Trouble, address
from toolkit.backends.register import package_of
from toolkit.diagnosis import url
from toolkit.diagnosis.scene import (
    Scene,
    chain,
    first_line,
    frames_of,
    place_of,
    shortened,
    source_of_url,
)
from toolkit.errors import ConnectionFailed, DriverMissing, StatementFailed, TkError, UrlInvalid, VersionTableInvalid
from toolkit.redaction import redact

SHOWN_SQL = 300
"""Characters of a statement that a message shows."""
CHECK = "Check the host, the port and the options in the URL, and that the server runs and can be reached from here."


def diagnose(error: BaseException, scene: Scene) -> TkError | None:
    """An error of the way to the database, or of the database itself, in our words; or None."""
    for cause in chain(error):
        found = url.diagnose(cause, scene) or _of_driver(cause, scene) or _of_database(cause, error, scene)
        if found is not None:
            return found
    return None


def _of_driver(cause: BaseException, scene: Scene) -> TkError | None:
    is_mixed = isinstance(cause, exc.InvalidRequestError) and "async" in str(cause) and "driver" in str(cause)
    if is_mixed or isinstance(cause, exc.MissingGreenlet):
        return UrlInvalid(
            "env.py and the driver in the URL do not go together: one is asynchronous, the other is not.",
            where=source_of_url(scene),
            why=first_line(cause),
            mend="Name another driver after + in the URL, or take env.py from the template `async` of `tk init`.",
        )
    if not isinstance(cause, ModuleNotFoundError) or not any(
        frame.f_code.co_name == "import_dbapi" for frame in frames_of(cause)
    ):
        return None
    return DriverMissing(
        f"The database driver {cause.name} is not installed.",
        where=source_of_url(scene),
        why="The URL asks for it by the part after +.",
        mend=f"Install it (`pip install {package_of(cause.name or '')}`), or name an installed driver: "
        "mysql+pymysql://, postgresql+psycopg://.",
    )


def _of_database(cause: BaseException, error: BaseException, scene: Scene) -> TkError | None:
    if isinstance(cause, exc.DBAPIError) and cause.orig is not None:
        return _of_server(cause, cause.orig, error, scene)
    if isinstance(cause, AssertionError) and scene.backend and (found := scene.backend.explain(cause, scene.url)):
        # SQLAlchemy asserts that a database is selected where it looks for tables.
        return _told(found, cause, None, error, scene)
    if _while_connecting(cause):
        return _not_connected(cause, error, scene)
    if isinstance(cause, exc.StatementError) and cause.statement and scene.revision is not None:
        return _refused(cause.orig or cause, cause.statement, error, scene)
    if isinstance(cause, exc.TimeoutError):
        return ConnectionFailed(
            "env.py's pool has no connection left.",
            why=first_line(cause),
            mend="Use `poolclass=NullPool` in env.py, or close what it opens.",
        )
    return None


def _while_connecting(cause: BaseException) -> bool:
    """Whether a driver raised it that SQLAlchemy had asked for a connection."""
    return any(
        frame.f_code.co_name == "connect" and frame.f_code.co_filename.endswith("default.py")
        for frame in frames_of(cause)
    )


def _not_connected(cause: BaseException, error: BaseException, scene: Scene) -> TkError:
    """Asynchronous drivers let the server's error, and the operating system's, through as it is."""
    found = scene.backend.explain(cause, scene.url) if scene.backend else None
    if found is not None:
        return _told(found, cause, None, error, scene)
    if isinstance(cause, TypeError) and (match := re.search(r"unexpected keyword argument '(\w+)'", str(cause))):
        return UrlInvalid(
            f"The driver knows no option `{match[1]}`, which the URL gives it.",
            where=source_of_url(scene),
            mend="Correct or remove it; options stand behind ? in the URL, or in `connect_args` in env.py.",
        )
    text = first_line(cause)
    if isinstance(cause, TimeoutError):
        text = "It did not answer in time (setting `connect_timeout`)."
    elif not isinstance(cause, OSError):
        text = f"{type(cause).__name__}: {text}"
    return ConnectionFailed(
        f"Cannot connect to the database server at {address(scene.url)}.",
        where=place_of(error, scene),
        why=text,
        mend=CHECK,
    )


def _of_server(cause: exc.DBAPIError, orig: BaseException, error: BaseException, scene: Scene) -> TkError:
    found = scene.backend.explain(orig, scene.url) if scene.backend else None
    if found is not None:
        return _told(found, orig, cause.statement, error, scene)
    if cause.statement is not None and "version_num" in cause.statement and scene.revision is None:
        return VersionTableInvalid(
            "The version table cannot be read: it has another shape than Alembic's, or its schema is not there.",
            where=place_of(error, scene),
            why=_server_says(orig),
            mend="It must hold one column `version_num`: rename the other table, or correct `version_table` "
            "and `version_table_schema` in env.py.",
        )
    if cause.statement is None:
        return ConnectionFailed(
            f"The connection to the database server at {address(scene.url)} failed.",
            where=place_of(error, scene),
            why=_server_says(orig),
            mend=CHECK,
        )
    return _refused(orig, cause.statement, error, scene)


def _told(
    found: Explanation, orig: BaseException, statement: str | None, error: BaseException, scene: Scene
) -> TkError:
    """The backend's words; for a statement of a revision with that statement."""
    where, why = place_of(error, scene), _server_says(orig)
    if statement is None or found.trouble in (Trouble.UNREADABLE, Trouble.UNREACHABLE):
        return ConnectionFailed(found.what, where=where, why=why, mend=found.mend)
    return StatementFailed(f"{found.what} {_during(statement, scene)}", where=where, why=why, mend=found.mend)


def _refused(orig: BaseException, statement: str | None, error: BaseException, scene: Scene) -> TkError:
    return StatementFailed(
        f"The database refused a statement. {_during(statement, scene)}",
        where=place_of(error, scene),
        why=_server_says(orig),
        mend="Correct the statement, or the data that it meets, then run the same command again.",
    )


def _during(statement: str | None, scene: Scene) -> str:
    """Which statement it was; struck out before it is cut, since a cut may hide where a password begins."""
    of = f"Revision {scene.revision}" if scene.revision else "env.py or Alembic"
    return f"{of} sent: {shortened(redact(statement), SHOWN_SQL)}" if statement else f"{of} sent it."


def _server_says(orig: BaseException) -> str:
    if not orig.args or isinstance(orig, AssertionError):
        return "" if isinstance(orig, AssertionError) else first_line(orig)
    if isinstance(orig.args[0], dict):
        # pg8000 hands over the fields of the server's message (protocol-error-fields.html).
        return shortened(str(orig.args[0].get("M", "")))
    parts = [str(part) for part in orig.args if part not in (None, "")]
    # Some drivers give the number again within the text.
    return shortened(" ".join(part for part in parts if not any(part in other and part != other for other in parts)))
