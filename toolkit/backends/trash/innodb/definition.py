"""A column's definition as it is while the column is in the trash."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from toolkit.backends.trash.innodb.texts import columns_in, pieces
from toolkit.backends.trash.innodb.zero import is_zero_date, zero


@dataclass(frozen=True, kw_only=True)
class Hidden:
    """The definition in the trash."""

    text: str
    made_up: str | None = None
    """The default that it was given, for rows that do not name it."""


def is_generated(definition: str) -> bool:
    """Whether its values are computed from others."""
    return "GENERATED" in _words(definition)


def generation_of(definition: str) -> str | None:
    """What they are computed from, in parentheses."""
    found = pieces(definition)
    return found[_words(definition).index("AS") + 1] if is_generated(definition) else None


def is_counted(definition: str) -> bool:
    """Whether it is AUTO_INCREMENT."""
    return "AUTO_INCREMENT" in _words(definition)


def is_visible(definition: str) -> bool:
    """Whether ``SELECT *`` shows it."""
    return not any("INVISIBLE" in word and "'" not in word for word in _words(definition))


def default_of(definition: str) -> str | None:
    """What stands after DEFAULT."""
    found, words = pieces(definition), _words(definition)
    return found[words.index("DEFAULT") + 1] if "DEFAULT" in words else None


def check_of(definition: str) -> str | None:
    """MariaDB: the CHECK that belongs to the column, in parentheses."""
    found, words = pieces(definition), _words(definition)
    return found[words.index("CHECK") + 1] if "CHECK" in words else None


def without_counter(definition: str) -> str:
    """Without AUTO_INCREMENT."""
    return " ".join(piece for piece in pieces(definition) if piece.upper() != "AUTO_INCREMENT")


def hidden(definition: str, *, columns: Collection[str], is_mariadb: bool, was_unique: bool) -> Hidden:
    """Such that inserts need not name it.

    Without its CHECK, which the values of such inserts may break. ``columns`` are those of the table. It stays visible:
    whoever copies a table by ``SELECT *`` would lose the values of an invisible one.
    """
    found = _without_pairs(pieces(without_counter(definition)), ("CHECK", "COMMENT"))
    default = default_of(definition)
    needs_value = _is_not_null(definition)
    hinders = default is not None and _hinders(default, columns)
    made_up = None
    if needs_value and (default is None or hinders):
        made_up = zero(definition, is_mariadb=is_mariadb)
    if default is not None and (hinders or (was_unique and not needs_value)):
        found = _without_pairs(found, ("DEFAULT",))
    given = [] if made_up is None else ["DEFAULT", made_up]
    return Hidden(text=" ".join([*found, *given]), made_up=made_up)


def _hinders(default: str, columns: Collection[str]) -> bool:
    """Computed from another column, it would keep that from being dropped; a zero date may keep any ALTER out."""
    return is_zero_date(default) or bool(columns_in(default) & {column.lower() for column in columns})


def _is_not_null(definition: str) -> bool:
    words = _words(definition)
    return ("NOT", "NULL") in pairwise(words)


def _words(definition: str) -> Sequence[str]:
    return [piece.upper() for piece in pieces(definition)]


def _without_pairs(found: Sequence[str], names: Collection[str]) -> Sequence[str]:
    """Without these words and the one after each."""
    kept: list[str] = []
    skipped = False
    for piece in found:
        if skipped or piece.upper() in names:
            skipped = not skipped
        else:
            kept.append(piece)
    return kept
