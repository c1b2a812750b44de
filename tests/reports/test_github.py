"""Workflow commands, read as the runner of GitHub Actions reads them."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given, settings

from tests.reports.findings import ANSWERS, MISSING, UNREAD, VIEW, answer
from toolkit.answers import CheckResult
from toolkit.finding import Location
from toolkit.reports.findings import summary
from toolkit.reports.github import render

COMMAND = re.compile(r"::(?P<command>error|warning|notice) (?P<properties>[^:]*)::(?P<data>.*)", re.DOTALL)


def read(line: str) -> tuple[str, dict[str, str], str]:
    match = COMMAND.fullmatch(line)
    assert match, line
    properties = dict(item.split("=", 1) for item in match["properties"].split(","))
    return match["command"], {name: decoded(value) for name, value in properties.items()}, decoded(match["data"])


def decoded(text: str) -> str:
    for escape, letter in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(escape, letter)
    return text


@given(ANSWERS)
@settings(max_examples=150)
def test_any_finding_is_one_command_on_one_line(given: CheckResult) -> None:
    text = render(given)
    tail = summary(given)
    lines = text.removesuffix(tail).splitlines()
    assert len(lines) == len(given.findings)
    for line, finding in zip(lines, given.findings, strict=True):
        _, properties, message = read(line)
        assert set(properties) == ({"title"} if finding.location is None else {"file", "line", "title"})
        assert message
    assert not tail.lstrip().startswith("::")


def test_an_error_at_its_line() -> None:
    line, total = render(answer(MISSING)).split("\n")
    command, properties, message = read(line)
    assert command == "error"
    assert properties == {"file": "models/orders.py", "line": "31", "title": "column-missing: column orders.note"}
    assert message.split("\n")[:2] == [MISSING.fact, MISSING.consequence]
    assert MISSING.remedy in message
    assert total == "1 error"


def test_warnings_and_notes() -> None:
    assert [line.split(" ")[0] for line in render(answer(VIEW, UNREAD)).split("\n")][:2] == ["::warning", "::notice"]


def test_a_finding_of_no_file_names_none() -> None:
    assert read(render(answer(UNREAD)).split("\n")[0])[1] == {"title": "not-read: events"}


def test_escapes() -> None:
    odd = replace(MISSING, subject="a:b,c=d%\r\n", fact="100 %: a,b\r\nc", location=Location(file="a,b:c.py", line=2))
    line = render(answer(odd)).split("\n")[0]
    assert line.startswith("::error file=a%2Cb%3Ac.py,line=2,title=column-missing%3A a%3Ab%2Cc=d%25%0D%0A::")
    assert "::100 %25: a,b%0D%0Ac%0A" in line


def test_nothing_found() -> None:
    assert render(answer()) == "The models, the migrations and the database agree."
