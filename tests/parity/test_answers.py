"""The commands that answer print what Alembic prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.parity.conftest import Pairs
from tests.projects.maker import BRANCHES, DEPENDENT, LINE, MERGED, Revision, make_project

HISTORIES = {"line": LINE, "branches": BRANCHES, "merged": MERGED, "dependent": DEPENDENT}
STANDS = {"line": "ab22", "branches": "bc33", "merged": "ff66", "dependent": "bb22"}
LINES = """
heads
heads -v
heads --verbose
heads --resolve-dependencies
heads -v --resolve-dependencies
branches
branches -v
current
current -v
current --verbose
current -c
current --check-heads
history
history -v
history -i
history -vi
history --verbose --indicate-current
history -r aa11:
history -r :aa11
history -r aa11:head
history --rev-range base:heads
history --rev-range=current:
history -rcurrent:heads
history -r:current
history -r-1:current
history -r current:+1
history -i -r base:current
history -r aa11
history -r a:b:c
show head
show heads
show current
show base
show aa
show left@head
show nowhere
""".strip().splitlines()


@pytest.mark.parametrize(("history", "stands"), [("line", None), ("branches", None), *STANDS.items()])
def test_same_text(pairs: Pairs, history: str, stands: str | None) -> None:
    pair = pairs.make(*HISTORIES[history])
    if stands:
        pair.succeed(f"upgrade {stands}")
    for line in LINES:
        pair.run(line, prints=True, looks=True)


def test_at_every_head(pairs: Pairs) -> None:
    pair = pairs.make(*BRANCHES)
    pair.succeed("upgrade heads")
    pair.succeed("current --check-heads")
    pair.succeed("history -i", prints=True)


def test_no_revision_at_all(pairs: Pairs) -> None:
    pair = pairs.copies(_without_revisions)
    for line in ("heads", "branches", "current", "history", "current -c"):
        pair.succeed(line, prints=True)
    for line in ("downgrade base", "stamp head"):
        pair.succeed(line)


def test_upgrade_without_a_revision_is_refused(pairs: Pairs) -> None:
    """Alembic succeeds; but a deployment that left the files out must not look migrated."""
    pair = pairs.copies(_without_revisions)
    assert "nothing-to-migrate" in pair.forker.run("tk", ["upgrade", "head"], pair.tk).stderr
    assert pair.forker.run("alembic", ["upgrade", "head"], pair.alembic).ok


def _without_revisions(path: Path) -> Path:
    return make_project(path, ())


def test_a_look_creates_no_version_table(pairs: Pairs) -> None:
    """Alembic's `history -i` and `show current` do, although they only look."""
    pair = pairs.make(*LINE)
    for line in ("history -i", "history -r current:", "show current", "edit current"):
        pair.run(line, looks=True)
        assert pair.databases() == {"app.db": ["BEGIN TRANSACTION;", "COMMIT;"]}


def test_documents_of_several_lines_and_words_of_other_alphabets(pairs: Pairs) -> None:
    pair = pairs.make(Revision("aa11", upgrade="pass", downgrade="pass"))
    for directory in (pair.alembic, pair.tk):
        path = directory / "scripts/versions/aa11_create.py"
        path.write_text(
            path.read_text().replace(
                "Create aa11", "Größe ändern\n\nThe second paragraph %s {x} [bold].\n\nThe third."
            ),
            encoding="utf-8",
        )
    for line in ("history", "history -v", "heads -v", "show aa11", "upgrade head", "current -v"):
        pair.succeed(line, prints=line != "upgrade head")


def test_check(pairs: Pairs) -> None:
    model = "sa.Table('t_aa11', target_metadata, sa.Column('id', sa.Integer, primary_key=True))"
    pair = pairs.make(Revision("aa11"), models=model)
    # Alembic creates its version table although it only looks.
    pair.fail("check", looks=True)
    pair.succeed("upgrade head")
    pair.succeed("check", looks=True)
    for directory in (pair.alembic, pair.tk):
        env = directory / "scripts/env.py"
        env.write_text(
            env.read_text().replace("primary_key=True)", "primary_key=True), sa.Column('name', sa.String(9))")
        )
    assert "name" in pair.fail("check", looks=True).stdout


def test_edit(pairs: Pairs) -> None:
    pair = pairs.make(*LINE)
    pair.succeed("upgrade ab22")
    (pair.tk.parent / "editor").write_text('#!/bin/sh\necho "# edited" >> "$1"\n')
    (pair.tk.parent / "editor").chmod(0o755)
    editor = str(pair.tk.parent / "editor")
    pair.succeed("edit head", EDITOR=editor, VISUAL=editor)
    assert (pair.tk / "scripts/versions/cc33_create.py").read_text().endswith("# edited\n")
    pair.succeed("edit current", EDITOR=editor, VISUAL=editor)
    assert (pair.tk / "scripts/versions/ab22_create.py").read_text().endswith("# edited\n")
    pair.succeed("edit aa", EDITOR=editor, VISUAL=editor)
    pair.fail("edit nowhere", EDITOR=editor, VISUAL=editor)
    pair.fail("edit base", EDITOR=editor, VISUAL=editor)
