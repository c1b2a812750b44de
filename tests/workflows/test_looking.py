"""What is known of the load, as it is written on the command line."""

from __future__ import annotations

import math

import pytest

from toolkit.errors import CommandRefused
from toolkit.forecast import Traffic
from toolkit.workflows.looking import looking_of
from toolkit.workflows.preparing import Looking

NOTHING: dict[str, str | None] = {"sample": None, "rate": None, "busy": None, "write_share": None}


def looking(**values: str) -> Looking:
    return looking_of(**(NOTHING | values))  # type: ignore[arg-type]  # a test's shorthand


def test_the_server_is_looked_at_for_ten_seconds() -> None:
    assert looking() == Looking(seconds=10.0, given=None)


@pytest.mark.parametrize(("text", "seconds"), [("0", 0.0), ("2.5", 2.5), ("1e3", 1000.0)])
def test_for_as_long_as_is_said(text: str, seconds: float) -> None:
    assert looking(sample=text) == Looking(seconds=seconds)


def test_a_watch_has_no_end() -> None:
    assert looking(endless=True) == Looking(seconds=math.inf)
    assert looking(endless=True, sample="3") == Looking(seconds=3.0)


def test_what_is_given_is_not_looked_for() -> None:
    assert looking(rate="120", busy="9.5").given == Traffic(rate=120.0, busy=9.5)
    assert looking(rate="0", busy="0", write_share="1").given == Traffic(rate=0.0, busy=0.0, write_share=1.0)


@pytest.mark.parametrize("given", [("rate",), ("busy",), ("write_share",), ("rate", "write_share")])
def test_half_of_the_load_is_refused(given: tuple[str, ...]) -> None:
    with pytest.raises(CommandRefused, match="needs two numbers") as refused:
        looking(**dict.fromkeys(given, "1"))
    assert "--rate 120 --busy 9" in refused.value.mend


@pytest.mark.parametrize(
    ("option", "text"),
    [
        ("--sample", "long"),
        ("--sample", "-1"),
        ("--sample", "nan"),
        ("--sample", "inf"),
        ("--rate", "many"),
        ("--rate", "inf"),
        ("--busy", "-0.1"),
        ("--busy", "nan"),
        ("--write-share", "1.01"),
        ("--write-share", "50%"),
    ],
)
def test_no_number_that_fits(option: str, text: str) -> None:
    name = option.removeprefix("--").replace("-", "_")
    needed = {} if name == "sample" else {"rate": "1", "busy": "1"}
    with pytest.raises(CommandRefused, match=f"{option} {text} is no number that fits"):
        looking(**(needed | {name: text}))
