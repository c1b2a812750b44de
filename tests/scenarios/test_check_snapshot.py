"""A committed snapshot: no shadow is needed, and it is told when it is stale."""

from __future__ import annotations

import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.projects.maker import Revision
from tests.scenarios.shop import ITEMS, ORDERS, REVISIONS, Shop

MORE = Revision("cc33", "ab22")


def file_of(shop: Shop) -> Path:
    return shop.directory / "scripts/snapshots" / f"{shop.database.backend}.json"


@pytest.fixture
def kept(shop: Shop) -> Shop:
    """A shop with a snapshot, and a cache that knows nothing."""
    shop.make().migrated().tk("snapshot")
    shop.variables["XDG_CACHE_HOME"] = str(shop.directory / "empty")
    return shop


def test_the_schema_is_taken_from_it(kept: Shop) -> None:
    answer = kept.answer(code=0)
    assert f"snapshots/{kept.database.backend}.json" in answer["databases"][0]["expected_from"]
    assert answer["databases"][0]["compared"] == ["models", "migrations", "live"]
    assert not (kept.directory / "empty").exists(), "nothing was made on a shadow"
    kept.sql("ALTER TABLE orders ADD COLUMN by_hand INTEGER")
    assert kept.told() == [("changed-database", "column orders.by_hand")]


def test_a_revision_more_makes_it_stale(kept: Shop) -> None:
    kept.revision(MORE)
    stale = [finding for finding in kept.findings() if finding["name"] == "stale-snapshot"]
    assert [finding["fact"] for finding in stale] == ["It is of ab22, and the history is at cc33."]
    assert stale[0]["location"]["file"] == f"scripts/snapshots/{kept.database.backend}.json"


def test_an_edited_revision_makes_it_stale(kept: Shop) -> None:
    path = kept.directory / "scripts/versions/ab22_create.py"
    path.write_text(path.read_text(encoding="utf-8").replace("ck_price", "ck_cost"), encoding="utf-8")
    assert ("stale-snapshot", f"snapshot scripts/snapshots/{kept.database.backend}.json") in kept.told()
    assert kept.told("--live") != [], "and it is not what the database is compared with"


def test_a_snapshot_with_a_merge_conflict_is_stale(kept: Shop) -> None:
    file_of(kept).write_text("<<<<<<< ours\n" + file_of(kept).read_text(encoding="utf-8"), encoding="utf-8")
    [finding] = kept.findings()
    assert finding["name"] == "stale-snapshot"
    assert "merge conflict" in finding["fact"]


def test_another_table_is_a_diff_of_its_own_lines(make_shop) -> None:
    shop = make_shop("sqlite").make((ORDERS,))
    shop.tk("snapshot")
    before = file_of(shop).read_text(encoding="utf-8").splitlines()
    shop.revision(ITEMS)
    shop.tk("snapshot")
    after = file_of(shop).read_text(encoding="utf-8").splitlines()
    gone = [line for line in before if line not in after]
    assert len(gone) <= 5, "the heading, and the line of the first table, now the second"


@pytest.fixture(params=["mariadb", "mysql", "postgresql"])
def reader(request: pytest.FixtureRequest, make_shop) -> Iterator[tuple[Shop, str]]:
    """A shop with a snapshot, and the URL of a user who may only read it."""
    shop: Shop = make_shop(request.param).make(REVISIONS).migrated()
    shop.tk("snapshot")
    user = f"tk_{uuid.uuid4().hex[:12]}"
    url = sa.make_url(shop.database.url)
    named = user if request.param == "postgresql" else f"'{user}'@'%%'"
    if request.param == "postgresql":
        shop.sql(f"CREATE ROLE {user} LOGIN PASSWORD 'x'", f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {user}")
    else:
        shop.sql(f"CREATE USER {named} IDENTIFIED BY 'x'", f"GRANT SELECT, SHOW VIEW ON `{url.database}`.* TO {named}")
    yield shop, url.set(username=user, password="x").render_as_string(hide_password=False)
    if request.param == "postgresql":
        shop.sql(f"DROP OWNED BY {user}", f"DROP ROLE {user}")
    else:
        shop.sql(f"DROP USER {named}")


def test_a_user_who_may_only_read(reader: tuple[Shop, str]) -> None:
    shop, url = reader
    shop.variables |= {"XDG_CACHE_HOME": str(shop.directory / "empty"), "TK_URL": url}
    answer = shop.answer()
    assert [finding["name"] for finding in answer["findings"] if finding["severity"] == "error"] == []
    assert answer["databases"][0]["compared"] == ["models", "migrations", "live"]
    shop.sql("CREATE TABLE by_hand (id INTEGER)" if "postgres" not in url else "ALTER TABLE orders ADD by_hand INTEGER")
    assert any("by_hand" in subject for _, subject in shop.told())


def test_two_branches_of_git_merge_their_snapshots_but_for_the_heading(make_shop, tmp_path: Path) -> None:
    shop = make_shop("sqlite").make((ORDERS,))
    texts = []
    for revisions in ((ORDERS,), (ORDERS, ITEMS), (ORDERS, Revision("zz99", "aa11"))):
        for path in (shop.directory / "scripts/versions").glob("*.py"):
            path.unlink()
        for revision in revisions:
            shop.revision(revision)
        shop.tk("snapshot")
        texts.append(file_of(shop).read_text(encoding="utf-8"))
    paths = [tmp_path / name for name in ("ours", "base", "theirs")]
    for path, text in zip(paths, (texts[1], texts[0], texts[2]), strict=True):
        path.write_text(text, encoding="utf-8")
    subprocess.run(["git", "merge-file", *map(str, paths)], check=False)
    merged = paths[0].read_text(encoding="utf-8")
    assert merged.count("<<<<<<<") == 1, "the heads and the digest, which a new snapshot replaces"
    assert '"name": "items"' in merged
    assert '"name": "t_zz99"' in merged
