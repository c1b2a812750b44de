from __future__ import annotations

from tests.preflight.rows import ASKED, ONE, TWO
from toolkit.backends.fitting.base import Tried
from toolkit.finding import Severity
from toolkit.preflight.unconvertible_values import NAME, unconvertible_values


def test_what_it_says() -> None:
    tried = Tried(misfits=TWO, values=3, is_complete=True, said='invalid: "x".')
    finding = unconvertible_values(tried, ASKED, kind="uuid", may_be_lax=False)
    assert (finding.name, finding.severity, finding.subject) == (NAME, Severity.ERROR, "column orders.note")
    assert finding.fact == '2 rows have a value that uuid does not take (id=7; id=8): invalid: "x".'
    assert finding.consequence == "The new type is refused while they are there."
    lax = unconvertible_values(tried, ASKED, kind="uuid", may_be_lax=True)
    assert lax.consequence == "The new type is refused while they are there; where the mode is lax, they are changed."
    assert finding.remedy == "UPDATE orders SET note = ... WHERE id=7, or say how to convert them"


def test_how_many_were_tried_is_said_where_there_are_more() -> None:
    tried = Tried(misfits=ONE, values=1000, is_complete=False, said="no date")
    fact = unconvertible_values(tried, ASKED, kind="date", may_be_lax=True).fact
    assert fact.endswith("no date; 1000 different values were tried, and there are more.")
