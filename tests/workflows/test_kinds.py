"""Every kind of finding."""

from __future__ import annotations

from toolkit.drift.findings import register as drift
from toolkit.preflight import register as preflight
from toolkit.workflows.kinds import ALL_NAMES, all_pages


def test_names_are_those_of_both_registers() -> None:
    assert {"missing-revision", "null-values", "pool-saturation"} <= ALL_NAMES
    assert len(ALL_NAMES) == len(drift.NAMES) + len(preflight.NAMES), "no name means two things"


def test_every_name_has_one_page() -> None:
    told = [page.name for page in all_pages()]
    assert sorted(told) == sorted(ALL_NAMES)
    assert told == [*drift.NAMES, *preflight.NAMES]
