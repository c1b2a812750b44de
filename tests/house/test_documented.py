"""What the words say is true: every command, option, setting, error and example."""

from __future__ import annotations

import re
import shlex

import pytest

from tests.house.reference import PATH, reference
from tests.house.sources import ROOT
from toolkit import settings
from toolkit.cli.app import application
from toolkit.cli.register import ALIASES, COMMANDS
from toolkit.cli.shelf import load

PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "toolkit/README.md", *(ROOT / "docs").glob("*.md")])


def test_the_reference_is_what_help_says() -> None:
    assert PATH.read_text(encoding="utf-8") == reference(), "run `nox -s docs`"


def test_every_setting_is_documented_with_its_variable() -> None:
    text = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    for name in settings.NAMES:
        assert f"| `{name}` | `TK_{name.upper()}` |" in text


def examples() -> list[str]:
    """Every ``tk ...`` that a page shows, in a block or in a line."""
    found: set[str] = set()
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        if page != PATH:
            found |= set(re.findall(r"^(?:\S+=\S+ )?(tk [a-z][^#\n]*)", text, re.MULTILINE))
            found |= set(re.findall(r"`(?:[A-Z_]+=\S+ )?(tk [a-z][^`]*)`", text))
    return sorted(found)


@pytest.mark.parametrize("example", examples())
def test_every_example_is_a_command_with_its_options(example: str) -> None:
    _, name, *words = shlex.split(example.replace("&&", "").strip())
    name = ALIASES.get(name.replace("_", "-"), name.replace("_", "-"))
    assert name in COMMANDS, example
    command = load(COMMANDS[name], name)
    options = {option for parameter in command.params for option in parameter.opts} | {"--help", "-h"}
    for word in words:
        if word.startswith("-") and not re.fullmatch(r"-\d+", word):
            assert word.partition("=")[0] in options, f"{example}: {word}"


def test_links_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_readme_names_the_two_commands() -> None:
    first_screen = "\n".join((ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:25])
    assert "pip install . && tk migrate" in first_screen
    assert "pip install nox && nox" in first_screen
    ci = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert "pip install nox" in ci
    assert ci.rstrip().splitlines()[-1].split()[-1] == "nox"


def test_the_application_is_whole() -> None:
    assert application().registered_callback is not None
