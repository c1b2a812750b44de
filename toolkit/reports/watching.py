"""What is known so far, shown on a terminal while it is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from toolkit.forecast import PoolResult
from toolkit.reports import pools


@contextmanager
def watching(*, live: bool) -> Iterator[Callable[[PoolResult], None] | None]:
    """A function that shows a result in place of the one before; None where nothing is to be shown."""
    if not live:
        yield None
        return
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    # stdout is the answer's.
    with Live(console=Console(stderr=True), auto_refresh=False, vertical_overflow="crop") as screen:
        yield lambda result: screen.update(Text(pools.render(result)), refresh=True)
