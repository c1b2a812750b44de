"""History: the revisions in order, newest first."""

from __future__ import annotations

from toolkit.answers import Revisions
from toolkit.errors import TargetInvalid
from toolkit.project import Project
from toolkit.settings import Settings
from toolkit.workflows.entries import entry_of
from toolkit.workflows.opening import open_project
from toolkit.workflows.standing import look

HeadsNow = tuple[str, ...] | None


def history(settings: Settings, *, rev_range: str | None = None, indicate_current: bool = False) -> Revisions:
    """The revisions of ``rev_range`` (``[start]:[end]``, each a revision, a relative target or ``current``).

    The database is asked only for ``current`` and ``indicate_current``. Raises a TkError.
    """
    base, head = _ends(rev_range)
    options = {"rev_range": rev_range, "verbose": settings.verbose, "indicate_current": indicate_current}
    with open_project(settings, "history", **options) as project:
        asks = indicate_current or "current" in (base, head) or _wants_environment(project)
        if not asks:
            return _walk(project, base, head, None)
        answers: list[Revisions] = []

        def note(heads: tuple[str, ...], context: object) -> None:
            answers.append(_walk(project, base, head, heads, marked=indicate_current))

        look(project, note)
        return Revisions(revisions=tuple(entry for answer in answers for entry in answer.revisions))


def _ends(rev_range: str | None) -> tuple[str | None, str | None]:
    if rev_range is None:
        return None, None
    base, colon, head = rev_range.strip().partition(":")
    if not colon or ":" in head:
        raise TargetInvalid(
            f"The range {rev_range} is not of the form [start]:[end].", mend="Write `start:end`, `start:`, or `:end`."
        )
    return base or None, head or None


def _wants_environment(project: Project) -> bool:
    return str(project.config.get_alembic_option("revision_environment") or "").lower() in ("true", "yes", "on", "1")


def _walk(project: Project, base: str | None, head: str | None, now: HeadsNow, *, marked: bool = False) -> Revisions:
    low = now if base == "current" else base
    high = now if head == "current" else head
    # The stubs of Alembic name only str; its own history command passes the tuple of current heads.
    walked = project.script.walk_revisions(base=low or "base", head=high or "heads")  # type: ignore[arg-type]  # see above
    verbose = project.settings.verbose
    return Revisions(
        revisions=tuple(
            entry_of(
                script,
                verbose=verbose,
                current=now if marked else None,
                include_branches=True,
                include_doc=True,
                include_parents=True,
            )
            for script in walked
        )
    )
