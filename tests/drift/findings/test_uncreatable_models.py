"""The server refuses a statement that creates the models."""

from __future__ import annotations

from toolkit.drift.findings.uncreatable_models import uncreatable_models


def test_the_answer_of_the_server_is_told() -> None:
    finding = uncreatable_models("CREATE TABLE t", "OperationalError: no such collation: de", "sqlite:///a.db")
    assert finding.subject == "models CREATE TABLE t"
    assert finding.fact.endswith(": OperationalError: no such collation: de")
    assert finding.database == "sqlite:///a.db"
    assert "not checked" in finding.consequence
