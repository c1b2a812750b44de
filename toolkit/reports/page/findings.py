"""Findings as parts of the page: the fact, what follows, and what to do about it to paste."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.answers import CheckResult
from toolkit.finding import Finding
from toolkit.reports.comparing import compared
from toolkit.reports.findings import summary
from toolkit.reports.page.markup import Markup, element, joined, preformatted


def findings(found: Sequence[Finding]) -> Markup:
    """All of them under one heading, worst as they come; one sentence where there is none."""
    if not found:
        return element("section", element("h2", "Findings"), element("p", "Nothing was found."))
    total = summary(CheckResult(findings=tuple(found), databases=()))
    return element("section", element("h2", f"Findings: {total}"), *map(_finding, found))


def _finding(finding: Finding) -> Markup:
    sides = compared(finding.expected, finding.found)
    where = [] if finding.location is None else [f"{finding.location.file}:{finding.location.line}"]
    where += [] if finding.database is None else [finding.database]
    parts = [
        element("h3", f"{finding.severity.value}[{finding.name}] {finding.subject}"),
        element("p", finding.fact),
        element("p", finding.consequence),
        preformatted("\n".join(sides), "What differs") if sides else joined(()),
        preformatted(finding.remedy, "What to do"),
        element("p", " in ".join(where), class_="muted") if where else joined(()),
        element("p", f"To accept it: {finding.allow}", class_="muted"),
    ]
    return element("article", *parts, class_=f"finding {finding.severity.value}")
