"""From any exception to the one error that explains it."""

from __future__ import annotations

from typing import Protocol

from toolkit.diagnosis import code, configuration, database, history
from toolkit.diagnosis.scene import Scene
from toolkit.errors import TkError, UnexpectedFault

class Diagnostician(Protocol):
    """A module of this folder."""

    def diagnose(self, error: BaseException, scene: Scene) -> TkError | None:
        """The error in words, or None where this module does not know it."""
        ...


# The nearest to the cause first: a statement that fails in a revision is told as the server's
# refusal, not as an exception of the revision's code.
DIAGNOSTICIANS: tuple[Diagnostician, ...] = (database, history, configuration, code)


def explain(error: BaseException, scene: Scene) -> TkError:
    """The error in words; an UnexpectedFault where nobody knows it."""
    if isinstance(error, TkError):
        return error
    for diagnostician in DIAGNOSTICIANS:
        explained = diagnostician.diagnose(error, scene)
        if explained is not None:
            return explained
    return UnexpectedFault(
        f"tk did not foresee this: {type(error).__name__}.",
        why=str(error)[:600],
        mend="Report it, with the traceback; `--raiseerr` shows it on the screen.",
    )
