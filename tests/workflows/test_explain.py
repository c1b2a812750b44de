"""The pages of the errors."""

from __future__ import annotations

import pytest

from toolkit.errors import TargetInvalid
from toolkit.workflows.explain import GROUPS, explain


def test_groups_have_no_page() -> None:
    names = {page.name for page in explain(None).pages}
    assert not names & {group.kebab_name() for group in GROUPS}
    assert "target-invalid" in names


def test_a_page_is_the_docstring() -> None:
    [page] = explain("target-invalid").pages
    assert page.text.startswith(page.summary.split(",")[0])
    assert page.exit_code == TargetInvalid.exit_code


def test_no_page() -> None:
    with pytest.raises(TargetInvalid, match="no page zebra"):
        explain("zebra")
