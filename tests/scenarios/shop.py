"""A small shop whose models, revisions and database agree, until a story says otherwise."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tests.projects.forker import Forker, Run
from tests.projects.maker import Revision, make_project
from tests.servers.database import Database

ORDERS = Revision(
    "aa11",
    upgrade="op.create_table('orders', sa.Column('id', sa.Integer, primary_key=True),"
    " sa.Column('note', sa.String(30), nullable=False, server_default='none'))",
    downgrade="op.drop_table('orders')",
)
ITEMS = Revision(
    "ab22",
    "aa11",
    upgrade="op.create_table('items', sa.Column('id', sa.Integer, primary_key=True),"
    " sa.Column('order_id', sa.Integer, sa.ForeignKey('orders.id', name='fk_items_order')),"
    " sa.Column('price', sa.Numeric(10, 2)), sa.CheckConstraint('price > 0', name='ck_price'));"
    " op.create_index('ix_items_price', 'items', ['price'])",
    downgrade="op.drop_table('items')",
)
REVISIONS = (ORDERS, ITEMS)
ORDERS_MODEL = (
    "sa.Table('orders', target_metadata, sa.Column('id', sa.Integer, primary_key=True),"
    " sa.Column('note', sa.String(30), nullable=False, server_default='none'))"
)
ITEMS_MODEL = (
    "sa.Table('items', target_metadata, sa.Column('id', sa.Integer, primary_key=True),"
    " sa.Column('order_id', sa.Integer, sa.ForeignKey('orders.id', name='fk_items_order')),"
    " sa.Column('price', sa.Numeric(10, 2)), sa.CheckConstraint('price > 0', name='ck_price'),"
    " sa.Index('ix_items_price', 'price'))"
)
MODELS = f"{ORDERS_MODEL}\n{ITEMS_MODEL}"

Told = Mapping[str, Any]
"""A finding, as JSON has it."""


@dataclass
class Shop:
    """The project in a directory, on one database. Programs run in processes of their own."""

    forker: Forker
    directory: Path
    database: Database
    variables: dict[str, str] = field(default_factory=dict)

    def make(self, revisions: Sequence[Revision] = REVISIONS, *, models: str = MODELS, **given: Any) -> Shop:
        """Write the project; ``given`` as for make_project."""
        self.directory.mkdir(exist_ok=True)
        make_project(self.directory, revisions, models=models, **({"url": self.database.url} | given))
        return self

    def migrated(self, target: str = "head") -> Shop:
        self.tk(f"migrate {target}")
        return self

    def settings(self, text: str) -> None:
        """What stands in [tool.tk]."""
        (self.directory / "pyproject.toml").write_text(f"[tool.tk]\n{text}\n", encoding="utf-8")

    def revision(self, revision: Revision) -> None:
        path = self.directory / revision.folder / f"{revision.name}_create.py"
        path.write_text(revision.text(), encoding="utf-8")

    def model(self, text: str) -> None:
        """One more of env.py."""
        env = self.directory / "scripts/env.py"
        mark = "target_metadata = sa.MetaData()\n"
        env.write_text(env.read_text(encoding="utf-8").replace(mark, f"{mark}{text}\n"), encoding="utf-8")

    def tk(self, line: str, code: int = 0, **variables: str) -> Run:
        run = self.forker.run("tk", line.split(), self.directory, self.variables | variables)
        assert run.code == code, f"tk {line}: {run.code}\n{run.stdout}{run.stderr}"
        assert "Traceback" not in run.stderr, run.stderr
        return run

    def answer(self, *words: str, code: int | None = None, **variables: str) -> dict[str, Any]:
        """The answer of a check; exit code 1 exactly when an error was found."""
        line = ["check", *words, "--format", "json"]
        run = self.forker.run("tk", line, self.directory, self.variables | variables)
        assert run.code in (0, 1), f"{run.code}\n{run.stdout}{run.stderr}"
        assert "Traceback" not in run.stderr, run.stderr
        answer: dict[str, Any] = json.loads(run.stdout)
        errors = [finding for finding in answer["findings"] if finding["severity"] == "error"]
        assert run.code == bool(errors), run.stdout
        assert code is None or run.code == code, run.stdout
        return answer

    def findings(self, *words: str, **variables: str) -> list[Told]:
        found: list[Told] = self.answer(*words, **variables)["findings"]
        return found

    def told(self, *words: str, **variables: str) -> list[tuple[str, str]]:
        """What kind, and of what."""
        return [(finding["name"], finding["subject"]) for finding in self.findings(*words, **variables)]

    def agrees(self, *words: str, **variables: str) -> bool:
        answer = self.answer(*words, **variables)
        assert answer["findings"] == []
        return answer["databases"][0]["compared"] == ["models", "migrations", "live"]

    def sql(self, *statements: str) -> None:
        """By hand, on the live database."""
        engine = sa.create_engine(self.database.url, poolclass=sa.NullPool)
        with engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
