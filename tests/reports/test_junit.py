"""JUnit XML, read as a CI server reads it."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

from hypothesis import given, settings

from tests.reports.findings import ANSWERS, MISSING, MYSQL, SQLITE, UNREAD, VIEW, answer, database
from toolkit.answers import CheckResult
from toolkit.finding import Severity
from toolkit.reports.junit import render


def read(given: CheckResult) -> ET.Element:
    text = render(given)
    assert text.isascii()
    root = ET.fromstring(text)
    assert int(root.get("tests", "")) == len(root.findall("./testsuite/testcase"))
    assert int(root.get("failures", "")) == len(root.findall("./testsuite/testcase/failure"))
    for suite in root:
        assert int(suite.get("tests", "")) == len(suite.findall("testcase"))
        assert int(suite.get("failures", "")) == len(suite.findall("testcase/failure"))
    return root


@given(ANSWERS)
@settings(max_examples=150)
def test_any_findings_are_xml(given: CheckResult) -> None:
    root = read(given)
    errors = [finding for finding in given.findings if finding.severity is Severity.ERROR]
    assert int(root.get("failures", "")) == len(errors)
    assert root.findall("./testsuite/testcase"), "a server calls a report without a test broken"


def test_no_finding_is_a_green_test_for_each_database() -> None:
    root = read(answer(databases=(database(MYSQL), database(SQLITE))))
    assert [suite.get("name") for suite in root] == [MYSQL, SQLITE]
    assert [len(case) for case in root.iter("testcase")] == [0, 0]
    assert len({(case.get("classname"), case.get("name")) for case in root.iter("testcase")}) == 2


def test_no_database_is_a_green_test_too() -> None:
    assert [suite.get("name") for suite in read(answer(databases=()))] == ["project"]


def test_an_error_is_a_failure() -> None:
    (case,) = read(answer(MISSING)).iter("testcase")
    assert (case.get("classname"), case.get("name")) == ("tk.column-missing", "column orders.note")
    assert (case.get("file"), case.get("line")) == ("models/orders.py", "31")
    (failure,) = case
    assert (failure.tag, failure.get("type"), failure.get("message")) == ("failure", "column-missing", MISSING.fact)
    for part in (MISSING.consequence, MISSING.remedy, "models/orders.py:31"):
        assert part in str(failure.text)


def test_warnings_and_notes_pass_and_are_told() -> None:
    root = read(answer(VIEW, replace(UNREAD, database=MYSQL)))
    assert [child.tag for case in root.iter("testcase") for child in case] == ["system-out", "system-out"]
    assert VIEW.fact in str(next(root.iter("system-out")).text)


def test_findings_of_no_database_are_those_of_the_project() -> None:
    root = read(answer(MISSING, UNREAD))
    assert [(suite.get("name"), len(suite)) for suite in root] == [("project", 1), (MYSQL, 1)]


def test_the_same_finding_in_two_databases_is_two_tests() -> None:
    both = (database(MYSQL), database(SQLITE))
    root = read(answer(MISSING, replace(MISSING, database=SQLITE), databases=both))
    assert len({(case.get("classname"), case.get("name")) for case in root.iter("testcase")}) == 2


def test_what_xml_forbids_is_shown() -> None:
    (case,) = read(answer(replace(MISSING, subject="column a.\x00\x1b\ufffe\udc80<&\"'日本"))).iter("testcase")
    assert case.get("name") == "column a.\\x00\\x1b\\ufffe\\udc80<&\"'日本"
