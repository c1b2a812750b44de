from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from toolkit.backends.sql.splitting import spans

BODIES = [
    "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.a = 1; SET NEW.b = 2; END",
    "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW IF NEW.a < 0 THEN SET NEW.a = 0; SET NEW.b = IF(1, 2, 3); END IF",
    "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW IF (NEW.a < 0) THEN SET NEW.a = 0; ELSE SET NEW.b = 5; END IF",
    "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = CASE WHEN NEW.b THEN 1 ELSE 2 END",
    "CREATE DEFINER=CURRENT_USER PROCEDURE g() CASE 1 WHEN 1 THEN SELECT 1; ELSE BEGIN END; END CASE",
    "CREATE PROCEDURE g() BEGIN DECLARE i INT DEFAULT 0; l: LOOP SET i = i + 1; LEAVE l; END LOOP; END",
    "CREATE PROCEDURE g() BEGIN DECLARE i INT DEFAULT 0; WHILE i < 2 DO SET i = i + 1; END WHILE; SELECT REPEAT('a', 3); END",
    "CREATE PROCEDURE g() BEGIN DECLARE i INT DEFAULT 0; REPEAT SET i = i + 1; UNTIL i > 2 END REPEAT; END",
    "CREATE PROCEDURE g() BEGIN DROP TABLE IF EXISTS u; CREATE TABLE IF NOT EXISTS u (i INT); END",
    "CREATE PROCEDURE g() BEGIN IF NOT EXISTS (SELECT 1) THEN SELECT 2; END IF; SELECT `end`, t.end FROM t; END",
    "CREATE PROCEDURE g() BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN ROLLBACK; END; SELECT ';'; END",
    "CREATE PROCEDURE g() SELECT 1",
    "CREATE FUNCTION g() RETURNS INT DETERMINISTIC RETURN IF(1, CASE 1 WHEN 1 THEN 2 END, 3)",
    "CREATE EVENT g ON SCHEDULE EVERY 1 DAY DISABLE DO BEGIN SELECT 1; SELECT 2; END",
]
MARIADB = [
    "CREATE OR REPLACE PROCEDURE g() BEGIN FOR i IN 1..2 DO SELECT i; END FOR; END",
    "BEGIN NOT ATOMIC SELECT 1; SELECT 2; END",
    "IF 1 THEN SELECT 1; SELECT 2; END IF",
    "CREATE TRIGGER IF NOT EXISTS g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1",
]
SQLITE = [
    "CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET a = CASE WHEN 1 THEN 2 END; DELETE FROM t; END",
    "CREATE TEMP TRIGGER IF NOT EXISTS g AFTER INSERT ON t WHEN CASE WHEN 1 THEN 1 END BEGIN SELECT 1; END",
    'CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT "end", t.end FROM t; END',
]
POSTGRESQL = [
    "CREATE FUNCTION g() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 1 END; END",
    "CREATE FUNCTION g() RETURNS int LANGUAGE sql AS $$ SELECT 1; SELECT 2; $$",
    "CREATE FUNCTION g() RETURNS int LANGUAGE sql AS $a$ SELECT ';$$;'; SELECT 2; $a$",
    "CREATE RULE g AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2)",
    "DO $$ BEGIN PERFORM 1; END $$",
    "SELECT E'\\';', 'a\\', 1",
]
CASES = [
    *((backend, text) for backend in ("mysql", "mariadb") for text in BODIES),
    *(("mariadb", text) for text in MARIADB),
    *(("sqlite", text) for text in SQLITE),
    *(("postgresql", text) for text in POSTGRESQL),
]
TABLE = {"postgresql": "CREATE TABLE t (a INT, b INT)"}


def parts(text: str, backend: str) -> list[str]:
    return [text[start:end].strip() for start, end in spans(text, backend)]


@pytest.mark.parametrize(("backend", "body"), CASES)
def test_a_body_is_one_statement_and_the_server_takes_it(backend: str, body: str, make_database: MakeDatabase) -> None:
    assert parts(f"SELECT 1; {body};\n{body}; SELECT 2", backend) == ["SELECT 1", body, body, "SELECT 2"]
    engine = sa.create_engine(make_database(backend).url)
    with engine.begin() as connection:
        connection.exec_driver_sql(TABLE.get(backend, "CREATE TABLE t (a INT, b INT, `end` INT)"))
        connection.exec_driver_sql(body)
    engine.dispose()


@pytest.mark.parametrize("backend", ["mysql", "mariadb", "postgresql", "sqlite"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (";;  ; ", []),
        ("SELECT 1", ["SELECT 1"]),
        ("SELECT 1;", ["SELECT 1"]),
        ("SELECT 1;SELECT 2", ["SELECT 1", "SELECT 2"]),
        ("BEGIN; SELECT 1; END; SELECT 2", ["BEGIN", "SELECT 1", "END", "SELECT 2"]),
        ("CREATE TABLE event (a INT); SELECT 2", ["CREATE TABLE event (a INT)", "SELECT 2"]),
        ("SELECT ';' /* ; */ -- ;\n, 1; -- ;\n;", ["SELECT ';' /* ; */ -- ;\n, 1"]),
    ],
)
def test_simple_statements(backend: str, text: str, expected: list[str]) -> None:
    assert parts(text, backend) == expected
