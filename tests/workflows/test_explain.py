"""The pages of the errors and of the findings."""

from __future__ import annotations

import pytest

from toolkit.drift.findings import missing_revision, multiple_heads
from toolkit.errors import MultipleHeads, TargetInvalid
from toolkit.preflight import pool_saturation
from toolkit.workflows.explain import GROUPS, explain
from toolkit.workflows.kinds import ALL_NAMES


def test_groups_have_no_page() -> None:
    names = {page.name for page in explain(None).pages}
    assert not names & {group.kebab_name() for group in GROUPS}
    assert "target-invalid" in names


def test_a_page_is_the_docstring() -> None:
    [page] = explain("target-invalid").pages
    assert page.text.startswith(page.summary.split(",")[0])
    assert page.exit_code == TargetInvalid.exit_code


@pytest.mark.parametrize("name", sorted(ALL_NAMES))
def test_every_finding_has_its_page(name: str) -> None:
    page = explain(name).pages[-1]
    assert (page.name, page.exit_code) == (name, 1)
    assert page in explain(None).pages


def test_the_page_of_a_finding_is_the_docstring_of_its_module() -> None:
    [page] = explain("missing-revision").pages
    assert page.text == str(missing_revision.__doc__).strip()
    [page] = explain("pool-saturation").pages
    assert page.text == str(pool_saturation.__doc__).strip()


def test_a_name_of_both_has_two_pages() -> None:
    error, finding = explain("multiple-heads").pages
    assert (error.exit_code, finding.exit_code) == (MultipleHeads.exit_code, 1)
    assert finding.text == str(multiple_heads.__doc__).strip()


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("zebra", "`tk explain` lists them all."),
        ("unmanaged-objekt", "Did you mean `unmanaged-object`?"),
        ("target-invalit", "Did you mean `target-invalid`?"),
    ],
)
def test_no_page(name: str, mend: str) -> None:
    with pytest.raises(TargetInvalid, match=f"no page {name}") as refused:
        explain(name)
    assert refused.value.mend == mend
