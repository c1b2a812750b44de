"""Which files are looked at, and the names they are imported by."""

from __future__ import annotations

from pathlib import Path

from toolkit.discovery.files import source_files


def names(directory: Path, *files: str) -> list[str]:
    for name in files:
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return [source.module for source in source_files(directory)]


def test_a_package_bears_the_name_of_its_directory(tmp_path: Path) -> None:
    assert names(tmp_path, "shop/__init__.py", "shop/users.py", "run.py") == ["run", "shop", "shop.users"]


def test_a_directory_without_init_is_a_package_too(tmp_path: Path) -> None:
    assert names(tmp_path, "shop/users.py") == ["shop.users"]


def test_src_is_a_root_unless_it_is_a_package(tmp_path: Path) -> None:
    assert names(tmp_path, "src/shop/users.py") == ["shop.users"]
    assert names(tmp_path, "src/__init__.py") == ["src", "src.shop.users"]


def test_names_that_cannot_be_imported_are_left_out(tmp_path: Path) -> None:
    assert names(tmp_path, "two-words.py", "class.py", "1st/users.py", "__init__.py", "shop/__main__.py") == []
