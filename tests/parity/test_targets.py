"""Revisions in every spelling that Alembic has: whatever it accepts or refuses, tk does, with the same effect."""

from __future__ import annotations

import pytest

from tests.parity.conftest import Pairs
from tests.projects.maker import BRANCHES, DEPENDENT, LINE, MERGED

UPGRADES = {
    "line": (
        LINE,
        [
            "head",
            "heads",
            "cc33",
            "ab22",
            "ab",
            "c",
            "+1",
            "+2",
            "+3",
            "+4",
            "aa11+1",
            "aa11+2",
            "ab22-1",
            "head-1",
            "cc33-2",
            "base",
            "nowhere",
            "a",
            "@head",
            "base@head",
            "aa11@head",
        ],
    ),
    "branches": (
        BRANCHES,
        [
            "head",
            "heads",
            "left",
            "left@head",
            "right@head",
            "left@+1",
            "right@+2",
            "bc33",
            "b",
            "left@base",
            "aa11+1",
            "bb22+1",
            "left@head-1",
            "right@aa11",
            "nobody@head",
            "left@de55",
        ],
    ),
    "merged": (
        MERGED,
        ["head", "heads", "ff66", "fa", "left@head", "right@head", "+1", "ff66-1", "fa77-1", "fa77-2", "head-1"],
    ),
    "dependent": (DEPENDENT, ["head", "heads", "other@head", "other@+1", "dd44", "de55", "bb22", "other", "+1"]),
}

DOWNGRADES = {
    "line": (
        LINE,
        [
            "base",
            "-1",
            "-2",
            "-3",
            "-4",
            "aa11",
            "ab",
            "cc33",
            "cc33-1",
            "ab22-1",
            "ab22+1",
            "head-1",
            "head",
            "heads",
            "nowhere",
            "+1",
        ],
    ),
    "branches": (
        BRANCHES,
        [
            "base",
            "-1",
            "left@base",
            "left@-1",
            "left@-2",
            "right@-1",
            "aa11",
            "bb22",
            "left@aa11",
            "right@base",
            "bc33-1",
            "bb22-1",
            "head",
            "heads",
        ],
    ),
    "merged": (MERGED, ["base", "-1", "-2", "-3", "ff66", "ff66-1", "left@-1", "bc33", "aa11", "fa77-1", "left@base"]),
    "dependent": (DEPENDENT, ["base", "-1", "other@base", "other@-1", "aa11", "dd44", "other@dd44", "bb22-1"]),
}

STAMPS = ["head", "heads", "base", "aa11", "ab", "ab22", "bb22", "left", "left@head", "right@head", "+1", "nowhere"]
SEVERAL = ("aa11 ab22", "bb22 dd44", "left@head right@head", "bc33 bb22")


@pytest.mark.parametrize("history", UPGRADES)
def test_upgrade_from_base(pairs: Pairs, history: str) -> None:
    revisions, targets = UPGRADES[history]
    pair = pairs.make(*revisions)
    for target in targets:
        pair.restore(None)
        pair.run(f"upgrade {target}")


@pytest.mark.parametrize("history", DOWNGRADES)
def test_downgrade_from_the_heads(pairs: Pairs, history: str) -> None:
    revisions, targets = DOWNGRADES[history]
    pair = pairs.make(*revisions)
    pair.succeed("upgrade heads")
    saved = pair.save()
    for target in targets:
        pair.restore(saved)
        pair.run(f"downgrade {target}")


@pytest.mark.parametrize(
    ("history", "start"), [("line", "ab22"), ("branches", "bb22"), ("merged", "bc33"), ("dependent", "aa11")]
)
def test_relative_to_where_the_database_stands(pairs: Pairs, history: str, start: str) -> None:
    pair = pairs.make(*UPGRADES[history][0])
    pair.succeed(f"upgrade {start}")
    for line in ("upgrade +1", "downgrade -1", "downgrade -1", "upgrade +1", "upgrade heads", "downgrade base"):
        pair.run(line)


@pytest.mark.parametrize("history", ["line", "branches", "merged"])
def test_stamp(pairs: Pairs, history: str) -> None:
    pair = pairs.make(*UPGRADES[history][0])
    for targets in (*STAMPS, *SEVERAL):
        pair.restore(None)
        pair.run(f"stamp {targets}")
    pair.run("stamp aa11")
    pair.run("stamp heads")
    pair.run("stamp base")


def test_stamp_purge_forgets_a_revision_that_no_file_has(pairs: Pairs) -> None:
    pair = pairs.make(*LINE)
    pair.succeed("upgrade head")
    for directory in (pair.alembic, pair.tk):
        (directory / "scripts/versions/cc33_create.py").unlink()
    pair.fail("upgrade head")
    pair.fail("current")
    pair.fail("stamp head")
    pair.succeed("stamp --purge head")
    assert pair.versions() == {"ab22"}


def test_a_dash_and_a_number_is_a_target_with_and_without_two_dashes(pairs: Pairs) -> None:
    pair = pairs.make(*LINE)
    pair.succeed("upgrade head")
    pair.succeed("downgrade -1")
    assert pair.tables() == {"aa11", "ab22"}
    pair.succeed("downgrade -- -2")
    assert not pair.tables()


def test_two_digits_after_the_dash(pairs: Pairs) -> None:
    pair = pairs.make(*LINE)
    pair.succeed("upgrade head")
    pair.fail("downgrade -12")


def test_upgrade_without_a_target_means_head_and_downgrade_one_step_as_in_flask_migrate(pairs: Pairs) -> None:
    pair = pairs.make(*LINE)
    pair.succeed("upgrade head", tk="upgrade")
    pair.succeed("downgrade -1", tk="downgrade")
    assert pair.tables() == {"aa11", "ab22"}


def test_migrate_is_upgrade(pairs: Pairs) -> None:
    pair = pairs.make(*LINE)
    pair.succeed("upgrade ab22", tk="migrate ab22")
    assert pair.tables() == {"aa11", "ab22"}


def test_a_range_needs_sql(pairs: Pairs) -> None:
    pair = pairs.make(*LINE)
    pair.fail("upgrade aa11:head")
    pair.succeed("upgrade head")
    pair.fail("downgrade head:aa11")
