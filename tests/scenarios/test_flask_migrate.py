"""Projects of Flask-Migrate as they are: `flask db ...` and `tk ...` side by side on two copies of each."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.parity import effects
from tests.projects.forker import Forker, Run
from tests.projects.place import Place

APPLICATION = """
    import os
    from flask import Flask
    from flask_migrate import Migrate
    from flask_sqlalchemy import SQLAlchemy

    db = SQLAlchemy()
    migrate = Migrate(db=db{options})

    class User(db.Model):
        id = db.Column(db.Integer, primary_key=True)
        name = db.Column(db.String(40), nullable=False)
    {models}

    def create_app(name="app"):
        app = Flask(__name__)
        here = os.path.dirname(os.path.abspath(__file__))
        app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///" + os.path.join(here, name + ".db")
        {configuration}
        db.init_app(app)
        migrate.init_app(app)
        return app
    {callbacks}
"""
BINDS = {
    "models": "class Event(db.Model):\n        __bind_key__ = 'log'\n        id = db.Column(db.Integer, primary_key=True)",
    "configuration": "app.config['SQLALCHEMY_BINDS'] = {'log': 'sqlite:///' + os.path.join(here, 'log.db')}",
}


def application(**parts: str) -> str:
    return APPLICATION.format(**{"options": "", "models": "", "configuration": "", "callbacks": ""} | parts)


@dataclass
class Pair:
    """Two copies of a project, one for each program."""

    flask: Place
    tk: Place

    def run(self, flask: str, tk: str, *, prints: bool = False, **variables: str) -> Run:
        theirs, ours = self.flask.succeed(f"flask {flask}", **variables), self.tk.succeed(f"tk {tk}", **variables)
        if prints:
            assert plain(ours, self.tk) == plain(theirs, self.flask)
        assert effects.databases(self.tk.directory) == effects.databases(self.flask.directory)
        assert files(self.tk) == files(self.flask)
        return ours

    def give_tk_the_same_revisions(self) -> None:
        shutil.rmtree(self.tk.directory / "migrations")
        shutil.copytree(self.flask.directory / "migrations", self.tk.directory / "migrations")


def plain(run: Run, place: Place) -> str:
    return effects.plain(run.stdout, place.directory)


def files(place: Place) -> dict[str, str]:
    """The ids in the files of each copy are its own."""
    return {re.sub("[0-9a-f]{12}", "<id>", name): text for name, text in effects.files(place.directory).items()}


@pytest.fixture(scope="module")
def forker() -> Iterator[Forker]:
    with Forker() as forker:
        yield forker


@pytest.fixture
def pair(forker: Forker, tmp_path: Path) -> Pair:
    places = [Place(forker, tmp_path / name) for name in ("flask", "tk")]
    for place in places:
        place.directory.mkdir()
    return Pair(*places)


@pytest.fixture
def place(pair: Pair) -> Place:
    return pair.tk


def both(pair: Pair, **files: str) -> Pair:
    for place in (pair.flask, pair.tk):
        place.write({f"{name.replace('__', '/')}.py": text for name, text in files.items()})
    return pair


@pytest.mark.parametrize(("app", "parts"), [("flask", {}), ("flask-multidb", BINDS)])
def test_a_whole_life(pair: Pair, app: str, parts: dict[str, str]) -> None:
    both(pair, app=application(**parts))
    multidb = " --multidb" if "multidb" in app else ""
    pair.run(f"db init{multidb}", f"init{multidb}")
    pair.run("db revision --autogenerate -m first", "revision --autogenerate -m first")
    pair.give_tk_the_same_revisions()
    for flask, tk in [
        ("db upgrade", "upgrade"),
        ("db current", "current"),
        ("db history -v", "history -v"),
        ("db heads", "heads"),
        ("db branches", "branches"),
        ("db show", "show head"),
        ("db check", "check"),
        ("db downgrade", "downgrade"),
        ("db current", "current"),
        ("db stamp", "stamp head"),
        ("db stamp base", "stamp base"),
        ("db upgrade +1", "migrate +1"),
        ("db revision -m second --rev-id two", "revision -m second --rev-id two"),
        ("db upgrade", "migrate"),
        ("db downgrade base", "downgrade base"),
    ]:
        pair.run(flask, tk, prints=tk.split()[0] in ("history", "heads", "branches", "show"))


def test_the_options_of_the_extension_reach_the_comparison(pair: Pair) -> None:
    both(
        pair,
        app=application(
            options=", compare_type=False, render_as_batch=False, include_object=lambda o, n, *_: n != 'secret'",
            models="class Secret(db.Model):\n        id = db.Column(db.Integer, primary_key=True)",
        ),
    )
    pair.run("db init", "init")
    pair.run("db revision --autogenerate -m first", "revision --autogenerate -m first")
    assert "secret" not in pair.tk.revision()


def test_no_revision_is_written_where_nothing_changed(pair: Pair) -> None:
    both(pair, app=application())
    pair.run("db init", "init")
    pair.run("db revision --autogenerate -m first --rev-id one", "revision --autogenerate -m first --rev-id one")
    pair.run("db upgrade", "migrate")
    pair.run("db revision --autogenerate -m second", "revision --autogenerate -m second")
    assert pair.tk.revision()


def test_configure_callbacks_and_x_arguments(pair: Pair) -> None:
    callbacks = "\n    @migrate.configure\n    def configure(config):\n        config.set_main_option('file_template', 'from_callback_%%(rev)s')\n        print('x', getattr(config.cmd_opts, 'x', None))\n        return config"
    both(pair, app=application(callbacks=callbacks))
    pair.run("db init", "init")
    pair.run("db revision -m first --rev-id one", "revision -m first --rev-id one")
    pair.flask.succeed("flask db -x tenant=1 upgrade")
    assert "x ['tenant=1']" in pair.tk.succeed("tk -x tenant=1 upgrade").stdout
    assert "migrations/versions/from_callback_one.py" in pair.tk.files()


@pytest.mark.parametrize(
    ("name", "options", "variables"),
    [
        ("app", "", {}),
        ("wsgi", "", {}),
        ("shop", "", {"FLASK_APP": "shop"}),
        ("shop", "", {"FLASK_APP": "shop:create_app('other')"}),
        ("shop", "--app shop:create_app", {}),
        ("shop__web", "--app shop.web:create_app", {}),
        ("shop__web", "--app shop/web.py", {}),
    ],
)
def test_every_way_to_name_the_application(pair: Pair, name: str, options: str, variables: dict[str, str]) -> None:
    both(pair, **{name: application()})
    pair.run(f"{options} db init", f"{options} init", **variables)
    pair.run(
        f"{options} db revision --autogenerate -m first --rev-id one",
        f"{options} revision --autogenerate -m first --rev-id one",
        **variables,
    )
    pair.run(f"{options} db upgrade", f"{options} migrate", **variables)
    assert effects.databases(pair.tk.directory)


def test_the_application_named_in_pyproject(place: Place) -> None:
    place.write({"shop.py": application(), "pyproject.toml": "[tool.tk]\napp = 'shop:create_app'\n"})
    place.succeed("tk init")
    place.succeed("tk revision --autogenerate -m first")
    place.succeed("tk migrate")


def test_flaskenv_is_read(place: Place) -> None:
    pytest.importorskip("dotenv")
    place.write({"shop.py": application(), ".flaskenv": "FLASK_APP=shop\n"})
    place.succeed("tk init")
    place.succeed("tk revision --autogenerate -m first")
    place.succeed("tk migrate")


def test_another_directory(pair: Pair) -> None:
    both(pair, app=application())
    pair.run("db init -d db/history", "init db/history")
    pair.run("db revision -d db/history -m first --rev-id one", "-d db/history revision -m first --rev-id one")
    pair.run("db upgrade -d db/history", "upgrade -d db/history")


def test_the_directory_that_the_extension_names(pair: Pair) -> None:
    both(pair, app=application(options=", directory='db/history'"))
    pair.run("db init", "init")
    assert "db/history/alembic.ini" in pair.tk.files()
    pair.run("db revision --autogenerate -m first --rev-id one", "revision --autogenerate -m first --rev-id one")
    pair.run("db upgrade", "upgrade")
    pair.run("db current", "current")


def test_a_module_that_ends_with_app_run_starts_no_server(place: Place) -> None:
    place.write({"app.py": application() + "\n    app = create_app()\n    app.run()\n"})
    place.succeed("tk init")
    place.succeed("tk current")


@pytest.mark.parametrize(
    ("text", "options", "expected"),
    [
        ("raise ValueError('no key')", "--app shop", ["shop.py:1", "ValueError: no key"]),
        ("import nonesuch_package", "--app shop", ["nonesuch_package"]),
        ("def broken(:", "--app shop", ["SyntaxError"]),
        ("raise SystemExit(3)", "--app shop", ["SystemExit(3)"]),
        ("", "--app shop:nonesuch", ["nonesuch"]),
        ("", "--app elsewhere", ["elsewhere"]),
        ("", "--app shop:", []),
        ("app = 3", "--app shop:app", ["not obtained"]),
        ("def create_app(key): ...", "--app shop:create_app", ["arguments"]),
        ("def create_app():\n    return {}['url']", "--app shop:create_app", ["shop.py:2", "KeyError"]),
        (
            "def create_app():\n    raise RuntimeError('mysql://me:s3cret@host/x is gone')",
            "--app shop:create_app",
            ["RuntimeError"],
        ),
    ],
)
def test_an_application_that_cannot_be_loaded(place: Place, text: str, options: str, expected: list[str]) -> None:
    place.write({"good.py": application(), "shop.py": text})
    place.succeed("tk --app good init")
    words = place.refuse(f"tk {options} current")
    assert "application-unavailable" in words
    assert "s3cret" not in words
    assert not [word for word in expected if word not in words], words


def test_no_application_at_all(place: Place) -> None:
    place.write({"shop.py": application()})
    place.succeed("tk --app shop init")
    words = place.refuse("tk current")
    assert "application-unavailable" in words
    assert "--app" in words


def test_a_plain_project_does_not_load_the_application(place: Place) -> None:
    place.write({"shop.py": "raise ValueError('loaded')"})
    place.succeed("tk init", FLASK_APP="shop")
    assert "alembic.ini" in place.files()
    place.succeed("tk revision -m first", FLASK_APP="shop")
    place.succeed("tk migrate", FLASK_APP="shop")


def test_a_directory_without_anything(place: Place) -> None:
    assert "configuration-missing" in place.refuse("tk current", FLASK_APP="nonesuch")


def test_init_in_an_application_that_is_broken(place: Place) -> None:
    place.write({"app.py": application() + "\n    raise ValueError('no key')\n"})
    assert "tk init -t generic" in place.refuse("tk init")
    assert place.files() == {"app.py"}
    place.succeed("tk init -t generic")
