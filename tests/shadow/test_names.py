from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from toolkit.shadow.names import A_DAY, is_dead, maker_of, this_run, was_left


def test_a_name_says_its_maker_and_fits_every_server() -> None:
    run = this_run()
    assert maker_of(run.name()) == run
    assert run.name() != run.name()
    assert len(run.name()) <= 63


@pytest.mark.parametrize("name", ["tk_shadow_", "tk_shadow_mine", "tk_shadow_zz_1_1_1_1", "production", "xtk_shadow_"])
def test_other_names_have_no_maker(name: str) -> None:
    assert maker_of(name) is None
    assert maker_of(this_run().name() + "0") is None


def test_the_living_and_the_dead() -> None:
    run = this_run()
    assert not is_dead(run)
    assert not is_dead(replace(run, start="0"))
    assert is_dead(replace(run, start="1")), "the pid is used again"
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert is_dead(replace(run, pid=process.pid))


def test_one_that_ended_and_was_not_waited_for_is_dead() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert is_dead(replace(this_run(), pid=process.pid, start="1"))
    process.wait()


def test_another_host_s_is_left_after_a_day() -> None:
    run = this_run()
    theirs = replace(run, host="00000000", pid=1, start="1")
    assert not was_left(theirs, run)
    assert was_left(replace(theirs, made=run.made - A_DAY - 1), run)
