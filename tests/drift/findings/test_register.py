"""The register of the kinds of findings."""

from __future__ import annotations

from toolkit.drift.findings.register import KINDS, NAMES, pages


def test_no_name_twice() -> None:
    assert len(set(NAMES)) == len(NAMES) == len(KINDS)


def test_what_keeps_the_others_from_being_told_comes_first_and_what_was_not_compared_last() -> None:
    assert NAMES[0] == "multiple-heads"
    assert NAMES.index("pending-revisions") < NAMES.index("missing-revision") < NAMES.index("changed-database")
    assert NAMES[-1] == "unread-catalog"


def test_the_summary_is_one_line() -> None:
    for page in pages():
        assert "\n" not in page.summary
        assert page.text.replace("\n", " ").startswith(page.summary)
        assert page.exit_code == 1
