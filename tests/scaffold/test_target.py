"""What is there before."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scaffold.orders import found, order
from toolkit.errors import TemplateUnavailable
from toolkit.scaffold.target import Target


@pytest.fixture
def target(tmp_path: Path) -> Target:
    return order(tmp_path, found(tmp_path)).target


def test_a_new_and_an_empty_directory_are_free(target: Target) -> None:
    target.refuse_used()
    target.scripts.mkdir()
    target.refuse_used()
    (target.scripts / "file").touch()
    with pytest.raises(TemplateUnavailable, match="migrations is not empty"):
        target.refuse_used()


def test_what_the_configurations_name(target: Target) -> None:
    assert target.ini_location("alembic") is None
    assert target.toml_location() is None
    target.ini.write_text("[alembic]\nscript_location = %(here)s/migrations\n[other]\n")
    target.toml.write_text("[tool.alembic]\n")
    assert target.ini_location("alembic") == "%(here)s/migrations"
    assert target.ini_location("other") == target.ini_location("nonesuch") == ""
    assert target.toml_location() == ""
    target.ini.write_text("no section\n")
    assert target.ini_location("alembic") == ""


def test_the_same_directory_in_other_words(target: Target) -> None:
    assert target.is_scripts("%(here)s/migrations", target.ini)
    assert target.is_scripts("./migrations/", target.ini)
    assert not target.is_scripts("alembic", target.ini)
