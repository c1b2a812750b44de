"""Kinds of differences between models and database: each a table (or an object) as it is, and as the models have it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql

Build = Callable[[sa.MetaData, str], Any]
ALL = ("sqlite", "mariadb", "mysql", "postgresql")
INNODB = ("mariadb", "mysql")
PG = ("postgresql",)


SAYS_MORE = not sa.__version__.startswith("2.0.")
"""Whether SQLAlchemy has words for the storage of a table."""


@dataclass(frozen=True)
class Kind:
    """One kind. ``name`` is also that of its table."""

    name: str
    before: Build
    after: Build
    backends: Sequence[str] = ALL


def _table(*items: Callable[[], Any], **options: Any) -> Build:
    """A table with a key and these columns, constraints and indexes, made anew for each metadata."""

    def build(metadata: sa.MetaData, name: str) -> sa.Table:
        made = [item() for item in items]
        columns = [one for one in made if not isinstance(one, sa.Index)]
        has_key = any(isinstance(one, sa.Column) and one.primary_key for one in columns)
        key = [] if has_key else [sa.Column("id", sa.Integer, primary_key=True)]
        return sa.Table(name, metadata, *key, *made, **options)

    return build


def _nothing(metadata: sa.MetaData, name: str) -> None:
    pass


def _column(name: str, kind: Any, *items: Any, **options: Any) -> Callable[[], sa.Column[Any]]:
    return lambda: sa.Column(name, kind() if callable(kind) else kind, *(item() for item in items), **options)


def _index(name: str, *columns: Any, **options: Any) -> Callable[[], sa.Index]:
    return lambda: sa.Index(name, *(sa.text(one) if " " in one or "(" in one else one for one in columns), **options)


A = _column("a", sa.Integer)
B = _column("b", sa.String(30))
BIG = _column("a", sa.BigInteger)
NAMED = _column("note", sa.String(20))


def _computed(name: str, of: str) -> Callable[[], sa.Column[Any]]:
    return _column(name, sa.Integer, lambda: sa.Computed(of, persisted=True))


def _with_parent(*items: Callable[[], Any]) -> Build:
    def build(metadata: sa.MetaData, name: str) -> None:
        sa.Table(f"{name}_parent", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("n", sa.Integer))
        _table(*items)(metadata, name)

    return build


def _key(table: str, column: str = "a", **options: Any) -> Callable[[], Any]:
    return lambda: sa.ForeignKeyConstraint([column], [f"{table}_parent.id"], **options)


def _referred(kind: Any) -> Build:
    def build(metadata: sa.MetaData, name: str) -> None:
        sa.Table(f"{name}_parent", metadata, sa.Column("id", kind, primary_key=True, autoincrement=False))
        key = sa.ForeignKeyConstraint(["a"], [f"{name}_parent.id"], name=f"fk_{name}")
        sa.Table(name, metadata, sa.Column("a", kind), key, sa.Column("id", sa.Integer, primary_key=True))

    return build


def _ddl(on: Build, create: str, drop: str = "") -> Build:
    """A table with something that SQLAlchemy has no class for, made by a listener of the models."""

    def build(metadata: sa.MetaData, name: str) -> None:
        on(metadata, name)
        sa.event.listen(metadata, "after_create", sa.DDL(create.replace("%", "%%")))

    return build


def _excluding(name: str) -> Callable[[], Any]:
    part = (sa.text("int4range(a, a + 1)"), "&&")
    return lambda: postgresql.ExcludeConstraint(part, using="gist", name=name)


BASE = _table(A, B)
MOOD, WIDER, OTHER = (("sad", "ok"), ("sad", "ok", "happy"), ("ok", "happy"))


def _enum(name: str, labels: Sequence[str], **options: Any) -> Callable[[], Any]:
    return lambda: sa.Enum(*labels, name=name, **options)


KINDS: tuple[Kind, ...] = (
    Kind("k_new_table", _nothing, _table(A, B, _index("ix_k_new_table", "a"), lambda: sa.UniqueConstraint("b"))),
    Kind("k_new_child", _nothing, _with_parent(A, _key("k_new_child"))),
    Kind("k_add_column", BASE, _table(A, B, NAMED)),
    Kind("k_add_required", BASE, _table(A, B, _column("c", sa.String(5), nullable=False, server_default="x"))),
    Kind("k_drop_column", _table(A, B, NAMED), BASE),
    Kind("k_type", BASE, _table(_column("a", sa.BigInteger), B)),
    Kind("k_length", BASE, _table(A, _column("b", sa.String(80)))),
    Kind("k_to_text", BASE, _table(_column("a", sa.String(40)), B)),
    Kind("k_numeric", _table(_column("a", sa.Numeric(8, 2))), _table(_column("a", sa.Numeric(12, 4)))),
    Kind("k_required", BASE, _table(_column("a", sa.Integer, nullable=False), B)),
    Kind("k_optional", _table(_column("a", sa.Integer, nullable=False), B), BASE),
    Kind("k_default", BASE, _table(A, _column("b", sa.String(30), server_default="it's"))),
    Kind("k_no_default", _table(A, _column("b", sa.String(30), server_default="x")), BASE),
    Kind(
        "k_other_default",
        _table(_column("a", sa.Integer, server_default="1")),
        _table(_column("a", sa.Integer, server_default="2")),
    ),
    Kind(
        "k_default_and_type",
        _table(_column("a", sa.Integer, server_default="1")),
        _table(_column("a", sa.String(9), server_default="one", nullable=False)),
    ),
    Kind("k_now", BASE, _table(A, B, _column("at", sa.DateTime, server_default=sa.func.now(), nullable=False))),
    Kind("k_two_columns", BASE, _table(_column("a", sa.BigInteger), _column("b", sa.String(70), nullable=False))),
    Kind("k_comment", BASE, _table(_column("a", sa.Integer, comment="it's 100% :so"), B), INNODB + PG),
    Kind("k_table_comment", BASE, _table(A, B, comment="of the table"), INNODB + PG),
    Kind("k_other_comment", _table(A, comment="old"), _table(A, comment="new"), INNODB + PG),
    Kind("k_index", BASE, _table(A, B, _index("ix_k_index", "a", "b"))),
    Kind("k_drop_index", _table(A, B, _index("ix_k_drop_index", "a")), BASE),
    Kind("k_index_columns", _table(A, B, _index("ix_k_ic", "a")), _table(A, B, _index("ix_k_ic", "b"))),
    Kind("k_index_unique", _table(A, B, _index("ix_k_iu", "a")), _table(A, B, _index("ix_k_iu", "a", unique=True))),
    Kind("k_index_order", _table(A, B, _index("ix_k_io", "a")), _table(A, B, _index("ix_k_io", "a DESC"))),
    Kind("k_index_back", _table(A, B, _index("ix_k_ib", "a DESC")), _table(A, B, _index("ix_k_ib", "a"))),
    Kind(
        "k_index_where",
        _table(A, B, _index("ix_k_iw", "a")),
        _table(
            A,
            B,
            _index("ix_k_iw", "a", postgresql_where=sa.text("a > 5"), sqlite_where=sa.text("a > 5")),
        ),
        ("sqlite", "postgresql"),
    ),
    Kind(
        "k_index_nowhere",
        _table(
            A,
            B,
            _index("ix_k_in", "a", postgresql_where=sa.text("a > 5"), sqlite_where=sa.text("a > 5")),
        ),
        _table(A, B, _index("ix_k_in", "a")),
        ("sqlite", "postgresql"),
    ),
    Kind(
        "k_index_include",
        _table(A, B, _index("ix_k_ii", "a")),
        _table(A, B, _index("ix_k_ii", "a", postgresql_include=["b"])),
        PG,
    ),
    Kind(
        "k_index_method",
        _table(A, B, _index("ix_k_im", "b")),
        _table(A, B, _index("ix_k_im", "b", postgresql_using="hash")),
        PG,
    ),
    Kind(
        "k_index_class",
        _table(A, B, _index("ix_k_icl", "b")),
        _table(A, B, _index("ix_k_icl", "b", postgresql_ops={"b": "varchar_pattern_ops"})),
        PG,
    ),
    Kind(
        "k_index_option",
        _table(A, B, _index("ix_k_iop", "b")),
        _table(A, B, _index("ix_k_iop", "b", postgresql_with={"fillfactor": 70})),
        PG,
    ),
    Kind(
        "k_index_expression",
        _table(A, B, _index("ix_k_ie", "b")),
        _table(A, B, _index("ix_k_ie", "lower(b)")),
        ("sqlite", "postgresql"),
    ),
    Kind("k_index_function", BASE, _table(A, B, _index("ix_k_if", "(lower(b))")), ("mysql",)),
    Kind("k_drop_function", _table(A, B, _index("ix_k_df", "(lower(b))")), BASE, ("mysql",)),
    Kind(
        "k_index_prefix",
        _table(A, B, _index("ix_k_ip", "b")),
        _table(A, B, _index("ix_k_ip", "b", mysql_length=9, mariadb_length=9)),
        INNODB,
    ),
    Kind(
        "k_fulltext",
        _table(A, B, _index("ix_k_ft", "b")),
        _table(A, B, _index("ix_k_ft", "b", mysql_prefix="FULLTEXT", mariadb_prefix="FULLTEXT")),
        INNODB,
    ),
    Kind("k_unique", BASE, _table(A, B, lambda: sa.UniqueConstraint("a", name="uq_k_unique"))),
    Kind("k_unique_unnamed", BASE, _table(A, B, lambda: sa.UniqueConstraint("a"))),
    Kind("k_drop_unique", _table(A, B, lambda: sa.UniqueConstraint("a", name="uq_k_drop_unique")), BASE),
    Kind("k_drop_unnamed", _table(A, B, lambda: sa.UniqueConstraint("a")), BASE),
    Kind(
        "k_unique_columns",
        _table(A, B, lambda: sa.UniqueConstraint("a", name="uq_k_uc")),
        _table(A, B, lambda: sa.UniqueConstraint("a", "b", name="uq_k_uc")),
    ),
    Kind(
        "k_unique_deferred",
        _table(A, B, lambda: sa.UniqueConstraint("a", name="uq_k_ud")),
        _table(A, B, lambda: sa.UniqueConstraint("a", name="uq_k_ud", deferrable=True, initially="DEFERRED")),
        PG,
    ),
    Kind("k_check", BASE, _table(A, B, lambda: sa.CheckConstraint("a > 0", name="ck_k_check"))),
    Kind("k_check_unnamed", BASE, _table(A, B, lambda: sa.CheckConstraint("a > 1"))),
    Kind("k_drop_check", _table(A, B, lambda: sa.CheckConstraint("a > 0", name="ck_k_drop_check")), BASE),
    Kind("k_drop_check_unnamed", _table(A, B, lambda: sa.CheckConstraint("a > 3")), BASE),
    Kind(
        "k_check_text",
        _table(A, B, lambda: sa.CheckConstraint("a > 0", name="ck_k_ct")),
        _table(A, B, lambda: sa.CheckConstraint("a > 10 AND b <> '%x :y'", name="ck_k_ct")),
    ),
    Kind("k_foreign", _with_parent(A), _with_parent(A, _key("k_foreign", name="fk_k_foreign"))),
    Kind("k_foreign_unnamed", _with_parent(A), _with_parent(A, _key("k_foreign_unnamed"))),
    Kind("k_drop_foreign", _with_parent(A, _key("k_drop_foreign", name="fk_k_drop_foreign")), _with_parent(A)),
    Kind(
        "k_foreign_rule",
        _with_parent(A, _key("k_foreign_rule", name="fk_k_fr")),
        _with_parent(A, _key("k_foreign_rule", name="fk_k_fr", ondelete="CASCADE")),
    ),
    Kind(
        "k_foreign_deferred",
        _with_parent(A, _key("k_foreign_deferred", name="fk_k_fd")),
        _with_parent(A, _key("k_foreign_deferred", name="fk_k_fd", deferrable=True, initially="DEFERRED")),
        (*PG, "sqlite"),
    ),
    Kind(
        "k_primary",
        _table(_column("a", sa.Integer, primary_key=True, autoincrement=False), B),
        _table(
            _column("a", sa.Integer, primary_key=True, autoincrement=False),
            _column("b", sa.String(30), primary_key=True),
        ),
    ),
    Kind(
        "k_computed",
        _table(A, B, _column("c", sa.Integer, lambda: sa.Computed("a + 1", persisted=True))),
        _table(A, B, _column("c", sa.Integer, lambda: sa.Computed("a + 2", persisted=True))),
    ),
    Kind("k_add_computed", BASE, _table(A, B, _column("c", sa.Integer, lambda: sa.Computed("a + 1", persisted=True)))),
    Kind("k_drop_computed", _table(A, B, _column("c", sa.Integer, lambda: sa.Computed("a + 1", persisted=True))), BASE),
    Kind(
        "k_uncomputed",
        _table(A, B, _column("c", sa.Integer, lambda: sa.Computed("a + 1", persisted=True))),
        _table(A, B, _column("c", sa.Integer)),
    ),
    Kind(
        "k_virtual",
        _table(A, B, _column("c", sa.Integer, lambda: sa.Computed("a + 1", persisted=False))),
        _table(A, B, _column("c", sa.Integer, lambda: sa.Computed("a + 1", persisted=True)), _index("ix_k_v", "c")),
        ("sqlite", *INNODB),
    ),
    Kind(
        "k_identity",
        _table(_column("id", sa.Integer, primary_key=True), A),
        _table(_column("id", sa.Integer, lambda: sa.Identity(always=True, start=5), primary_key=True), A),
        PG,
    ),
    Kind(
        "k_identity_options",
        _table(_column("id", sa.Integer, lambda: sa.Identity(start=5), primary_key=True), A),
        _table(_column("id", sa.Integer, lambda: sa.Identity(increment=2, always=True), primary_key=True), A),
        PG,
    ),
    Kind("k_computed_late", _table(A), _table(A, _computed("g", "b + 1"), _column("b", sa.Integer))),
    Kind("k_computed_gone", _table(A, _column("c", sa.Integer), _computed("g", "a + c")), _table(A)),
    Kind("k_computed_to_plain", _table(A, _computed("g", "a + 1")), _table(A, _column("g", sa.Integer))),
    Kind("k_computed_of_other_type", _table(A, _computed("g", "a + 1")), _table(BIG, _computed("g", "a + 1"))),
    Kind(
        "k_unique_include",
        _table(A, B),
        _table(A, B, lambda: sa.UniqueConstraint("a", name="u_k_i", postgresql_include=["b"])),
        PG if SAYS_MORE else (),
    ),
    Kind(
        "k_counted_type",
        lambda metadata, name: sa.Table(name, metadata, sa.Column("id", sa.Integer, primary_key=True)),
        lambda metadata, name: sa.Table(name, metadata, sa.Column("id", sa.BigInteger, primary_key=True)),
    ),
    Kind("k_add_identity", BASE, _table(A, B, _column("c", sa.Integer, lambda: sa.Identity(start=7))), PG),
    Kind("k_autoincrement", _table(A), _table(A, sqlite_autoincrement=True), ("sqlite",)),
    Kind("k_strict", _table(A), _table(A, sqlite_strict=True), ("sqlite",) if SAYS_MORE else ()),
    Kind("k_without_rowid", _table(A), _table(A, sqlite_with_rowid=False), ("sqlite",)),
    Kind("k_collation", BASE, _table(A, _column("b", sa.String(30, collation="NOCASE"))), ("sqlite",)),
    Kind("k_pg_collation", BASE, _table(A, _column("b", sa.String(30, collation="C"))), PG),
    Kind(
        "k_charset", BASE, _table(A, _column("b", mysql.VARCHAR(30, charset="latin1", collation="latin1_bin"))), INNODB
    ),
    Kind(
        "k_table_charset",
        BASE,
        _table(
            A,
            B,
            mysql_charset="latin1",
            mariadb_charset="latin1",
            mysql_collate="latin1_bin",
            mariadb_collate="latin1_bin",
        ),
        INNODB,
    ),
    Kind("k_engine", BASE, _table(A, B, mysql_engine="MyISAM", mariadb_engine="MyISAM"), INNODB),
    Kind("k_row_format", BASE, _table(A, B, mysql_row_format="COMPRESSED", mariadb_row_format="COMPRESSED"), INNODB),
    Kind("k_unsigned", BASE, _table(_column("a", mysql.INTEGER(unsigned=True)), B), INNODB),
    Kind("k_signed", _table(_column("a", mysql.INTEGER(unsigned=True)), B), BASE, INNODB),
    Kind("k_fraction", _table(_column("a", sa.DateTime)), _table(_column("a", mysql.DATETIME(fsp=6))), INNODB),
    Kind(
        "k_on_update",
        _table(_column("a", mysql.TIMESTAMP, nullable=False, server_default=sa.text("CURRENT_TIMESTAMP"))),
        _table(
            _column(
                "a",
                mysql.TIMESTAMP,
                nullable=False,
                server_default=sa.text("CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP"),
            )
        ),
        INNODB,
    ),
    Kind(
        "k_no_update",
        _table(
            _column(
                "a",
                mysql.TIMESTAMP,
                nullable=False,
                server_default=sa.text("CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP"),
            )
        ),
        _table(_column("a", mysql.TIMESTAMP, nullable=False, server_default=sa.text("CURRENT_TIMESTAMP"))),
        INNODB,
    ),
    Kind("k_key_type", _referred(sa.Integer), _referred(sa.BigInteger)),
    Kind("k_enum_new", BASE, _table(A, B, _column("m", _enum("k_mood_new", MOOD)))),
    Kind("k_enum_table", _nothing, _table(A, _column("m", _enum("k_mood_table", MOOD), server_default="ok"))),
    Kind("k_enum_gone", _table(A, B, _column("m", _enum("k_mood_gone", MOOD))), BASE),
    Kind(
        "k_enum_more",
        _table(_column("m", _enum("k_mood_more", MOOD), server_default="ok")),
        _table(_column("m", _enum("k_mood_more", WIDER), server_default="ok")),
    ),
    Kind(
        "k_enum_used",
        _table(_column("m", _enum("k_mood_used", MOOD), server_default="ok")),
        _table(_column("m", _enum("k_mood_used", WIDER), server_default="happy")),
    ),
    Kind(
        "k_enum_quoted",
        _table(_column("m", _enum("k Mood", MOOD), server_default="ok")),
        _table(_column("m", _enum("k Mood", WIDER), server_default="happy")),
    ),
    Kind(
        "k_enum_other",
        _table(_column("m", _enum("k_mood_other", MOOD), nullable=False)),
        _table(_column("m", _enum("k_mood_other", OTHER), nullable=False)),
    ),
    Kind("k_to_enum", _table(_column("m", sa.String(9))), _table(_column("m", _enum("k_mood_to", MOOD)))),
    Kind(
        "k_checked_enum",
        _table(_column("m", _enum("k_mood_ck", MOOD, native_enum=False, create_constraint=True))),
        _table(_column("m", _enum("k_mood_ck", WIDER, native_enum=False, create_constraint=True))),
    ),
    Kind(
        "k_add_checked",
        BASE,
        _table(A, B, _column("m", _enum("k_mood_ac", MOOD, native_enum=False, create_constraint=True))),
    ),
    Kind(
        "k_exclusion",
        _table(A),
        _table(
            A,
            lambda: (
                postgresql.ExcludeConstraint((sa.column("a"), "="), using="gist", name="ex_k")
                if False
                else postgresql.ExcludeConstraint((sa.text("int4range(a, a + 1)"), "&&"), using="gist", name="ex_k")
            ),
        ),
        PG,
    ),
    Kind(
        "k_drop_exclusion",
        _table(A, _excluding("ex_d")),
        _table(A),
        PG,
    ),
    Kind("k_storage", BASE, _table(A, B, postgresql_with={"fillfactor": 60}), PG if SAYS_MORE else ()),
    Kind("k_unlogged", BASE, _table(A, B, prefixes=["UNLOGGED"]), PG),
    Kind(
        "k_view",
        BASE,
        _ddl(BASE, "CREATE VIEW v_k_view AS SELECT a, b FROM k_view WHERE b LIKE 'x%'"),
    ),
    Kind(
        "k_view_changed",
        _ddl(BASE, "CREATE VIEW v_k_changed AS SELECT a FROM k_view_changed"),
        _ddl(BASE, "CREATE VIEW v_k_changed AS SELECT a, b FROM k_view_changed"),
    ),
    Kind(
        "k_view_of_changed",
        _ddl(BASE, "CREATE VIEW v_k_of_changed AS SELECT a, b FROM k_view_of_changed"),
        _ddl(
            _table(_column("a", sa.BigInteger), B, NAMED),
            "CREATE VIEW v_k_of_changed AS SELECT a, b FROM k_view_of_changed",
        ),
    ),
    Kind(
        "k_trigger",
        BASE,
        _ddl(BASE, "CREATE TRIGGER t_k_trigger BEFORE INSERT ON k_trigger FOR EACH ROW SET NEW.a = 1"),
        INNODB,
    ),
    Kind(
        "k_lite_trigger",
        BASE,
        _ddl(BASE, "CREATE TRIGGER t_k_lite AFTER INSERT ON k_lite_trigger BEGIN UPDATE k_lite_trigger SET a = 1; END"),
        ("sqlite",),
    ),
    Kind(
        "k_lite_keeps_trigger",
        _ddl(BASE, "CREATE TRIGGER t_k_keep AFTER INSERT ON k_lite_keeps_trigger BEGIN DELETE FROM k_type; END"),
        _ddl(
            _table(_column("a", sa.BigInteger), B),
            "CREATE TRIGGER t_k_keep AFTER INSERT ON k_lite_keeps_trigger BEGIN DELETE FROM k_type; END",
        ),
        ("sqlite",),
    ),
    Kind(
        "k_pg_trigger",
        BASE,
        _ddl(
            _ddl(
                BASE,
                "CREATE FUNCTION k_touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.a := 1; RETURN NEW; END $$",
            ),
            "CREATE TRIGGER t_k_pg BEFORE INSERT ON k_pg_trigger FOR EACH ROW EXECUTE FUNCTION k_touch()",
        ),
        PG,
    ),
    Kind(
        "k_sequence",
        BASE,
        lambda metadata, name: (BASE(metadata, name), sa.Sequence("s_k", start=5, increment=3, metadata=metadata)),
        ("mariadb", "postgresql"),
    ),
)


def metadata_of(side: str, backend: str, names: Sequence[str] | None = None) -> sa.MetaData:
    """The models of one side, of all kinds that the backend has, or of these."""
    metadata = sa.MetaData()
    for kind in KINDS:
        if backend in kind.backends and (names is None or kind.name in names):
            (kind.before if side == "before" else kind.after)(metadata, kind.name)
    return metadata
