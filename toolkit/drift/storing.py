"""Catalogs that were made once and are read again: committed beside the migrations, or cached on this machine."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import toolkit
from toolkit.catalog.fingerprint import fingerprint, fingerprint_of_text
from toolkit.catalog.reading import Snapshot, SnapshotUnreadable, from_text
from toolkit.catalog.values import Catalog
from toolkit.catalog.writing import to_text
from toolkit.drift.history import RevisionFiles
from toolkit.project import Project
from toolkit.rehearsal.observing import Observed

KEPT = 60
"""How many catalogs the cache holds; the oldest go."""


def snapshot_path(project: Project, observed: Observed) -> Path:
    """Where the committed snapshot of a database lies: by backend, and by its name where env.py has several."""
    name = observed.keywords.get("engine_name")
    label = f"{observed.place.backend}-{name}" if isinstance(name, str) else observed.place.backend
    return Path(project.script.dir) / "snapshots" / f"{label}.json"


def heading(files: RevisionFiles, models: str | None) -> dict[str, Any]:
    """What a snapshot says of itself. ``models``: the fingerprint of models that agree with it."""
    return {"heads": list(files.heads), "revisions": files.digest, "models": models}


def write_snapshot(path: Path, catalog: Catalog, said: Mapping[str, Any]) -> None:
    """Whole or not at all: a reader never sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, to_text(catalog, {**said, "content": fingerprint(catalog)}))


def read_snapshot(path: Path) -> Snapshot | None:
    """None where there is none. Raises SnapshotUnreadable, also for one that somebody else has edited."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise SnapshotUnreadable(f"{path.name} is not readable as UTF-8: {error}") from error
    found = from_text(text)
    content = found.heading.get("content")
    if content != fingerprint_of_text(text) and content != fingerprint(found.catalog):
        raise SnapshotUnreadable("its content is not what tk wrote: it was edited, or merged with another")
    return found


class Cache:
    """Catalogs under the digest of all that they follow from. What cannot be written or read is made again."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def read(self, key: str | None) -> Catalog | None:
        """The catalog that was kept under this key."""
        if key is None:
            return None
        path = self._directory / f"{key}.json"
        try:
            found = from_text(path.read_text(encoding="utf-8")).catalog
            os.utime(path)
        except (OSError, SnapshotUnreadable, UnicodeDecodeError):
            return None
        return found

    def write(self, key: str | None, catalog: Catalog) -> None:
        """Keep a catalog under this key."""
        if key is None:
            return
        with suppress(OSError):
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(self._directory / f"{key}.json", to_text(catalog, {}))
            self._forget()

    def note(self, key: str | None, said: Mapping[str, Any]) -> None:
        """Keep what is no catalog, but belongs to one."""
        if key is not None:
            with suppress(OSError):
                _write(self._directory / f"{key}.json", json.dumps(said))

    def noted(self, key: str | None) -> Mapping[str, Any] | None:
        """What was kept so."""
        try:
            found: Any = json.loads((self._directory / f"{key}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    def _forget(self) -> None:
        paths = sorted(self._directory.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in paths[KEPT:]:
            path.unlink(missing_ok=True)


def cache_of(environ: Mapping[str, str]) -> Cache:
    """The cache of this user (https://specifications.freedesktop.org/basedir-spec/latest/)."""
    home = environ.get("XDG_CACHE_HOME")
    base = Path(home) if home else Path(environ.get("HOME") or tempfile.gettempdir()) / ".cache"
    return Cache(base / "tk")


def key_of(observed: Observed, *parts: str | None) -> str | None:
    """The digest of everything that a catalog made on a shadow follows from; None where a part is not known."""
    if observed.original is None or None in parts:
        return None
    of_server = (observed.place.backend, observed.place.server_version, repr(observed.original.likeness))
    of_environment = (toolkit.__version__, repr(observed.schemas), repr(sorted(observed.keywords.items())))
    told = "\0".join((*of_server, *of_environment, *(part or "" for part in parts)))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _write(path: Path, text: str) -> None:
    with tempfile.NamedTemporaryFile("w", dir=path.parent, suffix=".tmp", delete=False, encoding="utf-8") as file:
        try:
            file.write(text)
            file.flush()
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
