"""When an application is loaded: only where something needs it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from flask import current_app

from toolkit.application import application, imports_flask, is_needed, is_promised, migrations_directory
from toolkit.errors import ApplicationUnavailable
from toolkit.settings import Settings


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from flask import current_app\n", True),
        ("    import flask\n", True),
        ("from flask_migrate import Migrate\n", True),
        ("from aioflask import current_app\n", True),
        ("# from flask import current_app\n", False),
        ("from flasks import x\n", False),
        ("import os\n", False),
    ],
)
def test_which_files_import_flask(tmp_path: Path, text: str, expected: bool) -> None:
    (tmp_path / "env.py").write_text(text)
    assert imports_flask(tmp_path / "env.py") is expected
    assert not imports_flask(tmp_path / "nonesuch.py")


def test_a_variable_of_the_shell_does_not_make_a_plain_project_flask(tmp_path: Path) -> None:
    (tmp_path / "env.py").write_text("from alembic import context\n")
    assert not is_needed(tmp_path, {"FLASK_APP": "shop"}, is_flask_layout=False)
    assert is_needed(tmp_path, {"FLASK_APP": "shop"}, is_flask_layout=True)
    (tmp_path / "env.py").write_text("from flask import current_app\n")
    assert is_needed(tmp_path, {}, is_flask_layout=False)


def test_what_promises_an_application(tmp_path: Path) -> None:
    settings = Settings(directory=tmp_path)
    assert not is_promised(settings, {})
    assert is_promised(settings, {"FLASK_APP": "shop"})
    (tmp_path / "app.py").write_text("import os\n")
    assert not is_promised(settings, {})
    (tmp_path / "wsgi.py").write_text("import flask\n")
    assert is_promised(settings, {})


def test_nothing_is_loaded_where_nothing_needs_it(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("raise ValueError\n")
    with application(Settings(directory=tmp_path), {}, needed=False) as app:
        assert app is None
        assert migrations_directory(app) is None


def test_flask_app_alone_is_loaded_too(tmp_path: Path) -> None:
    (tmp_path / "bound.py").write_text("from flask import Flask\napp = Flask('bound')\n")
    with application(Settings(directory=tmp_path), {"FLASK_APP": "bound"}, needed=False) as app:
        assert app is not None
        assert current_app.name == "bound"


def test_flask_app_that_is_not_there_does_not_stop_a_project_that_may_not_need_it(tmp_path: Path) -> None:
    with application(Settings(directory=tmp_path), {"FLASK_APP": "nowhere"}, needed=False) as app:
        assert app is None


def test_flask_is_optional(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with application(Settings(directory=tmp_path), {"FLASK_APP": "shop"}, needed=True) as app:
        assert app is None
    with pytest.raises(ApplicationUnavailable, match="needs Flask"):  # noqa: SIM117 the outer one is the assertion
        with application(Settings(directory=tmp_path, app="shop"), {}, needed=True):
            pass
