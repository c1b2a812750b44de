from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest

from toolkit import configuration
from toolkit.errors import ConfigurationMissing, ConfigurationUnreadable, ScriptsMissing, SettingInvalid
from toolkit.settings import Settings

INI = "[alembic]\nscript_location = migrations\nsqlalchemy.url = sqlite://\n"


def read(directory: Path, **values: object) -> object:
    settings = Settings(directory=directory, **values)  # type: ignore[arg-type]  # the test says what it sets
    return configuration.read(configuration.locate(settings, {}), settings, Namespace())


FILES = {
    "utf-16": (INI.encode("utf-16"), "not UTF-8", ConfigurationUnreadable),
    "byte order mark": (b"\xef\xbb\xbf" + INI.encode(), "byte order mark", ConfigurationUnreadable),
    "binary": (bytes(range(256)), "not UTF-8", ConfigurationUnreadable),
    "section twice": (f"{INI}[alembic]\n".encode(), "[alembic] stands there twice", ConfigurationUnreadable),
    "option twice": (f"{INI}script_location = x\n".encode(), "script_location stands twice", ConfigurationUnreadable),
    "no section": (INI.replace("[alembic]\n", "").encode(), "no [section]", ConfigurationUnreadable),
    "garbage": (f"{INI}\npassword S3cr3t\n".encode(), "ParsingError", ConfigurationUnreadable),
    "loop": (INI.replace("= migrations", "= %(a)s\na = %(b)s\nb = %(a)s").encode(), "itself", ConfigurationUnreadable),
    "nothing": (INI.replace("= migrations", "= %(nosuch)s").encode(), "%(nosuch)s", ConfigurationUnreadable),
    "percent": (INI.replace("= migrations", "= a%b").encode(), "percent", ConfigurationUnreadable),
    "other section": (b"[other]\n", "other", SettingInvalid),
    "empty": (b"", "none", SettingInvalid),
    "no scripts": (b"[alembic]\n", "script_location", ScriptsMissing),
}


@pytest.mark.parametrize("wrong", FILES)
def test_a_file_that_is_wrong(wrong: str, tmp_path: Path) -> None:
    content, said, kind = FILES[wrong]
    (tmp_path / "alembic.ini").write_bytes(content)
    with pytest.raises(kind) as raised:
        read(tmp_path)
    told = f"{raised.value.what} {raised.value.why}"
    assert said in told
    assert "S3cr3t" not in told
    assert "alembic.ini" in raised.value.where


def test_a_directory_in_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "alembic.ini").mkdir()
    with pytest.raises(ConfigurationMissing):
        read(tmp_path)


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Whoever runs the tests may be root, for whom every file can be read.
    (tmp_path / "alembic.ini").write_text(INI)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("configparser.ConfigParser.read", refuse)
    with pytest.raises(ConfigurationUnreadable, match="cannot be read"):
        read(tmp_path)


@pytest.mark.parametrize("text", ["tool = 3\n", "[tool]\nalembic = 3\n"])
def test_a_pyproject_without_our_table(text: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    with pytest.raises(ConfigurationMissing):
        configuration.locate(Settings(directory=tmp_path), {})
