from __future__ import annotations

from pathlib import Path

import pytest

from toolkit import settings
from toolkit.errors import ConfigurationUnreadable, SettingInvalid


def test_a_flag_beats_a_variable_beats_the_file(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.tk]\nurl = "a"\napp = "a"\nsection = "a"\n')
    loaded = settings.load({"url": "c"}, {"TK_URL": "b", "TK_APP": "b"}, tmp_path)
    assert (loaded.url, loaded.app, loaded.section) == ("c", "b", "a")
    assert loaded.sources == {"url": "command line", "app": "TK_APP", "section": "[tool.tk] in pyproject.toml"}


TEXTS = {
    "[tool.tk\n": ConfigurationUnreadable,
    "[tool.tk]\nurl = 'a'\nurl = 'b'\n": ConfigurationUnreadable,
    "[tool.tk]\nurl = mysql://u:S3cr3t@h/x\n": ConfigurationUnreadable,
    "tool = 3\n": SettingInvalid,
    "[tool]\ntk = 3\n": SettingInvalid,
    "[[tool.tk]]\nurl = 'x'\n": SettingInvalid,
    "[tool.tk]\nconect_timeout = 3\n": SettingInvalid,
    "[tool.tk]\nurl = 3\n": SettingInvalid,
    "[tool.tk]\nurl = ['mysql://u:S3cr3t@h/x']\n": SettingInvalid,
    "[tool.tk.url]\na = 1\n": SettingInvalid,
    "[tool.tk]\nquiet = 'maybe'\n": SettingInvalid,
    "[tool.tk]\nconnect_timeout = 'soon'\n": SettingInvalid,
    "[tool.tk]\nconnect_timeout = true\n": SettingInvalid,
    "[tool.tk]\nformat = 'xml'\n": SettingInvalid,
    "[tool.tk]\narguments = [1]\n": SettingInvalid,
    "[tool.tk]\npools = 3\n": SettingInvalid,
    "[tool.tk]\npools = ['mysql://u:S3cr3t@h/x']\n": SettingInvalid,
    "[tool.tk.pools]\nweb = 'mysql://u:S3cr3t@h/x'\n": SettingInvalid,
    "[tool.tk]\npreflight = 'sometimes'\n": SettingInvalid,
    "[tool.tk]\npreflight = false\n": SettingInvalid,
    "[tool.tk]\nallow = 3\n": SettingInvalid,
    "[tool.tk]\nreason = 3\n": SettingInvalid,
}


@pytest.mark.parametrize("text", TEXTS)
def test_a_file_that_is_wrong(text: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    with pytest.raises(TEXTS[text]) as raised:
        settings.load({}, {}, tmp_path)
    assert "pyproject.toml" in raised.value.where
    assert "S3cr3t" not in f"{raised.value.what}{raised.value.why}"


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"# caf\xe9\n")
    with pytest.raises(ConfigurationUnreadable):
        settings.load({}, {}, tmp_path)


VARIABLES = {
    "TK_CONNECT_TIMEOUT": "soon",
    "TK_CONECT_TIMEOUT": "3",
    "TK_QUIET": "perhaps",
    "TK_FORMAT": "xml",
    "TK_PREFLIGHT": "sometimes",
    "TK_POOLS": "web",
}


@pytest.mark.parametrize("name", VARIABLES)
def test_a_variable_that_is_wrong(name: str, tmp_path: Path) -> None:
    with pytest.raises(SettingInvalid) as raised:
        settings.load({}, {name: VARIABLES[name]}, tmp_path)
    assert "CONNECT_TIMEOUT" in f"{raised.value.where}{raised.value.mend}" or name in raised.value.where


@pytest.mark.parametrize("seconds", ["0", "-1", "inf", "nan"])
def test_seconds_that_are_none(seconds: str, tmp_path: Path) -> None:
    with pytest.raises(SettingInvalid):
        settings.load({}, {"TK_CONNECT_TIMEOUT": seconds}, tmp_path)


def test_the_variables_of_other_programs_pass(tmp_path: Path) -> None:
    settings.load({}, {"TK_LIBRARY": "/usr/share/tcltk", "TK_TEST_MYSQL_URL": "x"}, tmp_path)


def test_patterns_and_severities_are_added_to_those_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.tk]\nignore = ["a"]\n[tool.tk.severity]\nunmanaged-object = "note"\nstale-snapshot = "off"\n'
    )
    flags = {"ignore": ["b"], "severity": ["stale-snapshot=warning"]}
    loaded = settings.load(flags, {"TK_IGNORE": "c", "TK_SEVERITY": "pending-revisions=off"}, tmp_path)
    assert loaded.ignore == ("a", "c", "b")
    assert loaded.severity == {
        "unmanaged-object": "note",
        "stale-snapshot": "warning",
        "pending-revisions": "off",
    }


@pytest.mark.parametrize("severity", ["loud", "unmanaged-object", "unmanaged-object=loud", "=note,x=y"])
def test_a_severity_that_is_none(severity: str, tmp_path: Path) -> None:
    with pytest.raises(SettingInvalid, match="severity"):
        settings.load({"severity": [severity]}, {}, tmp_path)


def test_pools_of_the_environment_are_added_to_those_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        "[tool.tk.pools.web]\nprocesses = 2\npool_size = 3\n[tool.tk.pools.jobs]\nprocesses = 1\n"
    )
    loaded = settings.load({}, {"TK_POOLS": '{"web": {"processes": 8}, "cron": {}}'}, tmp_path)
    assert loaded.pools == {"web": {"processes": 8}, "jobs": {"processes": 1}, "cron": {}}
    assert list(loaded.pools) == ["web", "jobs", "cron"]
    assert settings.load({}, {}, tmp_path).pools["web"] == {"processes": 2, "pool_size": 3}


@pytest.mark.parametrize("value", ["[]", "3", '{"web": 3}', "{", '{"web": "mysql://u:S3cr3t@h/x"}'])
def test_pools_of_the_environment_that_are_none(value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingInvalid) as raised:
        settings.load({}, {"TK_POOLS": value}, tmp_path)
    assert raised.value.where == "TK_POOLS"
    assert "S3cr3t" not in f"{raised.value.what}{raised.value.why}"


def test_what_is_accepted_for_a_run(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.tk]\nallow = ["a"]\npreflight = "always"\n')
    loaded = settings.load({"allow": ["b"], "reason": "at night"}, {"TK_ALLOW": "c", "TK_PREFLIGHT": "off"}, tmp_path)
    assert (loaded.allow, loaded.reason, loaded.preflight) == (("a", "c", "b"), "at night", "off")
    plain = settings.load({}, {}, tmp_path / "nowhere")
    assert (plain.allow, plain.reason, plain.preflight, plain.pools) == ((), None, "auto", {})
