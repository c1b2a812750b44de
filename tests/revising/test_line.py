"""Which revisions move, and what cannot be moved."""

from __future__ import annotations

import pytest

from tests.projects.maker import Revision
from tests.revising.conftest import MakeHistory
from toolkit.errors import CommandRefused
from toolkit.revising.line import ancestors, descendants, line_of, parents

BASE = (Revision("aa11"), Revision("x1", "aa11"), Revision("x2", "x1"))
"""x2 is the head of the others."""


def moved(history: MakeHistory, *revisions: Revision, name: str) -> tuple[str, list[str]]:
    script = history(*BASE, *revisions)
    line = line_of(script, script.get_revision(name), script.get_revision("x2"))
    assert line.names == {found.revision for found in line.moved}
    return line.first.revision, [found.revision for found in line.moved]


@pytest.mark.parametrize("name", ["y1", "y2", "y3"])
def test_any_revision_names_its_line(history: MakeHistory, name: str) -> None:
    line = (Revision("y1", "aa11"), Revision("y2", "y1"), Revision("y3", "y2"))
    assert moved(history, *line, name=name) == ("y1", ["y1", "y2", "y3"])


def test_a_base_of_its_own(history: MakeHistory) -> None:
    assert moved(history, Revision("y1"), Revision("y2", "y1"), name="y2") == ("y1", ["y1", "y2"])


def test_what_forks_moves_with_its_stem(history: MakeHistory) -> None:
    first, all_of_it = moved(history, Revision("y1", "aa11"), Revision("y2", "y1"), Revision("z2", "y1"), name="y2")
    assert (first, set(all_of_it)) == ("y1", {"y1", "y2", "z2"})


def test_a_merge_within_the_line(history: MakeHistory) -> None:
    line = (Revision("y1", "aa11"), Revision("y2", "y1"), Revision("y3", "y1"), Revision("y4", ("y2", "y3")))
    assert moved(history, *line, name="y4")[0] == "y1"


def test_a_merge_that_begins_the_line(history: MakeHistory) -> None:
    script = history(*BASE, Revision("y1", ("x1", "b1")), Revision("b1"), Revision("x3", ("x2", "b1")))
    line = line_of(script, script.get_revision("y1"), script.get_revision("x3"))
    assert (line.first.revision, len(line.moved)) == ("y1", 1)


@pytest.mark.parametrize(
    "line",
    [
        (Revision("y1", "aa11"), Revision("y2", ("y1", "x1"))),
        (Revision("y1", "aa11"), Revision("y0", "aa11"), Revision("y2", ("y1", "y0"))),
        (Revision("y1", "aa11"), Revision("y2", "y1"), Revision("m1", ("y1", "x1"))),
    ],
    ids=["merges the others", "two beginnings", "merged elsewhere"],
)
def test_a_line_that_joins_lines(history: MakeHistory, line: tuple[Revision, ...]) -> None:
    with pytest.raises(CommandRefused, match="changing one parent"):
        moved(history, *line, name="y2")


def test_a_circle_of_dependencies(history: MakeHistory) -> None:
    script = history(*BASE, Revision("y1", "aa11"), Revision("x3", "x2", depends_on="y1"))
    with pytest.raises(CommandRefused, match="needs it first") as refused:
        line_of(script, script.get_revision("y1"), script.get_revision("x3"))
    assert refused.value.where.endswith("x3_create.py")


def test_dependencies_of_the_line_itself_may_stay(history: MakeHistory) -> None:
    assert moved(history, Revision("y1", "aa11", depends_on="x1"), name="y1") == ("y1", ["y1"])


def test_what_is_beneath(history: MakeHistory) -> None:
    script = history(*BASE, Revision("x3", "x2"))
    with pytest.raises(CommandRefused, match="beneath it already"):
        line_of(script, script.get_revision("x1"), script.get_revision("x3"))


def test_the_graph(history: MakeHistory) -> None:
    script = history(*BASE, Revision("y1", "aa11", depends_on="x1"))
    assert ancestors(script, ["y1"]) == {"y1", "aa11"}
    assert ancestors(script, ["y1"], dependencies=True) == {"y1", "x1", "aa11"}
    assert descendants(script, ["x1"]) == {"x1", "x2"}
    assert (parents(script, "x2"), parents(script, "aa11")) == (("x1",), ())
