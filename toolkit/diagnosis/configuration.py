"""Errors of the configuration that show only when env.py reads it."""

from __future__ import annotations

import configparser
import re

from alembic.util import CommandError

from toolkit.configuration import unreadable
from toolkit.diagnosis.scene import Scene, chain, first_line
from toolkit.errors import CommandRefused, MetadataMissing, ScriptsMissing, TkError


def diagnose(error: BaseException, scene: Scene) -> TkError | None:
    """An error of the configuration in our words, or None."""
    where = ", ".join(scene.configuration)
    for cause in chain(error):
        if isinstance(cause, configparser.Error):
            return unreadable(cause, where)
        if isinstance(cause, CommandError):
            return _command_error(first_line(cause), where, scene)
    return None


def _command_error(text: str, where: str, scene: Scene) -> TkError:
    if "MetaData object" in text:
        return MetadataMissing(
            "env.py gives no `target_metadata`, so there are no models to compare with.",
            where=str(scene.scripts / "env.py") if scene.scripts else "",
            mend="Import the models there and pass `target_metadata=Base.metadata` to `context.configure`.",
        )
    if re.search(r"Path doesn't exist|No 'script_location'", text):
        return ScriptsMissing("The migrations directory is not there.", where=where, why=text, mend="Correct `script_location`, or run `tk init`.")
    return CommandRefused("The command cannot be carried out.", where=where, why=text, mend="Look at its options with `--help`.")
