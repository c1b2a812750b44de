"""Revision files that Alembic stumbles over without a name: their declarations read without running them."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from alembic.script import revision as graph

from toolkit.diagnosis.scene import Scene, chain, first_line, frames_of, shown
from toolkit.errors import NoWayBack, RevisionFilesBroken, TkError
from toolkit.parsing import parsed

_RESERVED = ("base", "head", "heads")
_NAMES = ("revision", "down_revision", "branch_labels", "depends_on")


@dataclass(frozen=True)
class Declarations:
    """What a revision file declares; only literals are known."""

    path: Path
    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


def diagnose(error: BaseException, scene: Scene) -> TkError | None:
    """What is wrong with a declaration, where Alembic's own reading of the files raised; or None."""
    if found := _unusable(error, scene):
        return found
    if not _is_raised_by_reading(error):
        return None
    files = list(declared(scene))
    for name, path, line, what in (*_wrong_types(files), *_unknown(files), *_labels(files)):
        return RevisionFilesBroken(
            f"{shown(path, scene)} {what}",
            where=f"{shown(path, scene)}:{line}",
            mend=f"Correct `{name}` in this file, or restore the file that it means.",
        )
    return None


def _is_raised_by_reading(error: BaseException) -> bool:
    # With sound files these say that the revision asked for is not among them.
    if any(isinstance(cause, graph.MultipleHeads | graph.ResolutionError) for cause in chain(error)):
        return False
    return any("/alembic/script/" in frame.f_code.co_filename.replace("\\", "/") for frame in frames_of(error))


def declared(scene: Scene) -> Iterator[Declarations]:
    """The declarations of every revision file that can be parsed."""
    for home in scene.versions:
        for path in sorted(home.rglob("*.py")):
            try:
                tree = parsed(path.read_bytes())
            except (OSError, SyntaxError, ValueError):
                continue
            found = Declarations(path)
            for statement in tree.body:
                _note(statement, found)
            if found.values:
                yield found


def named(revision: str, scene: Scene) -> tuple[str, ...]:
    """The files that declare this revision id, as places."""
    return tuple(
        f"{shown(found.path, scene)}:{found.lines['revision']}"
        for found in declared(scene)
        if found.values.get("revision") == revision
    )


def _note(statement: ast.stmt, found: Declarations) -> None:
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    if isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    value = getattr(statement, "value", None)
    for target in targets:
        if not isinstance(target, ast.Name) or target.id not in _NAMES or value is None:
            continue
        try:
            found.values[target.id] = ast.literal_eval(value)
            found.lines[target.id] = statement.lineno
        except (ValueError, TypeError, MemoryError, RecursionError):
            pass


def _wrong_types(files: list[Declarations]) -> Iterator[tuple[str, Path, int, str]]:
    for file in files:
        for name, value in file.values.items():
            if name == "revision" and (not isinstance(value, str) or not value):
                wanted = "a string that is not empty"
            elif name == "revision" and (value in _RESERVED or set(value) & set("@+:")):
                wanted = f"an id without @, + or :, and none of {', '.join(_RESERVED)}"
            elif name != "revision" and not all(isinstance(item, str) for item in _listed(value)):
                wanted = "None, a string, or a tuple of strings"
            else:
                continue
            yield name, file.path, file.lines[name], f"declares `{name} = {value!r}`; it must be {wanted}."


def _unknown(files: list[Declarations]) -> Iterator[tuple[str, Path, int, str]]:
    if any("revision" not in file.values for file in files):
        return  # computed by its file: what the others name may be that one
    known = {str(file.values.get("revision")) for file in files}
    labels = {str(label) for file in files for label in _listed(file.values.get("branch_labels"))}
    for file in files:
        for name in ("down_revision", "depends_on"):
            for item in map(str, _listed(file.values.get(name))):
                # Alembic takes the beginning of an id for the id.
                if item.partition("@")[0] not in labels and not any(other.startswith(item) for other in known):
                    yield name, file.path, file.lines[name], f"names {item} as `{name}`, and no file has that revision."


def _labels(files: list[Declarations]) -> Iterator[tuple[str, Path, int, str]]:
    owners: dict[str, list[Declarations]] = defaultdict(list)
    for file in files:
        owners[str(file.values.get("revision"))].append(file)
    for file in files:
        for label in map(str, _listed(file.values.get("branch_labels"))):
            if owners[label]:
                what = f"gives the branch label {label}, which {owners[label][0].path.name} has already."
                yield "branch_labels", file.path, file.lines["branch_labels"], what
            owners[label].append(file)


def _listed(value: object) -> tuple[object, ...]:
    if value is None:
        return ()
    return tuple(value) if isinstance(value, tuple | list | set | frozenset) else (value,)


def _unusable(error: BaseException, scene: Scene) -> TkError | None:
    """Files that import, and lack what Alembic needs of them."""
    text = first_line(error)
    if match := re.search(r"module '?(\S+?)'? has no attribute '(upgrade|downgrade|down_revision|revision)'", text):
        path = _file_of_module(match[1], scene)
        if match[2] == "downgrade":
            return _no_way_back(path, scene)
        return RevisionFilesBroken(
            f"The revision file {path} has no {match[2]}{'()' if match[2].endswith('grade') else ''}.",
            where=path,
            mend="Complete it as `tk revision` writes one, or move it to another directory.",
        )
    if match := re.search(r"Could not determine revision id from filename (\S+)\.", text):
        return RevisionFilesBroken(
            f"The revision file {match[1]} has no id.",
            where=", ".join(shown(home, scene) for home in scene.versions),
            mend='Add `revision = "..."` to it, or move it to another directory.',
        )
    return None


def _no_way_back(path: str, scene: Scene) -> NoWayBack:
    of_file = (one.values.get("revision") for one in declared(scene) if shown(one.path, scene) == path)
    revision = next(filter(None, of_file), "REVISION")
    return NoWayBack(
        f"Revision {revision} cannot be undone: its file has no downgrade(). Nothing was undone.",
        where=path,
        why="It was left out on purpose, or the project's template writes none.",
        mend=f"Go back no further than to it, `tk downgrade {revision}`; or write its downgrade(), and see with "
        f"`tk plan --downgrade` that it leads back.",
    )


def _file_of_module(module: str, scene: Scene) -> str:
    # Alembic makes the module's name of the file's (alembic.util.pyfiles.load_python_file).
    paths = (path for home in scene.versions for path in home.rglob("*.py"))
    return next((shown(path, scene) for path in paths if re.sub(r"\W", "_", path.name) == module), module)
