"""A project that nobody here wrote, as it comes from the package index."""

from __future__ import annotations

import configparser
from pathlib import Path

import pytest

from tests.conftest import MakeDatabase
from tests.dropin.contents import count_rows, read_contents
from tests.dropin.installed import install
from tests.projects.forker import Forker
from tests.servers.database import Database

OPTUNA = ("optuna==5.0.0", "numpy>=1.26", "tqdm", "PyYAML", "colorlog", "packaging", "typing-extensions")


@pytest.fixture(scope="session")
def optuna() -> Path:
    """The directory that Optuna is installed in."""
    return install(*OPTUNA)


def _configure(directory: Path, packages: Path, database: Database) -> Path:
    """Optuna's own alembic.ini and env.py; only where they are, and the URL, is ours."""
    home = packages / "optuna/storages/_rdb"
    ini = configparser.RawConfigParser()
    ini.read(home / "alembic.ini")
    ini["alembic"].update(
        {
            "script_location": str(home / "alembic"),
            "prepend_sys_path": str(packages),
            "path_separator": "os",
            "sqlalchemy.url": database.url.replace("%", "%%"),
        }
    )
    directory.mkdir()
    with (directory / "alembic.ini").open("w", encoding="utf-8") as file:
        ini.write(file)
    return directory


@pytest.mark.parametrize("backend", ["sqlite", "mysql", "postgresql"])
def test_optuna_comes_to_what_alembic_makes_of_it(
    backend: str, optuna: Path, forker: Forker, make_database: MakeDatabase, tmp_path: Path
) -> None:
    contents, answers = [], []
    for program in ("alembic", "tk"):
        database = make_database(backend)
        directory = _configure(tmp_path / program, optuna, database)
        run = forker.run(program, ["upgrade", "heads"], directory)
        assert run.ok, run.stderr
        contents.append(count_rows(read_contents(database)))
        answers.append(forker.run(program, ["current"], directory).stdout)
    assert contents[1] == contents[0]
    assert len(contents[1]) > 10
    assert answers[1] == answers[0] == "v3.2.0.a (head)\n"


def test_optuna_on_mariadb_fails_half_way_and_tk_says_what_is_true(
    optuna: Path, forker: Forker, make_database: MakeDatabase, tmp_path: Path
) -> None:
    """Optuna's own history drops a column there that its unique key needs."""
    contents = []
    for program in ("alembic", "tk"):
        database = make_database("mariadb")
        run = forker.run(program, ["upgrade", "heads"], _configure(tmp_path / program, optuna, database))
        assert not run.ok
        contents.append(count_rows(read_contents(database)))
    assert contents[1] == contents[0]
    assert contents[1]["rows alembic_version"] == ["('v1.3.0.a',)"]
    assert run.code == 3
    assert "Traceback" not in run.stderr
    error = run.stderr.partition("error[")[2]
    # Not the sentence, which may be put better: its parts.
    for part in (
        "statement-failed]",
        "v2.4.0.a",
        "ALTER TABLE trial_values DROP COLUMN step",
        "Key column 'step' doesn't exist",
        "of v2.4.0.a ran before it stopped and may stay",
    ):
        assert part in error, run.stderr
