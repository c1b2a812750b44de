"""`tk pool`."""

from __future__ import annotations

import signal

import pytest

from tests.cli.conftest import Tk
from toolkit.fault import Stopped
from toolkit.workflows import pool as workflow

LOAD = "--rate 1000 --busy 500"


@pytest.fixture
def declared(tk: Tk) -> Tk:
    text = "[tool.tk.pools.web]\nprocesses = 4\npool_size = 5\n"
    (tk.directory / "pyproject.toml").write_text(text, encoding="utf-8")
    return tk


def test_without_pools_it_says_so(tk: Tk) -> None:
    assert tk.says("pool --sample 0").startswith("No pool is declared.\n")


def test_errors_are_1(declared: Tk) -> None:
    assert "error[pool-saturation] pool web" in declared.says(f"pool {LOAD}", code=1)
    assert "warning[pool-saturation] pool web" in declared.says(f"pool {LOAD} --allow pool-saturation")
    assert "note[pool-saturation] pool web" in declared.says(f"pool {LOAD} --severity pool-saturation=note")
    assert declared.json("pool --rate 10 --busy 1")["databases"][0]["traffic"]["hold"] == 0.1


def test_formats(declared: Tk) -> None:
    assert declared.json(f"pool {LOAD}", code=1)["pools"][0]["demand"] == 60
    assert declared.says(f"pool {LOAD} --format html", code=1).lower().startswith("<!doctype html>")
    assert "`tk pool` cannot answer as sarif" in declared.complains(f"pool {LOAD} --format sarif")


def test_for_as_long_as_is_asked_for(declared: Tk) -> None:
    [database] = declared.json("pool --sample 0.3")["databases"]
    assert 0.3 <= database["traffic"]["seconds"] < 5


def test_a_watch_that_is_over_answers(declared: Tk) -> None:
    run = declared.run("pool --watch --sample 0.5")
    assert run.stdout.startswith("Pool")
    assert run.stderr.count("QueuePool") >= 1


@pytest.mark.parametrize(
    ("line", "error", "code"),
    [
        ("pool --watch", KeyboardInterrupt(), 0),
        ("pool --watch", Stopped(signal.SIGTERM), 143),
        ("pool", KeyboardInterrupt(), 130),
        ("pool", Stopped(signal.SIGTERM), 143),
    ],
)
def test_ctrl_c_is_how_a_watch_ends(
    declared: Tk, monkeypatch: pytest.MonkeyPatch, line: str, error: BaseException, code: int
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(workflow, "pool", interrupted)
    assert declared.says(line, code=code) == ""


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("pool --busy 5", "--rate 120"),
        ("pool --sample -1", "--sample -1 is no number that fits"),
        ("pool --allow pool-saturations", "Did you mean `pool-saturation`?"),
    ],
)
def test_what_is_not_understood_is_2(declared: Tk, line: str, told: str) -> None:
    assert told in declared.complains(line)


def test_a_pool_that_is_declared_wrong_is_2(declared: Tk) -> None:
    (declared.directory / "pyproject.toml").write_text("[tool.tk.pools.web]\npoolsize = 5\n", encoding="utf-8")
    assert declared.complains("pool").startswith("error[setting-invalid] A pool has no setting `poolsize`.")
