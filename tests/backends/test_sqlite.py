from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from toolkit.backends.base import Trouble
from toolkit.backends.sqlite import SQLite

TEXTS = {
    "unable to open database file": Trouble.UNREACHABLE,
    "file is not a database": Trouble.UNREADABLE,
    "database disk image is malformed": Trouble.UNREADABLE,
    "attempt to write a readonly database": Trouble.READ_ONLY,
    "database is locked": Trouble.LOCKED,
    "database or disk is full": Trouble.NO_ROOM,
    "disk I/O error": Trouble.LOST,
}


@pytest.mark.parametrize("text", TEXTS)
def test_what_a_text_means(text: str) -> None:
    found = SQLite().explain(Exception(text), URL.create("sqlite", database="app.db"))
    assert found is not None
    assert found.trouble is TEXTS[text]
    assert "app.db" in found.what


def test_why_a_file_cannot_be_opened(tmp_path: Path) -> None:
    def mend(path: Path) -> str:
        found = SQLite().explain(Exception("unable to open database file"), URL.create("sqlite", database=str(path)))
        assert found is not None
        return found.mend

    assert "is a directory" in mend(tmp_path)
    assert f"Create the directory {tmp_path / 'no'}" in mend(tmp_path / "no" / "app.db")
    assert "permissions" in mend(tmp_path / "app.db")
