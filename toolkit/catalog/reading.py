"""A catalog from its text form; what cannot be one is told with its line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from toolkit.catalog.building import Misfit, built
from toolkit.catalog.json_lines import Path, line_of, repeated
from toolkit.catalog.values import Catalog
from toolkit.catalog.writing import FORM

_CONFLICT = re.compile(r"^(<{7}|\|{7}|={7}|>{7})(?= |\r?$)", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """What a text says: its heading, and the catalog."""

    heading: Mapping[str, Any]
    catalog: Catalog


class SnapshotUnreadable(ValueError):
    """A text is no catalog: broken, edited, or written by a newer version of tk."""

    def __init__(self, why: str, *, line: int | None = None, where: str = "") -> None:
        self.why = why
        self.line = line
        self.where = where
        place = ", ".join(part for part in (f"line {line}" if line else "", where) if part)
        super().__init__(f"{place}: {why}" if place else why)


def from_text(text: str) -> Snapshot:
    """The heading and the catalog of a text that ``to_text`` wrote."""
    if not text.strip():
        raise SnapshotUnreadable("it is empty")
    found = _parsed(text)
    try:
        _expect_form(found)
        return Snapshot(heading=found["heading"], catalog=_catalog(found["catalog"]))
    except Misfit as misfit:
        where = _where(found, misfit.path)
        raise SnapshotUnreadable(misfit.why, line=line_of(text, misfit.path), where=where) from None


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_once)
    except Misfit as misfit:
        path = repeated(text) or ()
        raise SnapshotUnreadable(misfit.why, line=line_of(text, path)) from None
    except json.JSONDecodeError as error:
        if conflict := _CONFLICT.search(text):
            line = text.count("\n", 0, conflict.start()) + 1
            raise SnapshotUnreadable("a merge conflict is not resolved", line=line) from None
        raise SnapshotUnreadable(f"it is not JSON: {error.msg}", line=error.lineno) from None
    except (RecursionError, ValueError) as error:
        # Lists in lists without end, numbers of thousands of digits.
        raise SnapshotUnreadable(f"it cannot be parsed: {error}") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A merge can leave a field twice in one object; the parser would take the last in silence."""
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise Misfit(f"the field {next(name for name in names if names.count(name) > 1)!r} stands there twice")
    return found


def _expect_form(found: Any) -> None:
    form = found.get("form") if type(found) is dict else None
    if type(form) is not int or form < 1:
        raise Misfit("it is no snapshot of a schema: it does not begin with its form", "form")
    if form > FORM:
        raise Misfit(f"it has form {form}, and this version of tk reads up to {FORM}: a newer one wrote it", "form")
    for part in ("heading", "catalog"):
        if type(found.get(part)) is not dict:
            raise Misfit(f"it has no {part}", part)
    for name in found.keys() - {"form", "heading", "catalog"}:
        raise Misfit(f"unknown field {name!r}: a newer tk wrote it, or it is misspelt", name)


def _catalog(found: Any) -> Catalog:
    try:
        catalog: Catalog = built(Catalog, found)
    except Misfit as misfit:
        raise misfit.within("catalog") from None
    return catalog


def _where(found: Any, path: Path) -> str:
    """The way to a value, in words: ``tables orders, columns note, nullable``."""
    words: list[str] = []
    for step in path:
        with suppress(KeyError, IndexError, TypeError):
            found = found[step]
        if isinstance(step, str):
            words.append(step)
        else:
            name = found.get("name") if isinstance(found, dict) else None
            words[-1] += f" {name if isinstance(name, str) and name.isprintable() else step + 1}"
    return ", ".join(words[1:] if path[:1] == ("catalog",) else words)
