"""How a person says what is known of the load, or for how long to look at it."""

from __future__ import annotations

from toolkit.errors import CommandRefused
from toolkit.forecast import Traffic
from toolkit.workflows.preparing import Looking

_SECONDS = 10.0
_LONGEST = 86_400.0


def looking_of(
    *, sample: str | None, rate: str | None, busy: str | None, write_share: str | None, endless: bool = False
) -> Looking:
    """As it was written on the command line; ``endless``: until somebody stops it. Raises CommandRefused."""
    if rate is None and busy is None and write_share is None:
        standard = float("inf") if endless else _SECONDS
        return Looking(seconds=standard if sample is None else _number(sample, "--sample", 0.0, _LONGEST))
    if rate is None or busy is None:
        raise CommandRefused(
            "The load needs two numbers: requests per second, and connections in use.",
            mend="Give both, `--rate 120 --busy 9`, or leave them out: then the server is looked at.",
        )
    return Looking(
        seconds=0.0,
        given=Traffic(
            rate=_number(rate, "--rate", 0.0, 1e9),
            busy=_number(busy, "--busy", 0.0, 1e6),
            write_share=None if write_share is None else _number(write_share, "--write-share", 0.0, 1.0),
        ),
    )


def _number(text: str, option: str, least: float, most: float) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not least <= number <= most:
        raise CommandRefused(
            f"{option} {text} is no number that fits.", mend=f"Write one from {least:g} to {most:g}: `{option} 1`."
        )
    return number
