"""The line that is being executed."""

from __future__ import annotations

from pathlib import Path

from toolkit.planning.callers import line_in


def test_the_line_of_this_file() -> None:
    assert line_in(__file__) == 11


def test_the_innermost_of_several(tmp_path: Path) -> None:
    code = "def inner():\n    return line_in(NAME)\n\n\ndef outer():\n    return inner()\n\n\nfound = outer()\n"
    name = str(tmp_path / "revision.py")
    names: dict[str, object] = {"line_in": line_in, "NAME": name}
    exec(compile(code, name, "exec"), names)
    assert names["found"] == 2


def test_of_a_file_that_is_not_executed() -> None:
    assert line_in("elsewhere.py") is None
