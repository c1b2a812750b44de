from __future__ import annotations

from hypothesis import given

from tests.catalog.catalogs import CATALOGS
from toolkit.catalog.members import Column
from toolkit.catalog.relative import relative
from toolkit.catalog.values import Catalog, Table


def made(charset: str, collation: str, *columns: tuple[str | None, str | None], table: tuple[str, str] | None = None):
    of_table = table or (charset, collation)
    return Catalog(
        backend="mysql",
        server_version="9.7",
        tables=(
            Table(
                schema=None,
                name="t",
                columns=tuple(
                    Column(name=f"c{at}", position=at, type="text", nullable=True, charset=one, collation=other)
                    for at, (one, other) in enumerate(columns, 1)
                ),
                options=(("charset", of_table[0]), ("collation", of_table[1]), ("engine", "InnoDB")),
            ),
        ),
        options=(("charset", charset), ("collation", collation), ("comment on schema x", "y")),
    )


def test_databases_of_other_defaults_are_told_alike() -> None:
    one = made("utf8mb4", "utf8mb4_bin", ("utf8mb4", "utf8mb4_bin"), (None, None))
    other = made("latin1", "latin1_bin", ("latin1", "latin1_bin"), (None, None))
    assert relative(one) == relative(other)
    assert relative(one).tables[0].options == (("engine", "InnoDB"),)
    assert relative(one).options == (("comment on schema x", "y"),)


def test_what_deviates_stays() -> None:
    found = relative(made("utf8mb4", "utf8mb4_bin", ("ascii", "ascii_bin"), table=("latin1", "latin1_bin")))
    assert dict(found.tables[0].options)["charset"] == "latin1"
    assert found.tables[0].columns[0].charset == "ascii"


@given(CATALOGS)
def test_twice_is_once(catalog: Catalog) -> None:
    assert relative(relative(catalog)) == relative(catalog)
