"""Imports run down; Typer stays in cli/, the servers' words in backends/, and the toolkit knows no project."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.house.sources import ROOT, Source, toolkit_sources

SERVER_WORDS = re.compile(
    r"\bPRAGMA\b|\bSHOW (FULL |GLOBAL |SESSION )?(VARIABLES|STATUS|PROCESSLIST|CREATE)\b|\binformation_schema\b"
    r"|\bperformance_schema\b|\bsqlite_(master|schema)\b|\bpg_[a-z]+\b|\binnodb\w*|\bGET_LOCK\b|\bis_mariadb\b",
    re.IGNORECASE,
)
BACKEND_NAMES = {
    "mysql",
    "mariadb",
    "postgresql",
    "sqlite",
    "pymysql",
    "mysqldb",
    "psycopg",
    "psycopg2",
    "asyncpg",
    "aiosqlite",
}


def floors() -> list[set[str]]:
    """The layers of the import contract, top first: one list says it for both."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [{module.strip() for module in layer.split("|")} for layer in layers]


def floor_of(module: str) -> int | None:
    for height, rooms in enumerate(floors()):
        if any(module == room or module.startswith(f"{room}.") for room in rooms):
            return height
    return None


@pytest.mark.parametrize("source", toolkit_sources(), ids=lambda source: source.name)
def test_every_room_stands_on_a_floor_and_imports_run_down(source: Source) -> None:
    height = floor_of(source.module)
    if source.module == "toolkit":
        assert [name for name in source.imports() if name.startswith("toolkit")] == []
        return
    assert height is not None, f"{source.name} stands on no floor: add it to the layers in pyproject.toml"
    for name in source.imports():
        below = floor_of(name)
        assert below is None or below > height or same_room(source.module, name), (
            f"{source.name} imports {name}, upwards"
        )


def same_room(module: str, name: str) -> bool:
    return module.split(".")[:2] == name.split(".")[:2]


@pytest.mark.parametrize("source", toolkit_sources(), ids=lambda source: source.name)
def test_typer_stays_in_cli(source: Source) -> None:
    uses = any(name.split(".")[0] in ("typer", "click") for name in source.imports())
    assert not uses or source.name.startswith("toolkit/cli/")


@pytest.mark.parametrize("source", toolkit_sources(), ids=lambda source: source.name)
def test_server_words_stay_in_backends(source: Source) -> None:
    if source.name.startswith("toolkit/backends/"):
        return
    found = [text for text in source.texts() if SERVER_WORDS.search(text) or text.lower() in BACKEND_NAMES]
    assert found == []


@pytest.mark.parametrize("source", toolkit_sources(), ids=lambda source: source.name)
def test_the_toolkit_knows_no_project(source: Source) -> None:
    assert [name for name in source.imports() if name.split(".")[0] in ("models", "migrations", "tests")] == []


def test_no_import_circles() -> None:
    graph = {
        source.module: {name for name in source.imports() if name.startswith("toolkit.")}
        for source in toolkit_sources()
    }

    def reach(module: str, seen: set[str]) -> set[str]:
        for name in graph.get(module, set()) & graph.keys() - seen:
            seen.add(name)
            reach(name, seen)
        return seen

    assert [module for module in graph if module in reach(module, set())] == []
