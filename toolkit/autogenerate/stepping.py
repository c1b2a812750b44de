"""What steps aside while a table is changed: views and triggers that the server would not let it pass."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from toolkit.autogenerate.tables import TableWriting
from toolkit.catalog.alterations import Alteration
from toolkit.catalog.values import Catalog, Trigger, View


def in_the_way(live: Catalog, tables: Sequence[TableWriting], changed: Sequence[Alteration]) -> list[Alteration]:
    """In an order in which they can be made again; those that change anyway are among them."""
    known = {(one.kind, one.schema, one.owner, one.name) for one in changed}
    names = {table.before.name for table in tables if table.disturbs_views}
    names |= {one.name for one in changed if one.kind == "view"}
    found: list[View] = []
    while more := [view for view in live.views if view not in found and _mentions(view.definition, names)]:
        # A view that selects from one that goes, goes before it.
        found += more
        names |= {view.name for view in more}
    views = [_same("view", view, None) for view in found if ("view", view.schema, None, view.name) not in known]
    both = [*(one for one in changed if one.kind == "view"), *views]
    gone = {(one.schema, one.name) for one in both if one.is_removed}
    aside = {(one.schema, one.name) for one in both}
    triggers = [
        replace(one, after=None) if one.table in gone else one
        for one in (_same("trigger", trigger, trigger.table) for trigger in live.triggers)
        if ("trigger", one.schema, one.owner, one.name) not in known
        and (one.table in aside or _falls(one.before, tables))
    ]
    return [*_in_order(both), *(one for one in changed if one.kind != "view"), *triggers]


def _same(kind: str, value: Any, owner: str | None) -> Alteration:
    return Alteration(kind=kind, schema=value.schema, owner=owner, name=value.name, before=value, after=value)


def _falls(trigger: Trigger, tables: Sequence[TableWriting]) -> bool:
    """The triggers of a table go with it, also where another takes its place; those that name it must not meanwhile."""
    return any(
        (table.before.schema, table.before.name) == (trigger.schema, trigger.table)
        or _mentions(trigger.definition, {table.before.name})
        for table in tables
        if table.is_rebuilt
    )


def _in_order(views: Sequence[Alteration]) -> list[Alteration]:
    """A view after those that it selects from."""
    ordered: list[Alteration] = []
    waiting = list(views)
    while waiting:
        free = [one for one in waiting if not _mentions(one.before.definition, {o.name for o in waiting} - {one.name})]
        for one in free or waiting[:1]:
            ordered.append(one)
            waiting.remove(one)
    return ordered


def _mentions(text: str, names: set[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) for name in names)
