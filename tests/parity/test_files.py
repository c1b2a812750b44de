"""`revision` and `merge` write the files that Alembic writes, with the same content."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.parity.conftest import Pairs
from tests.projects.maker import BRANCHES, DEPENDENT, LINE, Revision, make_project

MODEL = "sa.Table('shop', target_metadata, sa.Column('id', sa.Integer, primary_key=True), sa.Column('name', sa.String(20), index=True))"

REVISIONS = """
revision
revision -m one
revision --message "A longer message, with (signs) and Ümläute"
revision -m one --rev-id n1
revision -m one --rev-id=n1
revision --rev-id n1 --head head
revision --rev-id n1 --head cc33
revision --rev-id n1 --head ab22
revision --rev-id n1 --head ab22 --splice
revision --rev-id n1 --head=base
revision --rev-id n1 --head base --branch-label mine
revision --rev-id n1 --branch-label mine
revision --rev-id n1 --depends-on ab22
revision --rev-id n1 --head base --depends-on ab22 --depends-on cc33
revision --rev-id n1 --depends-on nowhere
revision --rev-id n1 --version-path scripts/versions
revision --rev-id n1 --version-path elsewhere
revision --rev-id cc33
revision --rev-id not-allowed-@
revision --head nowhere
revision --sql --rev-id n1
revision --autogenerate --sql
""".strip().splitlines()


@pytest.mark.parametrize("line", REVISIONS)
def test_revision(pairs: Pairs, line: str) -> None:
    pairs.make(*LINE).run(line)


@pytest.mark.parametrize("name", ["rev-id", "branch-label", "version-path", "depends-on"])
def test_options_with_underscores(pairs: Pairs, name: str) -> None:
    pair = pairs.make(*LINE)
    values = {"rev-id": "n1", "branch-label": "mine", "version-path": "scripts/versions", "depends-on": "aa11"}
    pair.succeed(f"revision --{name} {values[name]}", tk=f"revision --{name.replace('-', '_')} {values[name]}")


@pytest.mark.parametrize(
    "line",
    [
        "revision --rev-id n1",
        "revision --rev-id n1 --head left@head",
        "revision --rev-id n1 --head heads",
        "revision --head right",
    ],
)
def test_revision_on_branches(pairs: Pairs, line: str) -> None:
    pairs.make(*BRANCHES).run(line)


@pytest.mark.parametrize(
    "line",
    [
        "merge heads",
        "merge --rev-id n1 heads",
        "merge -m joined --rev-id n1 bc33 de55",
        "merge --rev-id n1 left@head right@head",
        "merge --rev-id n1 --branch-label both heads",
        "merge --rev-id n1 --message=x bc de",
        "merge --rev-id n1 bc33",
        "merge --rev-id n1 bb22 dd44",
        "merge --rev-id n1 nowhere heads",
    ],
)
def test_merge(pairs: Pairs, line: str) -> None:
    pair = pairs.make(*BRANCHES)
    if pair.run(line).ok:
        pair.run("heads", prints=True)


def test_merge_without_revisions_means_heads_as_in_flask_migrate(pairs: Pairs) -> None:
    pairs.make(*BRANCHES).succeed("merge --rev-id n1 heads", tk="merge --rev_id n1")


def test_merge_splice(pairs: Pairs) -> None:
    import alembic

    if tuple(map(int, alembic.__version__.split(".")[:3])) < (1, 18, 5):
        pytest.skip("Alembic has it since 1.18.5.")
    pair = pairs.make(*BRANCHES)
    pair.succeed("merge --rev-id n1 --splice bb22 dd44")
    pair.succeed("heads", prints=True)


def test_autogenerate(pairs: Pairs) -> None:
    pair = pairs.make(Revision("aa11", upgrade="pass", downgrade="pass"), models=MODEL)
    pair.fail("revision --autogenerate -m shop --rev-id ab22")
    pair.succeed("upgrade head")
    pair.succeed("revision --autogenerate -m shop --rev-id ab22")
    assert "op.create_table" in (pair.tk / "scripts/versions/ab22_shop.py").read_text()
    pair.succeed("upgrade head")
    pair.succeed("check")
    pair.succeed("revision --autogenerate -m nothing --rev-id ac33")
    pair.succeed("upgrade head")
    pair.succeed("downgrade base")


@pytest.mark.parametrize("prefix", ["--auto", "--autogen", "--autogenerate"])
def test_prefixes_of_options(pairs: Pairs, prefix: str) -> None:
    pair = pairs.make((Revision("aa11", upgrade="pass", downgrade="pass")), models=MODEL)
    pair.succeed("upgrade head")
    pair.succeed(f"revision {prefix} --mess shop --rev=ab22")
    assert "op.create_table" in (pair.tk / "scripts/versions/ab22_shop.py").read_text()


FOLDERS = {"version_locations": "%(here)s/one:%(here)s/two", "path_separator": ":"}


@pytest.mark.parametrize("separator", [":", " ", "os", ";", "newline"])
def test_several_version_locations(pairs: Pairs, separator: str) -> None:
    character = {":": ":", " ": " ", "os": os.pathsep, ";": ";", "newline": "\n  "}[separator]
    name = {" ": "space"}.get(separator, separator)
    settings = {"version_locations": character.join(("%(here)s/one", "%(here)s/two")), "path_separator": name}
    revisions = (
        Revision("aa11", folder="one"),
        Revision("bb22", "aa11", labels="left", folder="two"),
        Revision("cc33", "bb22", folder="two"),
    )
    pair = pairs.make(*revisions, settings=settings)
    pair.succeed("upgrade head")
    pair.succeed("history -v", prints=True)
    pair.succeed("revision --rev-id n1")
    pair.succeed("revision --rev-id n2 --version-path one")
    pair.run("revision --rev-id n3 --head base --version-path scripts/versions")
    pair.run("revision --rev-id n4 --head base")
    pair.succeed("heads -v", prints=True)


def test_the_old_names_of_the_settings(pairs: Pairs) -> None:
    settings = {"version_locations": "%(here)s/one:%(here)s/two", "version_path_separator": ":", "path_separator": ":"}
    pair = pairs.make(Revision("aa11", folder="one"), Revision("bb22", "aa11", folder="two"), settings=settings)
    for directory in (pair.alembic, pair.tk):
        ini = directory / "alembic.ini"
        ini.write_text(ini.read_text().replace("\npath_separator = :", ""))
    pair.succeed("upgrade head")
    pair.succeed("history", prints=True)


def test_recursive_version_locations(pairs: Pairs) -> None:
    revisions = (
        Revision("aa11"),
        Revision("ab22", "aa11", folder="scripts/versions/2025/winter"),
        Revision("cc33", "ab22", folder="scripts/versions/2026"),
    )
    pair = pairs.make(*revisions, settings={"recursive_version_locations": "true"})
    pair.succeed("upgrade head")
    pair.succeed("history -v", prints=True)
    assert pair.versions() == {"cc33"}


def test_file_template_with_directories(pairs: Pairs) -> None:
    template = "%%(year)d/%%(month).2d/%%(rev)s_%%(slug)s_%%(epoch)s"
    pair = pairs.make(
        *LINE,
        settings={
            "file_template": template.replace("_%%(epoch)s", ""),
            "recursive_version_locations": "true",
            "timezone": "UTC",
        },
    )
    pair.succeed("revision --rev-id n1 -m 'Some words'")
    pair.succeed("heads -v", prints=True)
    assert list((pair.tk / "scripts/versions").glob("*/*/n1_some_words.py"))


def test_truncated_slugs_and_output_encoding(pairs: Pairs) -> None:
    pair = pairs.make(
        *LINE,
        settings={"truncate_slug_length": "10", "output_encoding": "utf-8", "file_template": "%%(slug)s__%%(rev)s"},
    )
    pair.succeed("revision --rev-id n1 -m 'Many more words than ten characters'")


def test_post_write_hooks(pairs: Pairs) -> None:
    hook = '[post_write_hooks]\nhooks = note\nnote.type = exec\nnote.executable = sh\nnote.options = -c \'echo "# hooked" >> "$0"\' REVISION_SCRIPT_FILENAME\n'
    pair = pairs.make(*LINE, more=hook)
    pair.succeed("revision --rev-id n1 -m hooked")
    assert (pair.tk / "scripts/versions/n1_hooked.py").read_text().endswith("# hooked\n")


def test_a_post_write_hook_that_fails(pairs: Pairs) -> None:
    hook = "[post_write_hooks]\nhooks = note\nnote.type = exec\nnote.executable = no-such-program\n"
    pairs.make(*LINE, more=hook).run("revision --rev-id n1 -m hooked")


@pytest.mark.parametrize(
    "line", ["revision --rev-id n1 -m x", "merge --rev-id n1 cc33", "history", "revision --rev-id n1 --sql"]
)
def test_revision_environment(pairs: Pairs, line: str) -> None:
    pair = pairs.make(*LINE, settings={"revision_environment": "true"})
    pair.run(line, looks=line == "history")
    assert pair.seen()["command"] == line.split(maxsplit=1)[0]


def test_process_revision_directives_can_drop_the_file(pairs: Pairs) -> None:
    prelude = "def process(context, revision, directives):\n    if directives[0].upgrade_ops.is_empty():\n        directives[:] = []\n"
    model = "sa.Table('t_aa11', target_metadata, sa.Column('id', sa.Integer, primary_key=True))"
    pair = pairs.make(Revision("aa11"), models=model, prelude=prelude, options="process_revision_directives=process")
    pair.succeed("upgrade head")
    pair.succeed("revision --autogenerate -m gone --rev-id n1")
    assert not (pair.tk / "scripts/versions/n1_gone.py").exists()


def test_process_revision_directives_can_change_the_file(pairs: Pairs) -> None:
    prelude = (
        "from alembic.operations import ops\n"
        "def process(context, revision, directives):\n"
        "    directives[0].rev_id = '0002'\n"
        "    directives[0].upgrade_ops.ops.insert(0, ops.ExecuteSQLOp('SELECT 1'))\n"
    )
    # Without a table beside those of the models, which Alembic would drop.
    first = Revision("aa11", upgrade="pass", downgrade="pass")
    pair = pairs.make(first, models=MODEL, prelude=prelude, options="process_revision_directives=process")
    pair.succeed("upgrade head")
    pair.succeed("revision --autogenerate -m changed")
    assert "SELECT 1" in (pair.tk / "scripts/versions/0002_changed.py").read_text()


def test_depends_on(pairs: Pairs) -> None:
    pair = pairs.make(*DEPENDENT)
    pair.succeed("revision --rev-id n1 --head other@head --depends-on bb22")
    pair.succeed("upgrade other@head")
    assert {"bb22", "de55"} <= pair.tables()


@pytest.mark.parametrize("sources", ["true", "false"])
def test_sourceless(pairs: Pairs, sources: str) -> None:
    import compileall

    def build(directory: Path) -> None:
        make_project(directory, LINE, settings={"sourceless": sources})
        compileall.compile_dir(str(directory / "scripts/versions"), quiet=1, legacy=True)
        for path in (directory / "scripts/versions").glob("*.py"):
            path.unlink()

    pair = pairs.copies(build)
    assert bool(pair.succeed("history -v", prints=True).stdout) == (sources == "true")
    if sources == "true":
        pair.succeed("upgrade head")
        assert pair.tables() == {"aa11", "ab22", "cc33"}
