from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.backends.sql.cases import column, part
from tests.conftest import MakeDatabase
from toolkit.backends.sql.reading import read
from toolkit.backends.sql.values import ColumnMade, Effect, PartMade


@pytest.mark.parametrize(
    ("backend", "action", "effects"),
    [
        ("mysql", "ADD c INT", [column("t", "c", "INT")]),
        ("mysql", "ADD COLUMN `index` INT COMMENT 'a, b' AFTER a", [column("t", "index", "INT COMMENT 'a, b' AFTER a")]),
        ("mysql", "ADD (c INT, KEY k (c), CONSTRAINT x CHECK (c > 1))",
         [column("t", "c", "INT"), part("index", "t", "k"), part("constraint", "t", "x")]),
        ("mysql", "ADD vector INT", [column("t", "vector", "INT")]),
        ("mariadb", "ADD VECTOR INDEX v (a)", [part("index", "t", "v")]),
        ("mariadb", "ADD INDEX IF NOT EXISTS i (a)", [part("index", "t", "i")]),
        ("mysql", "ADD UNIQUE (a)", [part("constraint", "t", None)]),
        ("mysql", "ADD CONSTRAINT x PRIMARY KEY (a)", [part("constraint", "t", "x")]),
        ("mysql", "ADD period INT", [column("t", "period", "INT")]),
        ("mysql", "ADD PERIOD FOR p (a, b)", []),
        ("postgresql", "ADD COLUMN C int REFERENCES u (id)", [column("t", "c", "int REFERENCES u (id)")]),
        ("postgresql", "ADD CONSTRAINT x UNIQUE USING INDEX i", [part("constraint", "t", "x")]),
        ("postgresql", "ADD PRIMARY KEY (a)", [part("constraint", "t", None)]),
        ("postgresql", "ADD period int", [column("t", "period", "int")]),
        ("sqlite", "ADD c", [column("t", "c", "")]),
        ("sqlite", "ADD key TEXT", [column("t", "key", "TEXT")]),
        ("sqlite", "ADD", []),
    ],
)  # fmt: skip
def test_added(backend: str, action: str, effects: list[Effect]) -> None:
    assert list(read(f"ALTER TABLE t {action}", backend)[0].effects) == effects


NAMED = [
    "ADD FOREIGN KEY i (a) REFERENCES t (id)",
    "ADD CONSTRAINT s FOREIGN KEY i2 (a) REFERENCES t (id)",
    "ADD CONSTRAINT s2 UNIQUE KEY u (b)",
    "ADD CONSTRAINT s3 UNIQUE (b)",
    "ADD UNIQUE u4 (b)",
    "ADD KEY k (b)",
    "ADD CONSTRAINT ck CHECK (a > b)",
    "ADD (c INT, INDEX ci (c))",
]


@pytest.mark.parametrize("backend", ["mysql", "mariadb"])
def test_names_are_those_of_the_server(backend: str, make_database: MakeDatabase) -> None:
    engine = sa.create_engine(make_database(backend).url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT)")
        for action in NAMED:
            before = _names(connection)
            sql = f"ALTER TABLE t {action}"
            connection.exec_driver_sql(sql)
            effects = read(sql, backend)[0].effects
            named = {effect.name for effect in effects if isinstance(effect, PartMade) and effect.name is not None}
            columns = {effect.column for effect in effects if isinstance(effect, ColumnMade)}
            assert named | columns <= _names(connection) - before, action
    engine.dispose()


def _names(connection: sa.Connection) -> set[str]:
    inspector = sa.inspect(connection)
    found: set[str] = {str(column["name"]) for column in inspector.get_columns("t")}
    found |= {str(index["name"]) for index in inspector.get_indexes("t")}
    found |= {str(key["name"]) for key in inspector.get_foreign_keys("t")}
    return found | {str(check["name"]) for check in inspector.get_check_constraints("t")}
