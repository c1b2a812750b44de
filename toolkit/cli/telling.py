"""How the commands that run something tell their story."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolkit.events import Event, Listener
    from toolkit.settings import Settings


@contextmanager
def telling(settings: Settings) -> Iterator[Listener]:
    """A listener that tells the events of a run on stderr, as the settings and the terminal ask for."""
    from toolkit.reports.story import make_story

    story = make_story(quiet=settings.quiet, verbose=settings.verbose)
    if story is None:
        yield _silent
    else:
        with story:
            yield story.tell


def _silent(event: Event) -> None:
    """Quiet: the answer and errors are enough."""
