"""What env.py sees is what it sees under `alembic`, wherever the options stand and whatever configures the project.

`Pair.run` compares everything that env.py saw; the tests here see to it that there was something to see.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.parity.conftest import Pair, Pairs
from tests.projects.maker import LINE, make_project, write_scripts

COMMANDS = """
upgrade head
upgrade --tag t1 ab22
upgrade --tag=t1 cc33
downgrade base
downgrade --tag t2 -1
current
current -c
current -v
stamp aa11 --tag t3
stamp heads --purge
check
ensure_version
history -i
history -r base:current
show current
revision --autogenerate -m first --rev-id f1
upgrade aa11:cc33 --sql
upgrade head --sql
downgrade cc33:aa11 --sql --tag x
stamp aa11:cc33 --sql
stamp head --sql
ensure_version --sql
""".strip().splitlines()


TABLES = """
for name in ("aa11", "ab22", "cc33", "new"):
    sa.Table(f"t_{name}", target_metadata, sa.Column("id", sa.Integer, primary_key=True))
"""


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_that_runs_env_py(pairs: Pairs, line: str) -> None:
    # A table that has no model is dropped by one, and left by the other.
    pair = pairs.make(*LINE, models=TABLES if line.startswith("revision") else "")
    pair.succeed("upgrade head")
    saved = pair.save()
    pair.restore(saved)
    if line.startswith(("current -c", "history", "show", "revision", "check")):
        pair.run(line, looks=line != "revision")
    else:
        pair.succeed(line)
    assert pair.seen()["command"] == line.split(maxsplit=1)[0]


def test_global_options_before_the_command(pairs: Pairs) -> None:
    pair = pairs.make(*LINE)
    pair.succeed("-x one=1 -x two -x three=3 -x three=4 -q --raiseerr upgrade head")
    assert pair.seen()["x"] == ["one=1", "two", "three=3", "three=4"]
    assert pair.seen()["options"]["quiet"]
    assert pair.seen()["options"]["raiseerr"]
    pair.succeed("-xone=1 current")
    assert pair.seen()["x"] == ["one=1"]


def test_x_and_directory_after_the_command_as_in_flask_migrate(pairs: Pairs) -> None:
    pair = pairs.make(*LINE)
    pair.succeed("-x one=1 -x two=2 upgrade head", tk="upgrade -x one=1 --x-arg two=2 head")
    pair.succeed("-x one=1 -x two=2 downgrade base", tk="-x one=1 downgrade --x-arg=two=2 base")
    assert pair.seen()["x"] == ["one=1", "two=2"]


@pytest.mark.parametrize(
    "position", ["-d scripts upgrade head", "upgrade head -d scripts", "upgrade --directory=scripts"]
)
def test_directory_takes_the_place_of_script_location(pairs: Pairs, position: str) -> None:
    pair = pairs.make(*LINE, settings={"script_location": "elsewhere"})
    _change(pair, "alembic.ini", "script_location = elsewhere", "script_location = scripts", only=pair.alembic)
    ours = pair.forker.run("tk", position.split(), pair.tk)
    theirs = pair.forker.run("alembic", ["upgrade", "head"], pair.alembic)
    assert (ours.code, theirs.code) == (0, 0), ours.stderr
    assert pair.tables() == {"aa11", "ab22", "cc33"}


def test_sections(pairs: Pairs) -> None:
    more = "[other]\nscript_location = scripts\nsqlalchemy.url = sqlite:///other.db\ncolor = blue\n"
    pair = pairs.make(*LINE, more=more)
    pair.succeed("-n other upgrade head")
    assert (pair.seen()["section"], pair.seen()["color"]) == ("other", "blue")
    pair.succeed("--name=other current", prints=True)
    pair.succeed("-nother downgrade base")
    pair.fail("-n nowhere upgrade head")


def test_section_after_the_command(pairs: Pairs) -> None:
    pair = pairs.make(*LINE, more="[other]\nscript_location = scripts\nsqlalchemy.url = sqlite:///other.db\n")
    pair.succeed("-n other upgrade head", tk="upgrade head --name other")


def test_another_ini_file(pairs: Pairs) -> None:
    pair = pairs.make(*LINE)
    for directory in (pair.alembic, pair.tk):
        (directory / "conf").mkdir()
        text = (directory / "alembic.ini").read_text().replace("%(here)s", "%(here)s/..").replace("app.db", "other.db")
        (directory / "conf/my.ini").write_text(text + "color = red\n")
    for line in (
        "-c conf/my.ini upgrade head",
        "--config conf/my.ini current",
        "--config=conf/my.ini history",
        "-cconf/my.ini downgrade -1",
    ):
        pair.succeed(line)
    assert pair.seen()["ini"] == "conf/my.ini"
    pair.succeed("upgrade head", ALEMBIC_CONFIG="conf/my.ini")
    assert pair.seen()["color"] == "red"
    pair.succeed("-c alembic.ini upgrade head", ALEMBIC_CONFIG="conf/my.ini")
    assert pair.seen()["color"] is None
    pair.fail("-c conf/none.ini upgrade head")
    pair.fail("-c alembic.ini -c conf/my.ini upgrade head")
    pair.fail("-c pyproject.toml -c pyproject.toml upgrade head")


def _pyproject(directory: Path) -> None:
    write_scripts(directory, LINE)
    (directory / "pyproject.toml").write_text(
        '[tool.alembic]\nscript_location = "%(here)s/scripts"\nfile_template = "%%(rev)s"\n'
        '"sqlalchemy.url" = "sqlite:///app.db"\ncolor = "green"\n',
    )


def test_pyproject_alone(pairs: Pairs) -> None:
    pair = pairs.copies(_pyproject)
    for line in (
        "upgrade head",
        "current",
        "history -v",
        "revision --rev-id n1 -m new",
        "-c pyproject.toml downgrade -1",
        "heads",
    ):
        pair.succeed(line)
    assert (pair.seen()["color"], pair.seen()["main color"]) == ("green", None)
    assert (pair.tk / "scripts/versions/n1.py").is_file()


def test_pyproject_elsewhere(pairs: Pairs) -> None:
    def build(directory: Path) -> None:
        (directory / "sub").mkdir()
        _pyproject(directory / "sub")

    pair = pairs.copies(build)
    pair.succeed("-c sub/pyproject.toml upgrade head")
    pair.succeed("current", ALEMBIC_CONFIG="sub/pyproject.toml")
    assert pair.seen()["color"] == "green"
    pair.fail("upgrade head")


def test_both_files(pairs: Pairs) -> None:
    def build(directory: Path) -> None:
        _pyproject(directory)
        (directory / "alembic.ini").write_text("[alembic]\nsqlalchemy.url = sqlite:///ini.db\n\n[other]\ncolor = red\n")
        (directory / "my.ini").write_text("[alembic]\ncolor = red\nsqlalchemy.url = sqlite:///my.db\n")

    pair = pairs.copies(build)
    pair.succeed("upgrade head")
    assert (pair.seen()["url"], pair.seen()["color"]) == ("sqlite:///ini.db", "green")
    pair.succeed("-c my.ini -c pyproject.toml upgrade head")
    assert (pair.seen()["url"], pair.seen()["color"]) == ("sqlite:///my.db", "red")
    pair.succeed("-c pyproject.toml -c my.ini downgrade base")
    pair.succeed("-n other upgrade head")
    assert pair.seen()["color"] == "red"


def test_one_file_on_the_command_line_and_the_other_in_the_environment(pairs: Pairs) -> None:
    def build(directory: Path) -> None:
        _pyproject(directory)
        (directory / "my.ini").write_text("[alembic]\ncolor = red\nsqlalchemy.url = sqlite:///my.db\n")

    pair = pairs.copies(build)
    pair.succeed("-c pyproject.toml upgrade head", ALEMBIC_CONFIG="my.ini")
    assert pair.seen()["color"] == "red"


def test_stamp_tells_env_py_its_targets_as_given(pairs: Pairs) -> None:
    prelude = "Path('to.txt').write_text(str(context.get_revision_argument()))"
    pair = pairs.make(*LINE, prelude=prelude)
    pair.succeed("stamp head")


def _change(pair: Pair, name: str, before: str, after: str, *, only: Path | None = None) -> None:
    for directory in (only,) if only else (pair.alembic, pair.tk):
        path = directory / name
        path.write_text(path.read_text().replace(before, after))


def test_attributes_of_the_config(pairs: Pairs) -> None:
    prelude = "config.attributes['connection'] = 'mine'\nPath('attributes.txt').write_text(repr(config.attributes))"
    pair = pairs.make(*LINE, prelude=prelude)
    pair.succeed("upgrade head")


def test_a_connection_handed_over_in_attributes(pairs: Pairs) -> None:
    prelude = (
        "url = config.get_main_option('sqlalchemy.url')\n"
        "config.attributes['connection'] = sa.create_engine(url, poolclass=sa.NullPool).connect()"
    )
    pair = pairs.make(*LINE, prelude=prelude)
    made = "sa.create_engine(URL, poolclass=sa.NullPool).connect() as"
    _change(pair, "scripts/env.py", made, "config.attributes['connection'] as")
    pair.succeed("upgrade head")
    assert pair.tables() == {"aa11", "ab22", "cc33"}


LOGGERS = """
[loggers]
keys = root,alembic
[handlers]
keys = console
[formatters]
keys = plain
[logger_root]
level = WARNING
handlers = console
qualname =
[logger_alembic]
level = INFO
handlers =
qualname = alembic
[handler_console]
class = StreamHandler
args = (sys.stderr,)
formatter = plain
[formatter_plain]
format = %(levelname)s %(message)s
"""


def test_file_config_that_disables_loggers(pairs: Pairs) -> None:
    pair = pairs.make(
        *LINE, prelude="from logging.config import fileConfig\nfileConfig(config.config_file_name)", more=LOGGERS
    )
    assert "+ cc33" in pair.succeed("upgrade head").stderr
    assert "- cc33" in pair.succeed("downgrade -1").stderr
    pair.succeed("upgrade head --sql", prints=True)


def test_file_config_without_the_sections_for_it(pairs: Pairs) -> None:
    pair = pairs.make(*LINE, prelude="from logging.config import fileConfig\nfileConfig(config.config_file_name)")
    pair.fail("upgrade head")


def test_prepend_sys_path(pairs: Pairs) -> None:
    def build(directory: Path) -> None:
        make_project(
            directory, LINE, settings={"prepend_sys_path": "%(here)s/lib"}, prelude="import my_models\nmy_models.note()"
        )
        (directory / "lib").mkdir()
        (directory / "lib/my_models.py").write_text("def note():\n    open('note.txt', 'w').write('read')\n")

    pair = pairs.copies(build)
    pair.succeed("upgrade head")
    assert (pair.tk / "note.txt").is_file()
