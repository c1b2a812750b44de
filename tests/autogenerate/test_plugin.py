"""The plugin under plain Alembic, in a project that lists it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import main
from alembic.runtime.migration import MigrationContext

from tests.projects.maker import Revision, make_project
from toolkit.autogenerate import entry, plugin
from toolkit.autogenerate.generation import OPTION, Generation
from toolkit.errors import ShadowUnavailable

LISTED = ["alembic.autogenerate.*", entry.NAME]
MODELS = """
sa.Table('t', target_metadata, sa.Column('id', sa.Integer, primary_key=True), sa.Column('n', sa.Integer),
         sa.CheckConstraint('n > 0', name='ck_n'))
"""


def compared(url: str, metadata: sa.MetaData, **options: Any) -> list[Any]:
    entry.register()
    with sa.create_engine(url).connect() as connection:
        opts = {"autogenerate_plugins": LISTED, "target_metadata": metadata, **options}
        return list(compare_metadata(MigrationContext.configure(connection, opts=opts), metadata))


def test_plain_alembic_writes_what_it_would_not_see(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    entry.register()
    table = "op.create_table('t', sa.Column('id', sa.Integer, primary_key=True), sa.Column('n', sa.Integer))"
    make_project(tmp_path, [Revision("aa11", upgrade=table)], models=MODELS, options=f"autogenerate_plugins={LISTED}")
    main(argv=["upgrade", "head"])
    main(argv=["revision", "--autogenerate", "--rev-id", "bb22"])
    text = (tmp_path / "scripts/versions/bb22_.py").read_text()
    assert "with op.batch_alter_table('t', schema=None) as batch_op:" in text
    assert "create_check_constraint('ck_n', 'n > 0')" in text
    main(argv=["upgrade", "head"])
    main(argv=["downgrade", "-1"])


def test_other_comparisons_of_a_schema_still_run(tmp_path: Path) -> None:
    from alembic.runtime.plugins import Plugin

    seen = []
    other = Plugin("tests_of_the_plugin")
    other.add_autogenerate_comparator(lambda *given: seen.append(given[2]), "schema", "theirs")  # type: ignore[arg-type, func-returns-value]  # it only looks
    try:
        plugins = [*LISTED, "tests_of_the_plugin"]
        assert compared(f"sqlite:///{tmp_path / 'a.db'}", sa.MetaData(), autogenerate_plugins=plugins) == []
        assert seen == [{None}]
    finally:
        other.remove()


def test_without_a_shadow_alembic_compares(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    metadata = sa.MetaData()
    sa.Table("t", metadata, sa.Column("id", sa.Integer, primary_key=True))

    def refuse(*given: Any) -> Any:
        raise ShadowUnavailable("No shadow.", mend="Grant it.")

    monkeypatch.setattr(plugin, "compare", refuse)
    generation = Generation(circumstances=None)  # type: ignore[arg-type]  # nobody looks
    [found] = compared(f"sqlite:///{tmp_path / 'a.db'}", metadata, **{OPTION: generation})
    assert found[0] == "add_table"
    assert [str(trouble) for trouble in generation.unavailable] == ["No shadow."]


def test_what_the_server_refuses_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    metadata = sa.MetaData()
    table = sa.Table("t", metadata, sa.Column("id", sa.Integer, primary_key=True))
    sa.Index("ix_t", sa.text("no_such_function(id)"), _table=table)
    compared(f"sqlite:///{tmp_path / 'a.db'}", metadata)
    assert "left out: the server refuses CREATE INDEX ix_t" in caplog.text
