"""Names as nobody would choose them: in any alphabet, reserved, with quotes, percent signs, blanks and dots."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.conftest import MakeDatabase
from tests.projects.maker import Revision
from tests.scenarios.conftest import MakeShop
from tests.scenarios.shop import Shop

ODD = (
    *("select", "order", "group", "table", "index", "user", "key", "primary", "natural", "array"),
    *("Größe", "名前", "имя", "שם", "اسم", "ñandú", "CamelCase", "UPPER", "mixed_Case", "e\u0301", "ﬁ", "İ"),
    *('"', 'a"b', "'", "a'b", "`", "a`b", "\\", "a\\b", "%", "a%b", "%s", "%(a)s", "100%%", "{x}", "{{", "$1", ":a", "?"),
    *("a b", "two  blanks", "a.b", "a,b", "a;b", "a--b", "a/*b", "(a)", "[a]", "*", "a*", "[!a]", "-", "0", "9a", "#a", "@a"),
)  # fmt: skip
# A table with a column and an index on it, and a table that refers to it. The names of indexes are one space with
# those of tables on SQLite and PostgreSQL.
MODELS = """
for name in {names!r}:
    one = sa.Table(name, target_metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column(name, sa.String(20)))
    sa.Index(name + " ix", one.c[name])
    refers = sa.ForeignKey(one.c["id"], name=name + " fk")
    sa.Table(name + " more", target_metadata, sa.Column(name + " id", sa.Integer, refers, primary_key=True))
config.attributes["models"] = target_metadata
"""
CREATES = Revision(
    "aa11", upgrade="from alembic import context; context.config.attributes['models'].create_all(op.get_bind())"
)
"""What op.create_table would send, whatever the names are."""


def by_hand(shop: Shop, names: Sequence[str]) -> None:
    """A column in each table, of the same name as the table but for its end."""
    engine = sa.create_engine(shop.database.url, poolclass=sa.NullPool)
    mark = "`" if shop.database.backend in ("mariadb", "mysql") else '"'
    with closing(engine.raw_connection()) as connection:
        # Past SQLAlchemy, which makes more of a percent sign and a colon.
        cursor = connection.cursor()
        for name in names:
            table, column = (mark + text.replace(mark, mark * 2) + mark for text in (name, f"{name} x"))
            cursor.execute(f"ALTER TABLE {table} ADD COLUMN {column} INTEGER")
        connection.commit()


def told_of(shop: Shop, names: Sequence[str]) -> None:
    """The whole story of these names: agreement, then one finding for each column that was added by hand."""
    shop.make((CREATES,), models=MODELS.format(names=list(names))).migrated()
    assert shop.agrees()
    by_hand(shop, names)
    findings = shop.findings()
    assert {finding["subject"] for finding in findings} == {f"column {name}.{name} x" for name in names}
    assert {finding["name"] for finding in findings} == {"changed-database"}
    assert len(findings) == len(names)
    assert f"{len(names)} error" in shop.tk("check", 1).stdout
    patterns = [finding["allow"].split(", or ", 1)[1].removeprefix("[tool.tk] ignore = ") for finding in findings]
    shop.settings(f"ignore = [{', '.join(pattern[1:-1] for pattern in patterns)}]")
    assert shop.agrees()


def test_odd_names(shop: Shop) -> None:
    told_of(shop, ODD)


def folded(name: str) -> str:
    """Two names that a server might take for one have the same."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


# MySQL and MariaDB take no character beyond the basic plane, none of them takes NUL, and PostgreSQL takes 63 bytes.
DEVICES = {
    folded(f"{name}{number}") for name in ("con", "prn", "aux", "nul", "com", "lpt") for number in ("", *range(10))
}
"""Names of devices on Windows: MariaDB keeps such a table under another name, and then finds no foreign key to it."""
NAMES = (
    st.text(st.characters(min_codepoint=1, max_codepoint=0xFFFD, exclude_categories=["Cs", "Zs", "Cc"]), min_size=1, max_size=9)
    .filter(lambda name: folded(name) and folded(name) != "id" and folded(name) not in DEVICES)
)  # fmt: skip
_NUMBERS = itertools.count()


@pytest.mark.parametrize("backend", ["sqlite", "mariadb", "mysql", "postgresql"])
@settings(
    # Each example is a whole story; to shrink one would take minutes.
    max_examples=4,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(names=st.lists(NAMES, min_size=4, max_size=20, unique_by=folded))
def test_any_names(backend: str, make_shop: MakeShop, make_database: MakeDatabase, names: list[str]) -> None:
    first = make_shop(backend)
    told_of(replace(first, directory=first.directory.with_name(f"shop_{next(_NUMBERS)}")), names)
