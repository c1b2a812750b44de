"""What a person has decided about findings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.projects.opened import settings_of
from toolkit.errors import SettingInvalid
from toolkit.finding import Finding, Severity
from toolkit.workflows.judgement import allowed, as_set, refuse_misnamed, refuse_unknown

KNOWN = ("null-values", "full-disk")
NULLS = Finding(
    name="null-values", severity=Severity.ERROR, subject="column t.n", fact="1 row.", consequence="No.", remedy="Do."
)


@pytest.mark.parametrize(
    ("severities", "told"),
    [
        ({}, [Severity.ERROR]),
        ({"null-values": "note"}, [Severity.NOTE]),
        ({"null-values": "warning", "full-disk": "off"}, [Severity.WARNING]),
        ({"null-values": "off"}, []),
        ({"full-disk": "off"}, [Severity.ERROR]),
    ],
)
def test_severities_of_a_kind(severities: Mapping[str, str], told: list[Severity]) -> None:
    assert [finding.severity for finding in as_set([NULLS], severities)] == told


@pytest.mark.parametrize("name", ["null-values", "column t.n"])
def test_what_is_accepted_is_a_warning(name: str) -> None:
    [told] = allowed([NULLS], ["full-disk", name])
    assert (told.severity, told.fact) == (Severity.WARNING, NULLS.fact)


@pytest.mark.parametrize("name", ["full-disk", "column t.m", "t.n", ""])
def test_what_is_not_accepted_stays(name: str) -> None:
    assert list(allowed([NULLS], [name])) == [NULLS]


@pytest.mark.parametrize("severity", [Severity.NOTE, Severity.WARNING])
def test_only_errors_need_to_be_accepted(severity: Severity) -> None:
    [mild] = as_set([NULLS], {"null-values": severity.value})
    assert list(allowed([mild], ["null-values"])) == [mild]


@pytest.mark.parametrize(
    ("name", "mend"), [("null-value", "Did you mean `null-values`?"), ("zebra", "The findings are: full-disk, null")]
)
def test_an_unknown_kind(name: str, mend: str) -> None:
    with pytest.raises(SettingInvalid, match=f"`severity` names no finding: {name}") as refused:
        refuse_unknown(["full-disk", name], KNOWN, "severity")
    assert refused.value.mend.startswith(mend)


@pytest.mark.parametrize("name", ["null-values", "column t.n", "server", "session 812"])
def test_kinds_and_subjects_can_be_accepted(name: str, tmp_path: Path) -> None:
    refuse_misnamed(settings_of(tmp_path, allow=(name,), severity={"full-disk": "note"}), KNOWN)


@pytest.mark.parametrize(
    ("setting", "values"),
    [
        ("allow", {"allow": ("null-valeus",)}),
        ("severity", {"severity": {"null-valeus": "off"}, "allow": ("null-values",)}),
    ],
)
def test_a_slip_is_told_by_the_setting_it_is_in(setting: str, values: dict[str, object], tmp_path: Path) -> None:
    with pytest.raises(SettingInvalid, match=f"`{setting}` names no finding: null-valeus"):
        refuse_misnamed(settings_of(tmp_path, **values), KNOWN)
