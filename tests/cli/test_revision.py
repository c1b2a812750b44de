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


def test_what_is_allowed_needs_a_reason_and_something_to_compare(tk: Tk) -> None:
    assert "needs a reason" in tk.complains("revision --autogenerate --allow drop-table=t")
    assert "Did you mean `drop-table`?" in tk.complains("revision --autogenerate --allow drop-tabel --reason old")
    assert "Add --autogenerate" in tk.complains("revision --rename a=b")
