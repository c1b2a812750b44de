"""Whatever stands on a shelf is in the shelf's register, has its page, and has its test."""

from __future__ import annotations

import dataclasses
import inspect
import re
from types import ModuleType

import pytest

from tests.house.sources import ROOT, TOOLKIT, Source, toolkit_sources
from toolkit import answers, forecast, outcomes, plan
from toolkit.backends.register import BACKENDS
from toolkit.cli.register import COMMANDS
from toolkit.drift.findings.register import KINDS
from toolkit.errors import TkError
from toolkit.pages import Page
from toolkit.preflight import register as preflight
from toolkit.reports.answers import RENDERERS
from toolkit.workflows.explain import GROUPS, all_errors, explain
from toolkit.workflows.kinds import all_pages

SHELVES = ("workflows", "diagnosis", "execution", "reports", "backends")
NO_COMMANDS = {
    "__init__",
    "app",
    "common",
    "door",
    "options",
    "performing",
    "plain",
    "register",
    "shelf",
    "spelling",
    "telling",
}


def stems(folder: str) -> set[str]:
    return {path.stem for path in (TOOLKIT / folder).glob("*.py")} - {"__init__"}


def test_every_command_is_registered() -> None:
    assert {name.replace("-", "_") for name in COMMANDS} == stems("cli") - NO_COMMANDS


def test_every_backend_is_registered() -> None:
    assert {backend.name for backend in BACKENDS} == stems("backends") - {
        "base",
        "innodb",
        "journal",
        "encryption",
        "own",
        "register",
        "remedies",
        "running",
        "sockets",
        "other",
    }


def test_every_answer_has_a_text() -> None:
    told = set(RENDERERS)
    modules = (answers, outcomes, plan, forecast)
    classes = {value for module in modules for value in vars(module).values() if inspect.isclass(value)}
    values = {value for value in classes if dataclasses.is_dataclass(value)}
    assert {value for value in values if str(value.__doc__).startswith("The answer of")} == told


@pytest.mark.parametrize("kind", [kind for kind in all_errors() if kind not in GROUPS], ids=lambda kind: kind.__name__)
def test_every_error_has_a_page(kind: type[TkError]) -> None:
    """The fact; what follows from it; what to do instead."""
    page = explain(kind.kebab_name()).pages[0]
    fact, consequence, remedy = page.text.split("\n\n")
    assert fact.endswith(".")
    assert consequence.endswith(".")
    assert remedy.startswith("Instead, ")


def test_every_finding_is_registered_once() -> None:
    assert sorted(inspect.getmodulename(str(kind.__file__)) or "" for kind in KINDS) == sorted(
        stems("drift/findings") - {"register"}
    )


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.NAME)
def test_every_finding_bears_the_name_of_its_module(kind: ModuleType) -> None:
    name = kind.__name__.rpartition(".")[2]
    assert name.replace("_", "-") == kind.NAME
    assert inspect.isfunction(getattr(kind, name)), "the function that makes it is called like it"


def test_every_check_of_a_preflight_is_registered_once() -> None:
    made = [source for source in toolkit_sources() if source.name.startswith("toolkit/preflight/")]
    named = {source.path.stem for source in made if re.search("^NAME = ", source.path.read_text(), re.MULTILINE)}
    assert sorted(kind.__name__.rpartition(".")[2] for kind in preflight.KINDS) == sorted(named)
    assert sorted(preflight.KINDS, key=repr) == sorted({*preflight.CHECKS, *preflight.ROWS}, key=repr)


@pytest.mark.parametrize("kind", preflight.KINDS, ids=lambda kind: kind.NAME)
def test_every_check_bears_the_name_of_its_module(kind: ModuleType) -> None:
    name = kind.__name__.rpartition(".")[2]
    assert name.replace("_", "-") == kind.NAME
    asks = "check" if kind in preflight.CHECKS else name
    assert inspect.isfunction(getattr(kind, asks)), "what makes the finding, or looks for it"


@pytest.mark.parametrize("page", all_pages(), ids=lambda page: page.name)
def test_every_finding_has_a_page(page: Page) -> None:
    """The fact; what follows from it; what to do instead."""
    fact, consequence, remedy = page.text.split("\n\n")
    assert fact.endswith(".")
    assert consequence.endswith(".")
    assert remedy.startswith("Instead, ")


def test_the_tree_of_errors_is_drawn_as_it_is() -> None:
    drawing = str(inspect.getdoc(inspect.getmodule(TkError)))
    drawn = re.findall(r"[├└]── (\w+)", drawing)
    assert drawn == [kind.__name__ for kind in all_errors()]


@pytest.mark.parametrize("source", toolkit_sources(), ids=lambda source: source.name)
def test_every_module_has_its_test(source: Source) -> None:
    path = source.path.relative_to(TOOLKIT)
    if path.stem.startswith("__") or path.as_posix() in DECLARATIONS:
        return
    assert (ROOT / "tests" / path.parent / f"test_{path.name}").is_file()


DECLARATIONS = {
    "answers.py",
    "outcomes.py",
    "pages.py",
    "events.py",
    "catalog/values.py",
    "catalog/members.py",
    "errors/usage.py",
    "errors/refusals.py",
    "errors/failures.py",
    "planning/seen.py",
    "pool/found.py",
    "preflight/judged.py",
}
"""Modules that hold nothing but frozen values, or pages: there is no behaviour to test."""
