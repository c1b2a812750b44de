"""The revision files as one value."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.projects.maker import BRANCHES, LINE, Revision
from tests.projects.opening import OpenProject
from toolkit.drift.history import revision_files

FILE = "scripts/versions/ab22_create.py"


def test_heads_and_count(open_project: OpenProject) -> None:
    files = revision_files(open_project(*BRANCHES))
    assert (files.heads, files.count) == (("bc33", "de55"), 5)


def test_a_project_without_revisions(open_project: OpenProject, tmp_path: Path) -> None:
    open_project(*LINE)
    for path in (tmp_path / "scripts/versions").glob("*.py"):
        path.unlink()
    files = revision_files(open_project())
    assert (files.heads, files.count) == ((), 0)


def _longer(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"# a comment\n")


def _new(path: Path) -> None:
    path.with_name("dd44.py").write_text(Revision("dd44", "cc33").text(), encoding="utf-8")


@pytest.mark.parametrize("change", [_longer, _new])
def test_another_digest(change: Callable[[Path], None], open_project: OpenProject, tmp_path: Path) -> None:
    before = revision_files(open_project()).digest
    change(tmp_path / FILE)
    assert revision_files(open_project()).digest != before


def test_another_digest_where_a_line_moves_from_the_start_of_one_file_to_the_end_of_the_one_before(
    open_project: OpenProject, tmp_path: Path
) -> None:
    before, after = tmp_path / "scripts/versions/aa11_create.py", tmp_path / FILE
    digests = set()
    open_project()
    text, rest = before.read_text(encoding="utf-8"), after.read_text(encoding="utf-8")
    for ours, theirs in ((text, "#\n" + rest), (text + "#\n", rest)):
        before.write_text(ours, encoding="utf-8")
        after.write_text(theirs, encoding="utf-8")
        digests.add(revision_files(open_project()).digest)
    assert len(digests) == 2


def test_the_same_digest_on_windows_and_in_another_directory(open_project: OpenProject, tmp_path: Path) -> None:
    before = revision_files(open_project())
    path = tmp_path / FILE
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (tmp_path / "scripts/versions/README").write_text("No revision.")
    assert revision_files(open_project()) == before


def test_the_digest_does_not_depend_on_where_the_project_lies(open_project: OpenProject, tmp_path: Path) -> None:
    """A snapshot is committed on one machine and read on another."""
    before = revision_files(open_project()).digest
    (tmp_path / "scripts").rename(tmp_path / "elsewhere")
    ini = tmp_path / "alembic.ini"
    ini.write_text(ini.read_text(encoding="utf-8").replace("/scripts", "/elsewhere"), encoding="utf-8")
    assert revision_files(open_project()).digest == before
