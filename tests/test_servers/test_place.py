from __future__ import annotations

from pathlib import Path

from tests.servers.place import parent_of_data


def test_data_lies_in_memory_where_there_is_enough(tmp_path: Path) -> None:
    assert parent_of_data({}, tmp_path, 1) == tmp_path
    assert parent_of_data({}, tmp_path, 1 << 60) is None
    assert parent_of_data({}, tmp_path / "absent", 1) is None


def test_who_names_a_directory_gets_it(tmp_path: Path) -> None:
    assert parent_of_data({"TMPDIR": "/elsewhere"}, tmp_path, 1) is None
