"""From any exception to the one error that explains it."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import exc

from toolkit.diagnosis import code, configuration, database, files, history
from toolkit.diagnosis.scene import Scene, chain, first_line, is_raised_by_project
from toolkit.errors import TkError, UnexpectedFault
from toolkit.redaction import passwords_in_sql


class Diagnostician(Protocol):
    """A module of this folder."""

    def diagnose(self, error: BaseException, scene: Scene) -> TkError | None:
        """The error in words, or None where this module does not know it."""
        ...


# The nearest to the cause first: a statement that fails in a revision is told as the server's
# refusal, not as an exception of the revision's code.
DIAGNOSTICIANS: tuple[Diagnostician, ...] = (database, files, history, configuration, code)


def explain(error: BaseException, scene: Scene) -> TkError:
    """The error in words; an UnexpectedFault where nobody knows it."""
    explained = error if isinstance(error, TkError) else _explained(error, scene)
    explained.secrets |= _secrets(error)
    return explained


def _explained(error: BaseException, scene: Scene) -> TkError:
    # What the project's own code raises is its own word, whatever class it took for that.
    for diagnostician in (code,) if is_raised_by_project(error, scene) else DIAGNOSTICIANS:
        explained = diagnostician.diagnose(error, scene)
        if explained is not None:
            return explained
    return UnexpectedFault(
        f"tk did not foresee this: {type(error).__name__}.",
        why=first_line(error),
        mend="Report it, with the traceback; `--raiseerr` shows it on the screen.",
    )


def _secrets(error: BaseException) -> frozenset[str]:
    """The passwords that the error's statements set. The values bound to them are left out of its text, too."""
    found: set[str] = set()
    for cause in chain(error):
        if isinstance(cause, exc.StatementError):
            cause.hide_parameters = True
            found.update(passwords_in_sql(cause.statement or ""))
    return frozenset(found)
