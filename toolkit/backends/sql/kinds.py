"""What a statement does, by its first words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from toolkit.backends.sql import verdict
from toolkit.backends.sql.alone import cluster_is_alone, has_option, reindex_is_alone, subject_is_alone
from toolkit.backends.sql.creating import Subject, is_temporary_name, subject
from toolkit.backends.sql.querying import query, with_query
from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.settling import pragma, setting, skip_settings_of_statement
from toolkit.backends.sql.values import Kind
from toolkit.backends.sql.verdict import Verdict

_FIXED: Mapping[str, Verdict] = {
    **dict.fromkeys(("SHOW", "VALUES", "TABLE", "FETCH", "CHECKSUM", "HELP"), verdict.READ),
    **dict.fromkeys(("INSERT", "REPLACE", "UPDATE", "DELETE", "MERGE"), verdict.CHANGE),
    **dict.fromkeys(("GRANT", "REVOKE", "RENAME", "COMMENT", "SECURITY", "REFRESH", "REASSIGN"), verdict.DEFINITION),
    **dict.fromkeys(
        ("IMPORT", "INSTALL", "UNINSTALL", "OPTIMIZE", "REPAIR", "CHECK", "CHECKPOINT"), verdict.DEFINITION
    ),
    **dict.fromkeys(("USE", "LISTEN", "UNLISTEN", "DEALLOCATE", "DECLARE", "MOVE", "CLOSE"), verdict.SESSION),
    **dict.fromkeys(("END", "ABORT", "SAVEPOINT", "RELEASE", "XA"), verdict.TRANSACTION),
}
_LOCKS = frozenset({"GET_LOCK", "RELEASE_LOCK", "RELEASE_ALL_LOCKS"})
_EXPLAINED_INNODB = frozenset({"ANALYZE", "EXTENDED", "PARTITIONS", "VERBOSE"})


def judge(reader: Reader) -> Verdict:
    """The verdict on a statement; goes on reading from where the reader stands."""
    skip_settings_of_statement(reader)
    while reader.accept("("):
        pass
    word = reader.word
    special = _SPECIAL.get(word)
    found = special(reader) if special is not None else _FIXED.get(word, verdict.OPAQUE)
    # https://dev.mysql.com/doc/refman/9.0/en/implicit-commit.html, https://mariadb.com/kb/en/sql-statements-that-cause-an-implicit-commit/
    if reader.is_innodb and found.kind is Kind.DEFINITION:
        return Verdict(kind=Kind.DEFINITION, commits=True)
    return found


def _subject(reader: Reader) -> Verdict:
    about = subject(reader)
    if about.is_temporary:
        # A temporary sequence of MariaDB 10.11 commits, a temporary table does not.
        return Verdict(kind=Kind.SESSION, commits=reader.is_innodb and about.what not in ("TABLE", "TABLES"))
    if is_temporary_name(reader):
        return verdict.SESSION
    return Verdict(kind=Kind.DEFINITION, alone=_is_alone(about, reader))


def _is_alone(about: Subject, reader: Reader) -> bool:
    return reader.backend == "postgresql" and subject_is_alone(about, reader)


def _begin(reader: Reader) -> Verdict:
    reader.next()
    if reader.word == "NOT":
        return verdict.OPAQUE
    return Verdict(kind=Kind.TRANSACTION, commits=reader.is_innodb)


def _start(reader: Reader) -> Verdict:
    reader.next()
    kind = Kind.TRANSACTION if reader.word == "TRANSACTION" else Kind.OPAQUE
    return Verdict(kind=kind, commits=reader.is_innodb)


def _end(reader: Reader) -> Verdict:
    reader.next()
    return Verdict(kind=Kind.TRANSACTION, alone=reader.word == "PREPARED")


def _prepare(reader: Reader) -> Verdict:
    reader.next()
    return verdict.TRANSACTION if reader.word == "TRANSACTION" else verdict.SESSION


def _explain(reader: Reader) -> Verdict:
    reader.next()
    runs = False
    while not reader.is_at_end:
        if reader.word == "(":
            runs |= has_option(reader.next_group(), ("ANALYZE", "ANALYSE"))
            break
        if reader.accept("FORMAT", "="):
            reader.next()
        elif found := reader.accept_any(_EXPLAINED_INNODB):
            runs |= found == "ANALYZE"
        else:
            break
    return _explained(reader) if runs else verdict.READ


def _explained(reader: Reader) -> Verdict:
    """Of a statement that is run to be explained."""
    return Verdict(kind=judge(reader).kind)


def _analyze(reader: Reader) -> Verdict:
    if reader.backend != "mariadb":
        return verdict.DEFINITION
    reader.next()
    if reader.accept("FORMAT", "="):
        reader.next()
    if reader.word in ("TABLE", "TABLES", "LOCAL", "NO_WRITE_TO_BINLOG"):
        return verdict.DEFINITION
    return _explained(reader)


def _lock(reader: Reader) -> Verdict:
    following = reader.look(1).word
    return Verdict(kind=Kind.SESSION, commits=reader.is_innodb and following in ("TABLE", "TABLES"))


def _flush(reader: Reader) -> Verdict:
    holds = any(token.word in ("WITH", "EXPORT") for token in reader.rest())
    return Verdict(kind=Kind.SESSION if holds else Kind.DEFINITION, commits=True)


def _reset(reader: Reader) -> Verdict:
    if reader.is_innodb:
        return Verdict(kind=Kind.OPAQUE, commits=reader.look(1).word != "PERSIST")
    return verdict.SESSION


def _discard(reader: Reader) -> Verdict:
    return Verdict(kind=Kind.SESSION, alone=reader.look(1).word == "ALL")


def _replicate(reader: Reader) -> Verdict:
    return Verdict(kind=Kind.OPAQUE, commits=reader.is_innodb)


def _load(reader: Reader) -> Verdict:
    reader.next()
    if reader.word in ("DATA", "XML"):
        return verdict.CHANGE
    if reader.word == "INDEX":
        return Verdict(kind=Kind.OPAQUE, commits=reader.backend == "mysql")
    return verdict.SESSION if reader.backend == "postgresql" else verdict.OPAQUE


def _cache(reader: Reader) -> Verdict:
    return Verdict(kind=Kind.OPAQUE, commits=reader.backend == "mysql")


def _copy(reader: Reader) -> Verdict:
    reader.next()
    if reader.word == "(":
        reader.next()
        return judge(reader)
    return verdict.READ if reader.seek({"FROM", "TO"}) == "TO" else verdict.CHANGE


def _do(reader: Reader) -> Verdict:
    holds = reader.is_innodb and any(token.word in _LOCKS for token in reader.rest())
    return verdict.SESSION if holds else verdict.OPAQUE


def _truncate(reader: Reader) -> Verdict:
    return Verdict(kind=Kind.CHANGE, commits=reader.is_innodb)


def _vacuum(reader: Reader) -> Verdict:
    return Verdict(kind=Kind.DEFINITION, alone=True)


def _reindex(reader: Reader) -> Verdict:
    return Verdict(kind=Kind.DEFINITION, alone=reader.backend == "postgresql" and reindex_is_alone(reader))


def _cluster(reader: Reader) -> Verdict:
    return Verdict(kind=Kind.DEFINITION, alone=cluster_is_alone(reader))


def _attach(reader: Reader) -> Verdict:
    return Verdict(kind=Kind.SESSION, alone=True)


def _backup(reader: Reader) -> Verdict:
    return Verdict(kind=Kind.OPAQUE, commits=reader.backend == "mariadb")


_SPECIAL: Mapping[str, Callable[[Reader], Verdict]] = {
    "SELECT": query, "WITH": with_query, "EXPLAIN": _explain, "DESCRIBE": _explain, "DESC": _explain,
    "CREATE": _subject, "ALTER": _subject, "DROP": _subject, "SET": setting, "PRAGMA": pragma, "ANALYZE": _analyze,
    "BEGIN": _begin, "START": _start, "STOP": _replicate, "CHANGE": _replicate, "COMMIT": _end, "ROLLBACK": _end,
    "PREPARE": _prepare, "LOCK": _lock, "UNLOCK": _lock, "FLUSH": _flush, "RESET": _reset, "DISCARD": _discard,
    "LOAD": _load, "CACHE": _cache, "COPY": _copy, "DO": _do, "TRUNCATE": _truncate, "VACUUM": _vacuum,
    "REINDEX": _reindex, "CLUSTER": _cluster, "ATTACH": _attach, "DETACH": _attach, "BACKUP": _backup,
}  # fmt: skip
