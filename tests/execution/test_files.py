from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from alembic.script import ScriptDirectory

from toolkit.execution.files import digest_of_file, digests_of_files


def script_at(directory: Path) -> ScriptDirectory:
    (directory / "versions").mkdir()
    for revision, parent in (("aa11", None), ("ab22", "aa11")):
        text = f"revision = {revision!r}\ndown_revision = {parent!r}\n"
        (directory / f"versions/{revision}.py").write_text(text, encoding="utf-8")
    script = ScriptDirectory(str(directory))
    script.get_heads()
    return script


def test_each_file_has_its_own(tmp_path: Path) -> None:
    script = script_at(tmp_path)
    content = (tmp_path / "versions/aa11.py").read_bytes()
    assert digest_of_file(script, "aa11") == sha256(content).hexdigest()
    found = digests_of_files(script, ["aa11", "ab22"])
    assert set(found) == {"aa11", "ab22"}
    assert found["aa11"] != found["ab22"]


def test_a_file_that_is_gone_since_it_was_imported_has_none(tmp_path: Path) -> None:
    script = script_at(tmp_path)
    (tmp_path / "versions/ab22.py").unlink()
    assert digest_of_file(script, "ab22") is None
    assert set(digests_of_files(script, ["aa11", "ab22"])) == {"aa11"}
