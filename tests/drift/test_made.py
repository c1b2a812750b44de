"""The models on a shadow: what changed since is made anew, and the rest is taken as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext

from tests.catalog.made import catalog, table
from tests.conftest import MakeDatabase
from toolkit.drift import made
from toolkit.drift.made import Modelled, catalog_of, original_at
from toolkit.drift.modelling import statements_of
from toolkit.drift.storing import Cache
from toolkit.errors import ShadowUnavailable
from toolkit.rehearsal.observing import Observed, observed_in
from toolkit.shadow.life import shadow_of


def models(**columns: Any) -> sa.MetaData:
    """A chain of tables; each may have one more column."""
    metadata = sa.MetaData()
    for number in range(4):
        more = columns.get(f"t{number}")
        sa.Table(
            f"t{number}",
            metadata,
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("parent", sa.ForeignKey(f"t{max(number - 1, 0)}.id", name=f"fk{number}"), index=True),
            sa.Column("mood", sa.Enum("a", "b", name=f"mood{number}")),
            *([] if more is None else [sa.Column("more", more)]),
        )
    return metadata


def observed(url: str, metadata: sa.MetaData) -> Observed:
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        context = MigrationContext.configure(connection, opts={"target_metadata": metadata})
        return observed_in(context, (), {}, {}, live=False)


@pytest.mark.parametrize("backend", ["sqlite", "mysql", "mariadb", "postgresql"])
def test_a_part_that_is_made_anew_gives_what_all_of_it_would(
    make_database: MakeDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, backend: str
) -> None:
    url = make_database(backend).url
    created = []
    real = made.create
    monkeypatch.setattr(made, "create", lambda *given: created.append(given[-1]) or real(*given))
    first, second = models(), models(t2=sa.Enum("x", "y", name="more"))

    def made_by(cache: Cache, metadata: sa.MetaData) -> Any:
        one = observed(url, metadata)
        modelled = Modelled(observed=one, cache=cache, shadow_url=None, given="")
        return modelled.like(None, statements_of(one))

    cache = Cache(tmp_path / "cache")
    made_by(cache, first)
    in_part = made_by(cache, second)
    whole = made_by(Cache(tmp_path / "other"), second)
    assert in_part == whole
    assert made_by(cache, second)[0] == whole[0]
    only = {"t0", "t1", "t2"} if backend == "postgresql" else {"t2"}
    assert created == [None, only, None]
    assert made_by(cache, first)[0] == made_by(Cache(tmp_path / "third"), first)[0]


def test_a_few_changed_tables_are_kept_by_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made, "_NEAR", 0.5)
    written, real = [], Cache.write
    monkeypatch.setattr(
        Cache, "write", lambda self, key, catalog: written.append(len(catalog.tables)) or real(self, key, catalog)
    )
    cache = Cache(tmp_path / "cache")

    def made_of(metadata: sa.MetaData) -> Any:
        one = observed(f"sqlite:///{tmp_path / 'a.db'}", metadata)
        return Modelled(observed=one, cache=cache, shadow_url=None, given="").like(None, statements_of(one))

    made_of(models())
    first = made_of(models(t2=sa.Integer()))
    monkeypatch.setattr(made, "create", lambda *given: pytest.fail("a shadow was made again"))
    assert made_of(models(t2=sa.Integer())) == first
    assert written == [4, 1]
    assert [column.name for column in first[0].tables[2].columns][-1] == "more"


@pytest.mark.parametrize("backend", ["sqlite", "mysql", "postgresql"])
def test_models_that_are_refused_in_part_are_kept_until_the_server_takes_them(
    make_database: MakeDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, backend: str
) -> None:
    one = observed(make_database(backend).url, models())
    bad = sa.Index("bad", sa.text("no_such_function(id)"), _table=one.metadata[0].tables["t1"])
    sa.Table("after", one.metadata[0], sa.Column("id", sa.Integer, primary_key=True))
    created: list[Any] = []
    real = made.create
    monkeypatch.setattr(made, "create", lambda *given: created.append(given[-1]) or real(*given))
    said, cache = statements_of(one), Cache(tmp_path / "cache")

    def made_now() -> Any:
        return Modelled(observed=one, cache=cache, shadow_url=None, given="").like(None, said)

    first, again = made_now(), made_now()
    assert again[0] == first[0]
    assert [refused.names for refused in again[1]] == [{"bad"}]
    assert created == [None, {"t0", "t1"}]
    # As if there were such a function now; the models are the same.
    one.metadata[0].tables["t1"].indexes.discard(bad)
    assert made_now()[1] == []
    assert created[2:] == [{"t0", "t1"}, None]


def test_a_shadow_that_cannot_be(tmp_path: Path) -> None:
    one = observed(f"sqlite:///{tmp_path / 'a.db'}", models())
    assert original_at(one, None) is one.original
    with shadow_of(original_at(one, None)) as shadow:
        assert catalog_of(shadow, one).tables == ()
    none = Observed(**{**vars(one), "original": None})
    with pytest.raises(ShadowUnavailable):
        original_at(none, None)


def test_tables_of_tk_itself_say_nothing_of_the_defaults(
    make_database: MakeDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Any] = []
    monkeypatch.setattr(made, "create", lambda observed, shadow, defaults, only: given.extend(defaults) or [])
    one = observed(make_database("mariadb").url, models())
    charsets = {"t": "latin1_swedish_ci", **dict.fromkeys(("tk_runs", "tk_statements"), "utf8mb4_general_ci")}
    tables = [
        table(name, options=(("charset", collation.split("_")[0]), ("collation", collation)))
        for name, collation in charsets.items()
    ]
    cache = Cache(tmp_path / "cache")
    Modelled(observed=one, cache=cache, shadow_url=None, given="").like(catalog(*tables), None)
    assert given == ["ALTER DATABASE CHARACTER SET latin1 COLLATE latin1_swedish_ci"]
