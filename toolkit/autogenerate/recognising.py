"""Which of what is gone has only another name: said by the models, by a person, or likely."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from toolkit.autogenerate.choices import Choices
from toolkit.autogenerate.deciding import Origins
from toolkit.autogenerate.likeness import ENOUGH, best_pairs, of_columns, of_tables
from toolkit.autogenerate.losses import DROP_COLUMN, DROP_TABLE, Loss, subject
from toolkit.autogenerate.renames import Rename
from toolkit.catalog.alterations import Alteration, table_of
from toolkit.catalog.members import Column
from toolkit.catalog.values import Catalog, Table
from toolkit.errors import SettingInvalid

INFO = "renamed_from"
"""What a table or column of the models calls its old name, in its ``info``."""
RECORD = "tk_renamed"
"""What the list is called, in a revision's file, of the renames that it does."""
_OPEN = 0.3
"""How far from the line between likely and unlikely the rows are asked: nothing that they say outweighs more."""
Speak = Callable[[Column, Column, Table, Table], float]
_RECORDED = re.compile(rf"^{RECORD}\b[^=\n]*=\s*(?P<list>\[[^\]]*\])", re.MULTILINE)


def said(
    live: Catalog, models: Catalog, choices: Choices, annotated: Sequence[Rename], is_done: Callable[[Rename], bool]
) -> list[Rename]:
    """Those that the models or a person say. Raises SettingInvalid for one that leads from, or to, nothing."""
    found = [_asked(old, new, live, models) for old, new in choices.renames if new]
    found += [one for one in annotated if one not in found and _may_be(one, live, models, annotated)]
    exchanged = [one for one in found if _has(live, one, one.new, annotated)]
    return [one for one in found if one not in exchanged or not is_done(one)]


def annotated_in(tables: Iterable[Any], default_schema: str | None) -> Iterator[Rename]:
    """What ``info`` says in the models, of SQLAlchemy's tables."""
    for table in tables:
        schema = None if table.schema == default_schema else table.schema
        if (old := _old_name(table)) is not None:
            yield Rename(schema=schema, table=None, old=old, new=table.name)
        for column in table.columns:
            if (old := _old_name(column)) is not None:
                yield Rename(schema=schema, table=table.name, old=old, new=column.name)


def _old_name(item: Any) -> str | None:
    # To ask an item without ``info`` for it makes one, which with many columns takes longer than all the rest.
    told = vars(item).get("info", {}).get(INFO)
    return None if told is None else str(told).rpartition(".")[2]


def is_recorded(one: Rename, script: Any) -> bool:
    """Whether a revision has done it: names that were exchanged look the same before and after."""
    wanted = tuple(str(one).split("="))
    for revision in script.walk_revisions() if script is not None else ():
        text = Path(revision.path).read_text(encoding="utf-8", errors="replace")
        for found in _RECORDED.finditer(text):
            try:
                if wanted in ast.literal_eval(found["list"]):
                    return True
            except (ValueError, SyntaxError):
                continue
    return False


def likely(
    alterations: Sequence[Alteration],
    live: Catalog,
    models: Catalog,
    choices: Choices,
    origins: Origins,
    speak: Speak | None = None,
) -> list[Rename]:
    """Those that nobody said, and that more speaks for than against; ``speak`` asks the rows about two columns."""
    gone = [one for one in alterations if one.is_removed and not _is_decided(one, choices)]
    made = [one for one in alterations if one.is_made]
    olds = [one for one in gone if one.kind == "table" and one.name in {*origins.created} - {*origins.declared}]
    news = [one for one in made if one.kind == "table"]
    pairs = best_pairs(olds, news, lambda old, new: _table_score(old, new, live))
    found = [Rename(schema=pair.old.schema, table=None, old=pair.old.name, new=pair.new.name) for pair in pairs]
    for key in dict.fromkeys(one.table for one in gone if one.kind == "column"):
        before, after = table_of(live, *key), table_of(models, *key)
        if before is None or after is None:
            continue
        olds, news = ([one for one in side if one.kind == "column" and one.table == key] for side in (gone, made))
        score = partial(_column_score, before=before, after=after, speak=speak)
        pairs = best_pairs(olds, news, score)
        found += [Rename(schema=key[0], table=key[1], old=pair.old.name, new=pair.new.name) for pair in pairs]
    return found


def _table_score(old: Alteration, new: Alteration, live: Catalog) -> float:
    return of_tables(old.before, new.after, live) if old.schema == new.schema else 0.0


def _column_score(old: Alteration, new: Alteration, *, before: Table, after: Table, speak: Speak | None) -> float:
    score = of_columns(old.before, new.after, before, after)
    is_open = speak is not None and ENOUGH - _OPEN <= score <= ENOUGH + _OPEN
    return score + (speak(old.before, new.after, before, after) if speak and is_open else 0.0)


def _is_decided(one: Alteration, choices: Choices) -> bool:
    kind = DROP_TABLE if one.kind == "table" else DROP_COLUMN
    loss = Loss(kind=kind, subject=subject(one), what="")
    is_denied = any(old == loss.subject and not new for old, new in choices.renames)
    return is_denied or choices.reason_for(loss, by_name=True) is not None


def _asked(old: str, new: str, live: Catalog, models: Catalog) -> Rename:
    names = dict(_named(live))
    found, target = names.get(old), dict(_named(models)).get(new)
    if found is None or target is None or (found[1] is None) != (target[1] is None):
        missing = f"{old} is not in the database" if found is None else f"{new} is not in the models"
        raise SettingInvalid(
            f"`--rename {old}={new}`: {missing}.",
            where="--rename",
            mend="Write TABLE.COLUMN=TABLE.COLUMN or TABLE=TABLE, the name in the database first.",
        )
    return Rename(schema=target[0], table=target[1], old=found[2], new=target[2])


def _named(catalog: Catalog) -> Iterator[tuple[str, tuple[str | None, str | None, str]]]:
    """Tables and columns by their names as a person writes them."""
    for table in catalog.tables:
        path = f"{table.schema}.{table.name}" if table.schema else table.name
        yield path, (table.schema, None, table.name)
        for column in table.columns:
            yield f"{path}.{column.name}", (table.schema, table.name, column.name)


def _may_be(one: Rename, live: Catalog, models: Catalog, all_: Sequence[Rename]) -> bool:
    """What was renamed already says so still; names that are exchanged are there on both sides."""
    if not _has(live, one, one.old, all_) or not _has(models, one, one.new, ()):
        return False
    is_exchange = any(other.place == one.place and other.old == one.new for other in all_)
    return is_exchange or not _has(live, one, one.new, all_)


def _has(catalog: Catalog, one: Rename, name: str, all_: Sequence[Rename]) -> bool:
    if one.table is None:
        return table_of(catalog, one.schema, name) is not None
    earlier = [other.old for other in all_ if other.table is None and (other.schema, other.new) == one.place]
    tables = (table_of(catalog, one.schema, table) for table in (*earlier, one.table))
    table = next((table for table in tables if table is not None), None)
    return table is not None and any(column.name == name for column in table.columns)
