"""Errors of URLs, drivers, connections and statements."""

from __future__ import annotations

import re

from sqlalchemy import exc

from toolkit.backends.base import Trouble
from toolkit.diagnosis.scene import Scene, chain, first_line, place_in_project, shown
from toolkit.errors import ConnectionFailed, DriverMissing, StatementFailed, TkError, UrlInvalid, VersionTableInvalid

SHOWN_SQL = 300
"""Characters of a statement that a message shows."""


def diagnose(error: BaseException, scene: Scene) -> TkError | None:
    """An error of the way to the database, or of the database itself, in our words; or None."""
    for cause in chain(error):
        found = _of_url(cause, scene) or _of_driver(cause, scene) or _of_database(cause, error, scene)
        if found is not None:
            return found
    return None


def _of_url(cause: BaseException, scene: Scene) -> TkError | None:
    where = ", ".join(scene.configuration)
    form = "Write it as dialect+driver://user:password@host:port/database, the password percent-encoded."
    if isinstance(cause, exc.NoSuchModuleError):
        return UrlInvalid("The database URL names a dialect or driver that does not exist.", where=where, why=first_line(cause), mend=form)
    if isinstance(cause, exc.ArgumentError) and "URL" in str(cause):
        return UrlInvalid("The database URL cannot be parsed.", where=where, why=_without_quotes(cause), mend=form)
    if isinstance(cause, ValueError) and re.search(r"invalid literal for int|[Pp]ort could not be cast", str(cause)) and _in_url_parsing(cause):
        return UrlInvalid("The port in the database URL is not a number.", where=where, mend=form)
    if isinstance(cause, KeyError) and cause.args == ("url",):
        return UrlInvalid("The configuration gives no database URL (`sqlalchemy.url`).", where=where, mend="Set it, or pass --url URL.")
    return None


def _without_quotes(cause: BaseException) -> str:
    # The text may quote the URL as given, password and all.
    return re.sub(r"'[^']*'|\"[^\"]*\"", "(hidden)", first_line(cause))


def _in_url_parsing(cause: BaseException) -> bool:
    frame = cause.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    return frame is not None and frame.tb_frame.f_code.co_filename.endswith(("engine/url.py", "urllib/parse.py"))


def _of_driver(cause: BaseException, scene: Scene) -> TkError | None:
    if not isinstance(cause, ModuleNotFoundError):
        return None
    frame = cause.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_name == "import_dbapi":
            return DriverMissing(
                f"The database driver {cause.name} is not installed.",
                where=", ".join(scene.configuration),
                why="The URL asks for it by the part after +.",
                mend=f"Install the package that has the module {cause.name}, or name an installed driver: "
                "mysql+pymysql://, postgresql+psycopg://.",
            )
        frame = frame.tb_next
    return None


def _of_database(cause: BaseException, error: BaseException, scene: Scene) -> TkError | None:
    if isinstance(cause, exc.DBAPIError) and cause.orig is not None:
        return _of_server(cause, cause.orig, error, scene)
    if isinstance(cause, exc.InterfaceError | exc.OperationalError | exc.TimeoutError):
        return ConnectionFailed("The database could not be reached.", why=first_line(cause), mend="Check the URL and the server.")
    if isinstance(cause, OSError) and _while_connecting(cause):
        # Asynchronous drivers let the operating system's error through as it is.
        address = f" at {scene.url.host}:{scene.url.port}" if scene.url is not None else ""
        return ConnectionFailed(
            f"Cannot connect to the database server{address}.",
            why=first_line(cause) if str(cause) else "It did not answer in time.",
            mend="Check the host and the port in the URL, and that the server runs and can be reached from here.",
        )
    if isinstance(cause, exc.StatementError | exc.SQLAlchemyError) and scene.revision is not None:
        return _refused(cause, getattr(cause, "statement", None), error, scene)
    return None


def _while_connecting(cause: BaseException) -> bool:
    frame = cause.__traceback__
    names = set()
    while frame is not None:
        names.add(frame.tb_frame.f_code.co_name)
        frame = frame.tb_next
    return bool(names & {"connect", "_connect", "do_connect", "await_only", "create_connection"})


def _of_server(cause: exc.DBAPIError, orig: BaseException, error: BaseException, scene: Scene) -> TkError:
    explanation = scene.backend.explain(orig, scene.url) if scene.backend else None
    if explanation is not None and (cause.statement is None or explanation.trouble is not Trouble.DENIED):
        kind = ConnectionFailed if cause.statement is None or explanation.trouble is not Trouble.LOCKED else StatementFailed
        return kind(explanation.what, where=_where(error, scene), why=_server_says(orig), mend=explanation.mend)
    if cause.statement is not None and "version_num" in cause.statement:
        return VersionTableInvalid(
            "The version table has another shape than Alembic's: it must hold one column `version_num`.",
            why=_server_says(orig),
            mend="Rename that table, or set another `version_table` in env.py.",
        )
    if cause.statement is None:
        return ConnectionFailed("The connection to the database failed.", why=_server_says(orig), mend="Check the URL and the server.")
    return _refused(orig, cause.statement, error, scene)


def _refused(orig: BaseException, statement: str | None, error: BaseException, scene: Scene) -> TkError:
    during = f"revision {scene.revision}" if scene.revision else "env.py"
    sql = " ".join((statement or "").split())
    text = f" {sql[:SHOWN_SQL]}{' ...' if len(sql) > SHOWN_SQL else ''}" if sql else ""
    return StatementFailed(
        f"The database refused a statement of {during}:{text}",
        where=_where(error, scene),
        why=_server_says(orig),
        mend="Correct the statement, or the data that it meets, then run the same command again.",
    )


def _where(error: BaseException, scene: Scene) -> str:
    frame = next((found for cause in chain(error) if (found := place_in_project(cause, scene))), None)
    return f"{shown(frame.filename, scene)}:{frame.lineno}" if frame else ""


def _server_says(orig: BaseException) -> str:
    parts = [str(part) for part in orig.args if part not in (None, "")] or [str(orig)]
    return " ".join(" ".join(parts).split())[:600]
