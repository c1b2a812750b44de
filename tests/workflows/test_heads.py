"""Revisions that no other follows."""

from __future__ import annotations

from tests.projects.maker import BRANCHES, Revision
from tests.workflows.conftest import MakeSettings
from toolkit.workflows.heads import heads


def test_each_branch_has_one(project: MakeSettings) -> None:
    assert {entry.revision for entry in heads(project(*BRANCHES)).revisions} == {"bc33", "de55"}


def test_a_dependency_counts_as_a_parent_when_asked(project: MakeSettings) -> None:
    settings = project(Revision("aa11"), Revision("bb22", depends_on="aa11"))
    assert {entry.revision for entry in heads(settings).revisions} == {"aa11", "bb22"}
    assert [entry.revision for entry in heads(settings, resolve_dependencies=True).revisions] == ["bb22"]
