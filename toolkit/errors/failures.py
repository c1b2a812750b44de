"""Errors of what was tried and failed, and the end by a signal."""

from __future__ import annotations

from toolkit.fault import TkError


class Failure(TkError):
    """Something was tried and failed; the message says what is true now."""


class RevisionFilesBroken(Failure):
    """The revision files do not form a history.

    A file cannot be imported, two files carry one id, a parent is missing, or the parents run in a circle.

    Instead, correct the file that the message names; `git log` on it shows who changed it.
    """


class EnvironmentFailed(Failure):
    """env.py, or a module that it imports, raised before any migration ran.

    Nothing was sent to the database by a revision.

    Instead, correct the line that the message names; `--raiseerr` shows the whole traceback.
    """


class ConnectionFailed(Failure):
    """The database could not be reached, or did not let us in.

    Nothing was changed.

    Instead, check the host, the port, the database name and the credentials of the URL.
    """


class VersionTableInvalid(Failure):
    """The table `alembic_version` does not agree with the revision files.

    It names a revision that no file has, holds rows that contradict each other, or has another shape.

    Instead, deploy the files that made this database, or say what it is at with `tk stamp REVISION`.
    """


class StatementFailed(Failure):
    """The database refused a statement of a revision.

    The message says which revisions stay applied, and whether parts of this one do.

    Instead, correct the statement or the data that it meets, then run the same command again.
    """


class RevisionFailed(Failure):
    """The Python code of a revision raised an exception.

    The message says which revisions stay applied, and whether parts of this one do.

    Instead, correct the line that the message names, then run the same command again.
    """


class NotCommitted(Failure):
    """The revisions ran, and env.py did not commit them.

    Usually a statement ran before `context.configure` and began a transaction, which Alembic leaves to env.py.

    Instead, call `connection.commit()` in env.py before `context.configure`, or after the migrations.
    """


class OutputUnwritable(Failure):
    """What the command has to say could not be written.

    The disk is full, or the output was closed. What a run did before stays done.

    Instead, make room where the output goes, or send it elsewhere, then run the command again.
    """


class UnexpectedFault(Failure):
    """tk met something that it did not foresee.

    The traceback is in the file that the message names, with passwords removed.

    Instead, report it with that file; `--raiseerr` shows the traceback on the screen.
    """


class Interrupted(TkError):
    """The command was stopped by Ctrl-C or by a signal.

    The message says what is true now.

    Instead, run the same command again when you are ready.
    """

    exit_code = 130
