"""What of a database is the project's: env.py's own filters, `ignore`, and how much a finding matters."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing

import pytest
from sqlalchemy.engine import make_url

from tests.scenarios.conftest import MakeShop
from tests.scenarios.shop import MODELS, ORDERS_MODEL, Shop

BY_HAND = (
    "CREATE TABLE audit_log (id INTEGER)",
    "CREATE TABLE tmp_1 (id INTEGER)",
    "ALTER TABLE orders ADD COLUMN legacy_code INTEGER",
    "CREATE INDEX ix_by_hand ON orders (note)",
)
TOLD = {
    ("unmanaged-object", "table audit_log"),
    ("unmanaged-object", "table tmp_1"),
    ("changed-database", "column orders.legacy_code"),
    ("changed-database", "index orders.ix_by_hand"),
}


def told_of(shop: Shop) -> set[str]:
    return {subject for _, subject in shop.told()}


def test_everything_without_a_filter(shop: Shop) -> None:
    shop.make().migrated().sql(*BY_HAND)
    assert set(shop.told()) == TOLD


def test_include_object(shop: Shop) -> None:
    """Alembic's cookbook: what the models do not have is left alone."""
    shop.make(
        prelude="def include_object(object, name, type_, reflected, compare_to):\n"
        "    return not (type_ == 'table' and reflected and compare_to is None)\n",
        options="include_object=include_object",
    ).migrated().sql(*BY_HAND)
    assert told_of(shop) == {"column orders.legacy_code", "index orders.ix_by_hand"}


def test_include_object_looks_at_what_a_table_is_made_of(shop: Shop) -> None:
    shop.make(
        prelude="def include_object(object, name, type_, reflected, compare_to):\n"
        "    if type_ in ('column', 'index'):\n"
        "        return not (object.table.name == 'orders' and reflected)\n"
        "    return 'legacy_code' not in getattr(object, 'c', {}) or name == 'orders'\n",
        options="include_object=include_object",
    ).migrated().sql(*BY_HAND)
    assert told_of(shop) == {"table audit_log", "table tmp_1"}


def test_include_name(shop: Shop) -> None:
    shop.make(
        prelude="def include_name(name, type_, parent_names):\n"
        "    if type_ == 'table':\n"
        "        return name in target_metadata.tables\n"
        "    return parent_names['table_name'] != 'orders' or name in ('id', 'note')\n",
        options="include_name=include_name",
    ).migrated().sql(*BY_HAND)
    assert told_of(shop) == set()


def test_info_of_a_model_reaches_the_filter(shop: Shop) -> None:
    """A table that only a report reads: neither its revision nor the database is asked about."""
    shop.make(
        models=MODELS + "\nsa.Table('elsewhere', target_metadata, sa.Column('id', sa.Integer), info={'skip': True})",
        prelude="def include_object(object, name, type_, reflected, compare_to):\n"
        "    return not object.info.get('skip')\n",
        options="include_object=include_object",
    ).migrated()
    assert shop.agrees()


@pytest.mark.parametrize(
    ("patterns", "left_out"),
    [
        ('["audit_log"]', {"table audit_log"}),
        ('["table *"]', {"table audit_log", "table tmp_1", "column orders.legacy_code", "index orders.ix_by_hand"}),
        ('["tmp_*", "index orders.*"]', {"table tmp_1", "index orders.ix_by_hand"}),
        ('["column orders.legacy_code"]', {"column orders.legacy_code"}),
        ('["orders.legacy_*"]', {"column orders.legacy_code"}),
        ('["orders"]', {"column orders.legacy_code", "index orders.ix_by_hand"}),
        ('["TABLE *", "audit", "orders.legacy", "column audit_log"]', set()),
        ('"tmp_?"', {"table tmp_1"}),
    ],
)
def test_ignore(patterns: str, left_out: set[str], make_shop: MakeShop) -> None:
    shop = make_shop("sqlite").make().migrated()
    shop.sql(*BY_HAND)
    shop.settings(f"ignore = {patterns}")
    assert told_of(shop) == {subject for _, subject in TOLD} - left_out


