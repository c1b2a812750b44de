"""`tk revision`."""

from __future__ import annotations

from tests.cli.conftest import Tk


def test_writes_a_file(tk: Tk) -> None:
    assert "Wrote " in tk.says("revision -m more --rev-id dd44")
    answer = tk.json("revision -m 'even more' --rev-id ee55 --depends-on aa11")
    assert answer["revisions"] == ["ee55"]
    assert "even more" in (tk.directory / "scripts/versions/ee55_even_more.py").read_text()


def test_autogenerate_and_sql_are_refused(tk: Tk) -> None:
    assert "do not go together" in tk.complains("revision --autogenerate --sql")
