from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import MakeDatabase
from toolkit.backends.sql.resolving import resolved
from toolkit.backends.sql.tokens import tokens

EXPRESSIONS = [
    "1 /*! + 1 */",
    "1 /*!00001 + 1 */",
    "1 /*!50000 + 1 */",
    "1 /*!50000 /* x */ + 1 */",
    "1 /*!50701 + 1 */",
    "1 /*!80000 + 1 */",
    "1 /*!080000 + 1 */",
    "1 /*!99999 + 1 */",
    "1 /*!99999 /* x */ + 1 */",
    "1 /*!099999 + 1 */",
    "1 /*!999999 + 1 */",
    "1 /*M! + 1 */",
    "1 /*M!100000 + 1 */",
    "1 /*M!999999 + 1 */",
    "2*/* two */3",
    "1 /*! + 2*/* two */3 */",
    "'/*! + 1' + /*! 1 + */ 1",
]


@pytest.mark.parametrize("backend", ["mysql", "mariadb"])
def test_comments_are_code_where_the_server_runs_them(backend: str, make_database: MakeDatabase) -> None:
    engine = sa.create_engine(make_database(backend).url)
    with engine.connect() as connection:
        for expression in EXPRESSIONS:
            code = " ".join(token.text for token in tokens(resolved(expression, backend), backend))
            answers = [_answer(connection, text) for text in (expression, code)]
            assert answers[0] == answers[1], (expression, code)
    engine.dispose()


def test_nested_comments() -> None:
    text = "1 /* a /* b */ + 1 */ + 1 /* + 1 */ - '/*' - /* /* */ */ 5"
    found = resolved(text, "postgresql")
    assert len(found) == len(text)
    assert [token.text for token in tokens(found, "postgresql")] == ["1", "+", "1", "-", "'/*'", "-", "5"]


@pytest.mark.parametrize(
    "text",
    ["$$ /* /* $$ 1", "'/* /*' 1", '"/* /*" 1', "E'\\'/* /*' 1", "-- /* /*\n 1", "/* a */ /* b */ 1"],
)
def test_comments_that_are_not_nested_stay(text: str) -> None:
    assert resolved(text, "postgresql") == text


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_only_mysql_and_mariadb_run_comments(backend: str) -> None:
    assert resolved("/*! DROP */ 1", backend) == "/*! DROP */ 1"


@given(
    st.lists(st.sampled_from(["/*", "/*!", "/*!50000", "/*M!", "*/", "'", '"', "`", "a", "--", "\n", "$$", "*", "/"])),
    st.sampled_from(["mysql", "mariadb", "postgresql", "sqlite"]),
)
def test_the_length_stays_and_what_changes_becomes_space(pieces: list[str], backend: str) -> None:
    text = "".join(pieces)
    found = resolved(text, backend)
    assert len(found) == len(text)
    assert all(new in (old, " ") for old, new in zip(text, found, strict=True))


def _answer(connection: sa.Connection, expression: str) -> object:
    try:
        return connection.exec_driver_sql(f"SELECT {expression}").scalar()
    except sa.exc.DBAPIError:
        return "refused"
