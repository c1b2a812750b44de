from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from tests.pool.project import write
from toolkit.errors import SettingInvalid
from toolkit.pool.importing import load, redacted, run_project_code


def test_what_a_path_leads_to(tmp_path: Path) -> None:
    name = write(tmp_path, "class A:\n    class B:\n        value = 3\n")
    before = list(sys.path)
    assert load(f"{name}:A.B.value", tmp_path, "here") == 3
    assert sys.path == before


WRONG = {
    "raise SystemExit(7)": "SystemExit(7)",
    "import argparse; argparse.ArgumentParser().parse_args(['--x'])": "SystemExit(2)",
    "import nonesuch_package": "ModuleNotFoundError: No module named 'nonesuch_package'",
    "def f(:": "SyntaxError",
    "raise ValueError('mysql://u:S3cr3t@h/x is wrong')": "ValueError: mysql://u:***@h/x is wrong",
    "raise ValueError": "ValueError: without a word",
    "raise ValueError('it says this\\nand (Background on this error at: https://x)')": "ValueError: it says this and",
    "x = 1": "AttributeError",
}


@pytest.mark.parametrize("text", WRONG)
def test_whatever_goes_wrong_is_one_error(text: str, tmp_path: Path) -> None:
    name = write(tmp_path, text)
    with pytest.raises(SettingInvalid) as raised:
        load(f"{name}:y", tmp_path, "[tool.tk.pools.web] engine")
    assert raised.value.where.startswith("[tool.tk.pools.web] engine")
    assert WRONG[text] in raised.value.why
    assert "S3cr3t" not in raised.value.why
    if text.startswith("raise"):
        assert f"{name}.py:1" in raised.value.where


@pytest.mark.parametrize("target", ["shop", "shop:", ":engine", "a b:c", "shop/db.py:engine", "mysql://u:S3cr3t@h/x"])
def test_a_target_that_is_none(target: str, tmp_path: Path) -> None:
    with pytest.raises(SettingInvalid, match="names nothing") as raised:
        load(target, tmp_path, "here")
    assert "S3cr3t" not in raised.value.what


def test_a_module_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingInvalid) as raised:
        load("nonesuch_module:engine", tmp_path, "here")
    assert "nonesuch_module" in raised.value.why


def test_what_it_prints_is_no_answer(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    name = write(tmp_path, "print('loud')\nimport os\nos.write(1, b'louder')\nvalue = 1\n")
    load(f"{name}:value", tmp_path, "here")
    assert capfd.readouterr().out == ""


def test_a_person_may_interrupt_it(tmp_path: Path) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_project_code(interrupted, "x", tmp_path, "here")


def test_what_waits_for_ever_is_told_with_its_line(tmp_path: Path) -> None:
    name = write(tmp_path, "import threading\nthreading.Event().wait(5)\n")
    with pytest.raises(SettingInvalid, match="could not be loaded") as raised:
        run_project_code(lambda: importlib.import_module(name), "It could not be loaded.", tmp_path, "here", 0.5)
    assert raised.value.where == f"here, {name}.py:2"
    assert "0.5 s" in raised.value.why


def test_what_only_the_main_thread_may_do(tmp_path: Path) -> None:
    name = write(tmp_path, "import signal\nsignal.signal(signal.SIGUSR2, signal.SIG_DFL)\nvalue = 1\n")
    assert load(f"{name}:value", tmp_path, "here") == 1


def test_passwords_of_the_environment_are_struck_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_DATABASE", "mysql://u:Pa55phrase@h/x")
    assert redacted("no server takes Pa55phrase") == "no server takes ***"
