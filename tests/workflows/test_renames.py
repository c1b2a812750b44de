"""Renames as whole revisions: recognised, said, exchanged, with another type; rows stay."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.projects.maker import Revision
from tests.workflows.conftest import MakeSettings
from toolkit.autogenerate.choices import choices_of
from toolkit.errors import RenameUndecided, SettingInvalid
from toolkit.settings import Settings
from toolkit.workflows.downgrade import downgrade
from toolkit.workflows.migrate import migrate
from toolkit.workflows.revise import revise

FIRST = """
op.create_table('orders', sa.Column('id', sa.Integer, primary_key=True), sa.Column('note', sa.String(50)),
                    sa.Column('a', sa.Integer), sa.Column('b', sa.Integer),
                    sa.CheckConstraint("note <> 'note'", name='ck_note'))
    op.create_index('ix_note', 'orders', ['note'])
    op.create_table('items', sa.Column('id', sa.Integer, primary_key=True),
                    sa.Column('order_id', sa.Integer, sa.ForeignKey('orders.id', name='fk_order')))
    op.execute("INSERT INTO orders (id, note, a, b) VALUES (1, 'x', 1, 2)")
""".strip()
MODELS = """
sa.Table('purchases', target_metadata, sa.Column('id', sa.Integer, primary_key=True),
         sa.Column('remark', sa.String(80)),
         sa.Column('a', sa.Integer{a}), sa.Column('b', sa.Integer{b}), sa.Index('ix_note', 'remark'),
         sa.CheckConstraint("remark <> 'note'", name='ck_note'){table})
sa.Table('items', target_metadata, sa.Column('id', sa.Integer, primary_key=True),
         sa.Column('order_id', sa.Integer, sa.ForeignKey('purchases.id', name='fk_order')))
"""
PLAIN = MODELS.format(a="", b="", table="")
ONLY_COLUMN = PLAIN.replace("purchases", "orders")


def untold(event: object) -> None:
    """Nobody listens."""


def rows(url: str, table: str) -> list[dict[str, Any]]:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(sa.text(f"SELECT * FROM {table}")).mappings()]


def there_and_back(settings: Settings, url: str, text: str) -> None:
    assert "drop_" not in text
    migrate(settings, "head", untold)
    assert rows(url, "purchases") == [{"id": 1, "remark": "x", "a": 1, "b": 2}]
    downgrade(settings, "-1", untold)
    assert rows(url, "orders") == [{"id": 1, "note": "x", "a": 1, "b": 2}]


def test_a_table_and_its_column_with_another_type(project: MakeSettings, database: Any) -> None:
    settings = project(Revision("aa11", upgrade=FIRST, downgrade="pass"), models=PLAIN, url=database.url)
    migrate(settings, "head", untold)
    renames = ["orders=purchases", "orders.note=purchases.remark"]
    answer = revise(settings, autogenerate=True, rev_id="bb22", choices=choices_of([], None, renames))
    text = Path(answer.files[0]).read_text()
    assert "op.rename_table('orders', 'purchases')" in text
    # A batch would not rewrite the check.
    assert ("RENAME COLUMN note TO remark" if database.backend == "sqlite" else "new_column_name='remark'") in text
    assert "type_=sa.String(length=80)" in text
    assert "('orders', 'purchases')," in text
    assert answer.notes[0].startswith("Proved on a shadow")
    there_and_back(settings, database.url, text)


def test_without_a_decision_nothing_is_written(project: MakeSettings) -> None:
    settings = project(Revision("aa11", upgrade=FIRST), models=ONLY_COLUMN)
    migrate(settings, "head", untold)
    with pytest.raises(RenameUndecided) as caught:
        revise(settings, autogenerate=True)
    assert "orders.note=orders.remark" in caught.value.what
    assert '--allow drop-column=orders.note --reason "..."' in caught.value.mend
    with pytest.raises(SettingInvalid, match="nothing is not in the database"):
        revise(settings, autogenerate=True, choices=choices_of([], None, ["orders.nothing=orders.remark"]))
    answer = revise(settings, autogenerate=True, rev_id="bb22", choices=choices_of([], None, ["orders.note="]))
    text = Path(answer.files[0]).read_text().partition("def downgrade")[0]
    assert "'remark'" in text
    assert "drop_column" not in text
    assert answer.undecided == ("drop-column=orders.note",)


def test_names_that_the_models_exchange_are_exchanged_once(project: MakeSettings) -> None:
    said = [f", info={{'renamed_from': '{name}'}}" for name in "ba"]
    models = MODELS.format(a=said[0], b=said[1], table="").replace("purchases", "orders").replace("80", "50")
    models = models.replace("remark", "note")
    settings = project(Revision("aa11", upgrade=FIRST, downgrade="pass"), models=models)
    migrate(settings, "head", untold)
    text = Path(revise(settings, autogenerate=True, rev_id="bb22").files[0]).read_text()
    assert text.count("new_column_name=") == 6
    migrate(settings, "head", untold)
    [found] = rows(f"sqlite:///{settings.directory / 'app.db'}", "orders")
    assert (found["a"], found["b"]) == (2, 1)
    assert "new_column_name" not in Path(revise(settings, autogenerate=True, rev_id="cc33").files[0]).read_text()


class Person:
    """Knows that it was a rename."""

    def agrees(self, question: str) -> bool:
        return "was it renamed?" in question

    def tells(self, question: str) -> str:
        raise AssertionError(question)


def test_a_person_is_asked(project: MakeSettings) -> None:
    settings = project(Revision("aa11", upgrade=FIRST), models=ONLY_COLUMN)
    migrate(settings, "head", untold)
    text = Path(revise(settings, autogenerate=True, rev_id="bb22", asks=Person()).files[0]).read_text()
    assert "('orders.note', 'orders.remark')," in text
