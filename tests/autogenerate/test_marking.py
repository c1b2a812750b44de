from __future__ import annotations

import ast
from pathlib import Path

import pytest

from toolkit.autogenerate.marking import ALLOWED, ASIDE, mark, record, remove, set_aside


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "aa11_more.py"


def test_the_docstring_says_what_the_proof_says(file: Path) -> None:
    file.write_text('"""More.\n\nRevision ID: aa11\n"""\n\nrevision = "aa11"\n')
    mark(file, ["Proved.", 'a \\ """'])
    text = file.read_text()
    assert ast.get_docstring(ast.parse(text)) == "More.\n\nRevision ID: aa11\n\nProved.\na \\ '''"
    assert text.endswith('"""\n\nrevision = "aa11"\n')


def test_after_a_docstring_of_one_line_and_where_there_is_none(file: Path) -> None:
    file.write_text('"""More."""\nrevision = "aa11"\n')
    mark(file, ["Proved."])
    assert file.read_text() == '"""More."""\n# Proved.\nrevision = "aa11"\n'
    file.write_text('revision = "aa11"\n')
    mark(file, ["Proved."])
    assert file.read_text() == '# Proved.\nrevision = "aa11"\n'


def test_line_ends_stay(file: Path) -> None:
    file.write_bytes(b'"""More.\r\n"""\r\n')
    mark(file, ["Proved."])
    assert file.read_bytes() == b'"""More.\r\n\r\nProved.\r\n"""\r\n'


def test_what_is_not_to_be_loaded(file: Path) -> None:
    file.write_text("x = 1\n")
    aside = set_aside(file)
    assert aside.name == f"aa11_more.py{ASIDE}"
    assert not file.exists()
    remove(aside)
    remove(aside)
    assert list(file.parent.iterdir()) == []


def test_what_was_decided_stands_before_the_functions(file: Path) -> None:
    file.write_text('"""More."""\n\nrevision = "aa11"\n\n\ndef upgrade():\n    pass\n')
    record(file, ALLOWED, [("drop-column", "t.a", "it's old")])
    text = file.read_text()
    assert text.startswith('"""More."""\n\nrevision = "aa11"\ntk_allowed = [\n')
    assert "]\n\n\ndef upgrade():" in text
    namespace: dict[str, object] = {}
    exec(text, namespace)
    assert namespace["tk_allowed"] == [("drop-column", "t.a", "it's old")]
