"""Do the models, the revisions and the database agree?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.projects.maker import LINE, Revision
from tests.projects.opened import Heard
from tests.workflows.conftest import MakeSettings
from toolkit.answers import CheckResult
from toolkit.drift.checking import Parts
from toolkit.drift.findings.register import pages
from toolkit.errors import ConnectionFailed, MetadataMissing, SettingInvalid, VersionTableInvalid
from toolkit.events import ReplayMoved
from toolkit.finding import Severity
from toolkit.settings import Settings
from toolkit.workflows.check import check
from toolkit.workflows.migrate import migrate

SAME = "sa.Table('t_aa11', target_metadata, sa.Column('id', sa.Integer, primary_key=True))"
MORE = "sa.Table('t_aa11', target_metadata, sa.Column('id', sa.Integer, primary_key=True), sa.Column('name', sa.String(9)))"
EVERY = Parts(models=True, live=True, migrations=True)


def checked(settings: Settings, parts: Parts = EVERY, *, explicit: bool = False) -> CheckResult:
    return check(settings, parts, Heard().append, explicit=explicit)


def test_agreement(project: MakeSettings) -> None:
    settings = project(Revision("aa11"), models=SAME)
    migrate(settings, "head", Heard().append)
    answer = checked(settings)
    assert answer.findings == ()
    [database] = answer.databases
    assert database.compared == ("models", "migrations", "live")
    assert database.revisions == ("aa11",)
    assert answer.pages == pages()
    assert [Path(name).name for name in answer.configuration] == ["alembic.ini"]


def test_a_difference_inside_a_table(project: MakeSettings) -> None:
    settings = project(Revision("aa11"), models=MORE)
    migrate(settings, "head", Heard().append)
    [finding] = checked(settings).findings
    assert (finding.name, finding.subject) == ("missing-revision", "column t_aa11.name")


def test_the_revisions_that_are_tried_are_told(project: MakeSettings) -> None:
    heard = Heard()
    check(project(), EVERY, heard.append)
    assert heard.of(ReplayMoved) == [
        ReplayMoved(revision=revision.name, position=position, revisions=3) for position, revision in enumerate(LINE, 1)
    ]


def test_that_no_revision_is_tried_any_more_is_told(project: MakeSettings) -> None:
    heard = Heard()
    check(project(), EVERY, heard.append)
    assert heard.kinds() == ["ReplayMoved"] * 3 + ["ReplayFinished"]


def test_pending_revisions(project: MakeSettings) -> None:
    [pending, *_] = checked(project()).findings
    assert pending.name == "pending-revisions"


def test_without_models_the_revisions_and_the_database_are_compared(project: MakeSettings) -> None:
    settings = project(Revision("aa11"), models="target_metadata = None")
    migrate(settings, "head", Heard().append)
    answer = checked(settings, Parts(models=False, live=True, migrations=True), explicit=True)
    assert answer.findings == ()
    assert answer.databases[0].compared == ("migrations", "live")


@pytest.mark.parametrize("explicit", [True, False])
def test_who_asks_for_the_models_must_have_some(project: MakeSettings, explicit: bool) -> None:
    settings = project(Revision("aa11"), models="target_metadata = None")
    migrate(settings, "head", Heard().append)
    with pytest.raises(MetadataMissing, match=r"no models"):
        checked(settings, explicit=explicit)
    without = Parts(models=False, live=True, migrations=False)
    assert checked(settings, without, explicit=True).findings == ()


def test_a_revision_that_no_file_has(project: MakeSettings, tmp_path: Path) -> None:
    settings = project(Revision("aa11"), Revision("ab22", "aa11"))
    migrate(settings, "head", Heard().append)
    (tmp_path / "scripts/versions/ab22_create.py").unlink()
    with pytest.raises(VersionTableInvalid, match="at revision ab22, which no revision file has"):
        checked(settings)


@pytest.mark.parametrize("severity", [None, "note", "warning", "error", "off"])
def test_each_finding_has_the_severity_that_the_project_gave_its_kind(
    severity: str | None, project: MakeSettings
) -> None:
    settings = project(Revision("aa11"), models=MORE)
    migrate(settings, "head", Heard().append)
    given = {} if severity is None else {"missing-revision": severity}
    found = [finding.severity for finding in checked(replace(settings, severity=given)).findings]
    assert found == ([] if severity == "off" else [Severity(severity or "error")])


@pytest.mark.parametrize(
    ("name", "mend"), [("missing-revisions", "Did you mean `missing-revision`?"), ("zebra", "The findings are: ")]
)
def test_a_severity_of_an_unknown_kind(name: str, mend: str, project: MakeSettings) -> None:
    with pytest.raises(SettingInvalid, match=name) as refused:
        checked(replace(project(), severity={name: "off"}))
    assert refused.value.mend.startswith(mend)


def test_heads_are_told_though_the_database_cannot_be_reached(project: MakeSettings) -> None:
    settings = project(*LINE, Revision("dd44", "ab22"), url="postgresql+psycopg://app@127.0.0.1:1/app")
    answer = checked(settings)
    assert [finding.name for finding in answer.findings] == ["multiple-heads"]
    assert isinstance(answer.failure, ConnectionFailed)
    with pytest.raises(ConnectionFailed):
        checked(replace(settings, severity={"multiple-heads": "warning"}))
