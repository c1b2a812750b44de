"""What a text sends: its statements, and what is known of each without asking the server."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, partial

from toolkit.backends.sql.effects import effects_of
from toolkit.backends.sql.kinds import judge
from toolkit.backends.sql.naming import names_in
from toolkit.backends.sql.patterns import TOKENS
from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.resolving import resolved
from toolkit.backends.sql.splitting import spans
from toolkit.backends.sql.values import Kind, Name, Statement

_LONGEST_KEPT = 16_384
_WHITE = " \t\n\r\f\v"


def read(sql: str, backend: str) -> tuple[Statement, ...]:
    """The statements of a text, in order; none where it holds nothing but comments.

    Never raises: what is not understood is opaque. A data migration sends one text a million times, so that the answer
    for each text is kept; a long one is as a rule never sent again.
    """
    return _read(sql, backend) if len(sql) <= _LONGEST_KEPT else tuple(_statements(sql, backend))


@lru_cache(maxsize=2048)
def _read(sql: str, backend: str) -> tuple[Statement, ...]:
    return tuple(_statements(sql, backend))


def _statements(sql: str, backend: str) -> Iterator[Statement]:
    if backend not in TOKENS:
        yield Statement(sql=sql, kind=Kind.OPAQUE)
        return
    text = resolved(sql, backend)
    if ";" not in text:
        # One statement, or none, as a rule.
        reader = Reader(text, backend)
        if not reader.is_at_end:
            yield _statement(sql.strip(_WHITE), reader)
        return
    for start, end in spans(text, backend):
        yield _statement(sql[start:end].strip(_WHITE), Reader(text, backend, start, end))


def _statement(sql: str, reader: Reader) -> Statement:
    verdict = judge(reader)
    reader.place = 0
    effects, others = effects_of(reader, verdict.kind)
    has_names = verdict.commits or verdict.kind in (Kind.DEFINITION, Kind.OPAQUE)
    return Statement(
        sql=sql,
        kind=verdict.kind,
        commits=verdict.commits,
        alone=verdict.alone,
        effects=effects,
        others=others,
        find_names=partial(_names, reader.text, reader.backend, reader.start, reader.end) if has_names else frozenset,
    )


def _names(text: str, backend: str, start: int, end: int) -> frozenset[Name]:
    return names_in(Reader(text, backend, start, end))