def test_ignore_of_the_environment(make_shop: MakeShop) -> None:
    shop = make_shop("sqlite").make().migrated()
    shop.sql("CREATE TABLE tmp_1 (id INTEGER)")
    assert shop.told("-q", TK_IGNORE="tmp_*") == []


def test_what_a_finding_says_of_how_to_accept_it_is_what_accepts_it(shop: Shop) -> None:
    shop.make().migrated().sql(*BY_HAND)
    for finding in shop.findings():
        severity, ignore = finding["allow"].split(", or ", 1)
        for line in (ignore.removeprefix("[tool.tk] "), f"severity.{severity.removeprefix('[tool.tk.severity] ')}"):
            shop.settings(line)
            left = [one for one in shop.findings() if one["severity"] == "error"]
            assert finding["subject"] not in {one["subject"] for one in left}
            assert left or line.startswith("severity"), "a pattern means one finding"


@pytest.mark.parametrize("severity", ["note", "warning"])
def test_a_lower_severity_is_told_and_succeeds(severity: str, make_shop: MakeShop) -> None:
    shop = make_shop("sqlite").make().migrated()
    shop.sql("CREATE TABLE by_hand (id INTEGER)")
    shop.settings(f'severity = {{"unmanaged-object" = "{severity}"}}')
    assert [finding["severity"] for finding in shop.answer(code=0)["findings"]] == [severity]


def test_off_is_not_told(make_shop: MakeShop) -> None:
    shop = make_shop("sqlite").make().migrated()
    shop.sql(*BY_HAND)
    assert told_of(shop) > {"table tmp_1"}
    shop.settings('[tool.tk.severity]\nunmanaged-object = "off"\nchanged-database = "error"')
    assert told_of(shop) == {"column orders.legacy_code", "index orders.ix_by_hand"}
    assert shop.told(TK_SEVERITY="unmanaged-object=off, changed-database=off") == []


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ('severity.unmanaged-objekt = "note"', "Did you mean `unmanaged-object`?"),
        ('severity.zebra = "note"', "multiple-heads"),
        ('severity.unmanaged-object = "fatal"', "note, warning, error, off"),
        ("severity = 3", "severity"),
    ],
)
def test_a_severity_that_means_nothing_is_refused(setting: str, words: str, make_shop: MakeShop) -> None:
    shop = make_shop("sqlite").make().migrated()
    shop.settings(setting)
    told = shop.tk("check", 2).stderr
    assert "error[setting-invalid]" in told
    assert words in told


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("--models", {("missing-revision", "table items")}),
        ("--live", {("changed-database", "column orders.by_hand")}),
        ("--migrations", {("pending-revisions", "revision ab22")}),
    ],
)
def test_only_one_part(option: str, told: set[tuple[str, str]], make_shop: MakeShop) -> None:
    shop = make_shop("sqlite").make(models=ORDERS_MODEL).migrated("aa11")
    shop.sql("ALTER TABLE orders ADD COLUMN by_hand INTEGER")
    assert set(shop.told(option)) == told


def test_two_parts(make_shop: MakeShop) -> None:
    shop = make_shop("sqlite").make(models=ORDERS_MODEL).migrated("aa11")
    shop.sql("ALTER TABLE orders ADD COLUMN by_hand INTEGER")
    assert {name for name, _ in shop.told("--models", "--migrations")} == {"missing-revision", "pending-revisions"}


def test_ten_thousand_tables_of_another_program(make_shop: MakeShop) -> None:
    shop = make_shop("sqlite").make().migrated()
    tables = (f"CREATE TABLE other_{number} (id INTEGER PRIMARY KEY, a TEXT);" for number in range(10_000))
    with closing(sqlite3.connect(str(make_url(shop.database.url).database))) as connection:
        connection.executescript(f"BEGIN; {' '.join(tables)} COMMIT;")
    began = time.perf_counter()
    told = shop.told()
    assert time.perf_counter() - began < 60
    assert len(told) == 10_000
    assert {name for name, _ in told} == {"unmanaged-object"}
    shop.settings('ignore = ["other_*"]')
    assert shop.agrees()
