"""Errors where tk looked, and the answer is no."""

from __future__ import annotations

from toolkit.fault import TkError


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

    tells_how_to_go_on = True


class JournalUnusable(Refusal):
    """The tables in which tk keeps what a run has done cannot be used.

    They were made by a newer tk, or this user may not read, write or create them.

    Instead, install the newer tk, or run the GRANT that the message shows.
    """


class RevisionsApplied(Refusal):
    """A revision that `tk rebase` would move is applied in a database, or may be.

    That database would count what the moved revision then follows as applied, and never run it.

    Instead, join the heads with `tk merge heads`, or take the revision back there first: `tk downgrade`.
    """


class PreflightFailed(Refusal):
    """A look at the plan and at the live server before the run found errors, so nothing was run.

    Run all the same, the migration would fail half way, or take the application down with it.

    Instead, mend what the findings name, or accept one: `--allow NAME --reason "..."`; `tk plan` shows the whole plan.
    """


class RenameUndecided(Refusal):
    """A table or column is gone from the models, and what is new there looks like the same under another name.

    Dropped and added anew it would lose its values, so no file was written, and nothing was changed.

    Instead, say which it is: `--rename orders.note=orders.remark`, or `info={"renamed_from": "note"}` in the model; or
    `--allow drop-column=orders.note --reason "..."` where the old one is to go; or `--rename orders.note=` where it
    stays. On a terminal the command asks.
    """


class RevisionUnproved(Refusal):
    """The revision that autogenerate wrote does not run on a copy of the live schema, so it was not kept.

    Its file is set aside under a name that Alembic does not load. The database and the models are as they were.

    Instead, look at the statement that the server refused, change the model or write that step by hand: rename the
    file to `.py`, correct it, and try it with `tk plan`.
    """


class NoWayBack(Refusal):
    """A downgrade would undo a revision whose file has no `downgrade()`.

    All steps are looked up before the first one runs, so nothing was undone, not even the later revisions.

    Instead, go back as far as there is a way: `tk downgrade REVISION` with the revision that the message names. Or
    write its `downgrade()`; `tk plan --downgrade` tries it on a shadow, and says whether it leads back. What a revision
    dropped may be in the trash: `tk trash list`.
    """


class ServerOverloaded(Refusal):
    """A statement of the run kept so many sessions waiting, again and again, that it was ended each time.

    The application went on; the run stopped, and what it has done so far stays.

    Instead, run the same command again when there is less to do: it goes on at that statement. `tk plan` says how long
    it blocks, and what avoids it.
    """

    tells_how_to_go_on = True


class ColumnTypeUnavailable(Refusal):
    """`tk revision --autogenerate` met a column whose type this database cannot hold.

    The revision would have been written, and would have failed when it was applied.

    Instead, give the type a length, or one for this backend: `.with_variant(sa.Text(), "mysql")`.
    """
