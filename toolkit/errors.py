"""The kinds of errors, with their pages. The tree of them is drawn in ``toolkit/fault.py``."""

from __future__ import annotations

from toolkit.fault import TkError as TkError  # noqa: PLC0414  whoever catches the kinds catches their base


class UsageFault(TkError):
    """The command line, a setting, the configuration or the URL in it is wrong; nothing was tried."""

    exit_code = 2


class SettingInvalid(UsageFault):
    """A setting of `[tool.tk]`, of the environment or of the command line has no such name or value.

    tk refuses to guess what was meant: a mistyped setting would otherwise be ignored in silence.

    Instead, correct the name or the value; `tk status` lists every setting and where it came from.
    """


class ConfigurationMissing(UsageFault):
    """No Alembic configuration was found where tk looked for it.

    tk reads `alembic.ini`, `[tool.alembic]` of pyproject.toml, or Flask-Migrate's `migrations/alembic.ini`.

    Instead, change to the project's directory, name the file with `-c FILE`, or run `tk init`.
    """


class ConfigurationUnreadable(UsageFault):
    """The Alembic configuration exists, and it cannot be read.

    In alembic.ini a percent sign starts an interpolation, so one in a password must be doubled.

    Instead, correct the line that the message names.
    """


class ScriptsMissing(UsageFault):
    """The migrations directory, or its env.py, is not where the configuration says.

    Without env.py nothing knows how to connect.

    Instead, correct `script_location`, restore the directory, or run `tk init`.
    """


class ApplicationUnavailable(UsageFault):
    """The application that env.py needs could not be loaded.

    The env.py of Flask-Migrate reads the URL and the models from the current Flask application.

    Instead, name it with `--app package:create_app`, FLASK_APP or `app` in `[tool.tk]`.
    """


class UrlInvalid(UsageFault):
    """The database URL cannot be understood, or names a dialect that does not exist.

    Characters such as `@`, `/`, `:` and `%` in a password must be percent-encoded.

    Instead, write it as `dialect+driver://user:password@host:port/database`.
    """


class DriverMissing(UsageFault):
    """The database driver that the URL names is not installed.

    SQLAlchemy loads the driver by the part after `+` in the URL.

    Instead, install it into the same environment as tk, or name another driver in the URL.
    """


class TargetInvalid(UsageFault):
    """The revision asked for does not exist, is ambiguous, or cannot be reached from here.

    Alembic accepts full and partial revision ids, `head`, `heads`, `base`, branch labels, `branch@head`, and
    relative targets such as `+1`, `-1` and `ae10+2`.

    Instead, look the revision up with `tk history` or `tk heads`.
    """


class MultipleHeads(UsageFault):
    """The history has several heads, so `head` does not say which one.

    Two people created a revision on the same parent, or the project keeps several branches.

    Instead, join them with `tk merge heads`, or name one: `tk migrate BRANCH@head`, `tk migrate heads`.
    """


class MetadataMissing(UsageFault):
    """env.py gives Alembic no `target_metadata`, so there are no models to compare with.

    Comparison and autogenerate need the MetaData of the models.

    Instead, pass `target_metadata=Base.metadata` to `context.configure` in env.py.
    """


class TemplateUnavailable(UsageFault):
    """`tk init` was asked for a template that does not exist, or for a directory that is in use.

    Writing into a directory that holds files could overwrite them.

    Instead, choose from `tk list-templates`, and an empty or new directory.
    """


class CommandRefused(UsageFault):
    """The options do not go together, or the command cannot do this here.

    The message says which options and why.

    Instead, leave one of them out; `tk COMMAND --help` lists them.
    """


class ShadowUnavailable(UsageFault):
    """No shadow database could be made: the user may not create databases there, or the server has none.

    What needs one was not tried, and nothing was changed.

    Instead, run the GRANT that the message shows, or set `shadow_url` to a server where the user may.
    """


class Refusal(TkError):
    """tk looked, and the answer is no: nothing was changed."""

    exit_code = 1


class NotAtHead(Refusal):
    """`tk current --check-heads` found a database that is not at every head.

    Revisions wait to be applied, or the code is older than the database.

    Instead, run `tk migrate`, or deploy the code that has the missing revisions.
    """


class PendingRevisions(Refusal):
    """The models cannot be compared with a database that is behind the revision files.

    What the pending revisions will change would show as differences.

    Instead, run `tk migrate` first; `tk status` lists what is pending.
    """


class NothingToMigrate(Refusal):
    """`tk migrate` found no revision files at all.

    In a new project the first one is not written yet; in a deployment it means that the files were left out.

    Instead, write the first one with `tk revision --autogenerate -m MESSAGE`, or bring the files along.
    """


class AnotherRunner(Refusal):
    """Another process is migrating this database, and it took longer than we were to wait.

    Two at once would break each other, so one runs and the others wait; then they find nothing to do.

    Instead, wait for it, or wait longer: `--wait SECONDS`. The message says who it is.
    """


class RunInterrupted(Refusal):
    """An earlier run stopped in the middle of a revision, and this command is not the one that finishes it.

    Part of the revision is in the database, as `tk status` tells.

    Instead, run the interrupted command again, or go back to the state before: `tk migrate --abandon`.
    """


class ReplayDiffers(Refusal):
    """A revision that was interrupted does not send again what it sent before, so it cannot be resumed by itself.

    Its file was edited, someone changed the schema in between, or it depends on what it has changed itself.

    Instead, decide: `tk migrate --resume-from N` goes on at statement N, `--abandon` goes back to the state before.
    """


class JournalUnusable(Refusal):
    """The tables in which tk keeps what a run has done cannot be used.

    They were made by a newer tk, or this user may not read, write or create them.

    Instead, install the newer tk, or run the GRANT that the message shows.
    """


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
