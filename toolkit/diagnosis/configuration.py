"""Errors of the configuration that show only when env.py reads it."""

from __future__ import annotations

import configparser
import re

from alembic.util import CommandError

from toolkit.configuration import unreadable
from toolkit.diagnosis.scene import Scene, chain, first_line, frames_of, place_of
from toolkit.errors import (
    CommandRefused,
    ConfigurationUnreadable,
    EnvironmentFailed,
    MetadataMissing,
    ScriptsMissing,
    TkError,
)


def diagnose(error: BaseException, scene: Scene) -> TkError | None:
    """An error of the configuration in our words, or None."""
    where = ", ".join(scene.configuration)
    for cause in chain(error):
        if isinstance(cause, configparser.Error):
            return unreadable(cause, where)
        if isinstance(cause, ImportError | ValueError | TypeError | OSError) and _is_raised_by_reading(cause):
            return _templateless(cause) or _unusable(cause, where)
        if isinstance(cause, CommandError):
            if "to configure()" in str(cause):
                return _misused(cause, error, scene)
            return _command_error(first_line(cause), where, scene)
        if isinstance(cause, AssertionError) and _is_alembics(cause):
            return _misused(cause, error, scene)
    return None


def _is_raised_by_reading(cause: BaseException) -> bool:
    """Whether Alembic was reading its options, not running env.py or a revision."""
    files = [frame.f_code.co_filename.replace("\\", "/") for frame in frames_of(cause)]
    names = {frame.f_code.co_name for frame in frames_of(cause)}
    return any(file.endswith(("/alembic/config.py", "/alembic/script/base.py")) for file in files) and not (
        names & {"load_python_file", "load_module_py"}
    )


def _is_alembics(cause: BaseException) -> bool:
    return [frame.f_code.co_filename for frame in frames_of(cause)][-1].endswith("runtime/environment.py")


def _misused(cause: BaseException, error: BaseException, scene: Scene) -> TkError:
    nameless = "Alembic asserts that `context.configure()` was called before, with a connection or a URL."
    return EnvironmentFailed(
        "env.py does not use Alembic's `context` as it must be used.",
        where=place_of(error, scene),
        why=nameless if isinstance(cause, AssertionError) else first_line(cause),
        mend="Compare it with the env.py that `tk init` writes.",
    )


def _templateless(cause: BaseException) -> TkError | None:
    path = str(getattr(cause, "filename", None) or "")
    if not isinstance(cause, FileNotFoundError) or not path.endswith(".mako"):
        return None
    return ScriptsMissing(
        "The migrations directory has no template for new revisions.",
        where=path,
        mend="Copy the `script.py.mako` of a directory that `tk init` makes; installed packages often lack theirs.",
    )


def _unusable(cause: BaseException, where: str) -> TkError:
    text = f"{type(cause).__name__}: {first_line(cause)}"
    if isinstance(cause, ImportError):
        return ScriptsMissing(
            "The package that `script_location` names cannot be imported.",
            where=where,
            why=text,
            mend="Correct the name before the colon, or add its directory to `prepend_sys_path`.",
        )
    return ConfigurationUnreadable(
        "An option of the configuration has a value that Alembic does not take.",
        where=where,
        why=text,
        mend="Correct that option.",
    )


def _command_error(text: str, where: str, scene: Scene) -> TkError:
    if "MetaData object" in text:
        return MetadataMissing(
            "env.py gives no `target_metadata`, so there are no models to compare with.",
            where=str(scene.scripts / "env.py") if scene.scripts else "",
            mend="Import the models there and pass `target_metadata=Base.metadata` to `context.configure`.",
        )
    if re.search(r"Path doesn't exist|No 'script_location'", text):
        return ScriptsMissing(
            "The migrations directory is not there.",
            where=where,
            why=text,
            mend="Correct `script_location`, or run `tk init`.",
        )
    if "TOML" in text:
        return ConfigurationUnreadable(
            "[tool.alembic] is not a table.", where=where, why=text, mend="Write it on a line of its own."
        )
    return CommandRefused(
        "The command cannot be carried out.", where=where, why=text, mend="Look at its options with `--help`."
    )
