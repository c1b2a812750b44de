"""The findings as JUnit XML, which every CI server shows: an error is a failed test."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from toolkit.answers import CheckResult
from toolkit.finding import Finding, Severity
from toolkit.reports import findings
from toolkit.reports.characters import shown
from toolkit.reports.repository import from_root


def render(answer: CheckResult) -> str:
    """A suite for each database, and one for the project where it has findings; in ASCII, as the XML itself says."""
    groups = findings.grouped(answer)
    root = ET.Element("testsuites", {"name": "tk check", **_counts(*groups.values())})
    for name, found in groups.items():
        # Readers put the cases of all suites into one list: their names must tell the databases apart.
        root.append(_suite(name, found, suffix=f" ({name})" if len(groups) > 1 else ""))
    ET.indent(root)
    xml: bytes = ET.tostring(root, encoding="us-ascii", xml_declaration=True)
    return xml.decode("ascii")


def _suite(name: str, found: Sequence[Finding], suffix: str) -> ET.Element:
    suite = ET.Element("testsuite", {"name": shown(name), **_counts(found)})
    for finding in found:
        suite.append(_case(finding, suffix))
    if not found:
        ET.SubElement(suite, "testcase", classname="tk.check", name=shown(f"nothing found{suffix}"), time="0")
    return suite


def _case(finding: Finding, suffix: str) -> ET.Element:
    case = ET.Element(
        "testcase", classname=shown(f"tk.{finding.name}"), name=shown(f"{finding.subject}{suffix}"), time="0"
    )
    if finding.location is not None:
        case.set("file", shown(from_root(finding.location.file)))
        case.set("line", str(finding.location.line))
    if finding.severity is Severity.ERROR:
        told = ET.SubElement(case, "failure", message=shown(finding.fact), type=shown(finding.name))
        told.text = findings.text_of(finding)
    else:
        ET.SubElement(case, "system-out").text = findings.text_of(finding)
    return case


def _counts(*groups: Sequence[Finding]) -> dict[str, str]:
    failures = sum(finding.severity is Severity.ERROR for found in groups for finding in found)
    tests = sum(len(found) or 1 for found in groups)
    return {"tests": str(tests), "failures": str(failures), "errors": "0", "skipped": "0"}
