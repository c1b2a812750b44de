"""The answer of pool as text for a person: what is declared, what the server grants, and when it becomes too little."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from toolkit.answers import CheckResult
from toolkit.forecast import DeclaredPool, PoolResult, PoolsOfDatabase, SessionGroup, Traffic
from toolkit.reports import findings, forecasts, quantities
from toolkit.reports.characters import lines_of, shown
from toolkit.reports.wrapping import aligned, wrapped

HEADER = ("Pool", "Kind", "Processes", "Each", "In all", "Timeout", "Recycle", "Pre-ping", "Declared in")
LABEL = 14
"""Columns of the names of facts, as status has them."""


def render(answer: PoolResult, *, verbose: bool = False) -> str:
    """The declared pools, then each database, then the findings and how many there are."""
    blocks = ["\n".join(aligned([HEADER, *map(row, answer.pools)])) if answer.pools else "No pool is declared."]
    blocks += ["\n".join(_database(database, verbose=verbose)) for database in answer.databases]
    if verbose and answer.history:
        blocks.append("\n".join(["Samples:", *aligned([*_samples(answer.history)], "  ")]))
    blocks += [findings.text_of(finding, verbose=verbose) for finding in answer.findings]
    return "\n\n".join([*blocks, summary(answer)])


def summary(answer: PoolResult) -> str:
    """``1 error, 2 notes``, or that nothing was found."""
    if not answer.findings:
        return "Nothing was found."
    return findings.summary(CheckResult(findings=answer.findings, databases=()))


def row(pool: DeclaredPool) -> tuple[str, ...]:
    """One declared pool as the cells of a table."""
    return (
        pool.name,
        pool.kind,
        f"{pool.processes:,}" + (f" x {pool.replicas:,}" if pool.replicas != 1 else ""),
        each(pool),
        "no limit" if pool.demand is None else f"{pool.demand:,}",
        _patience(pool) if pool.can_time_out else "-",
        "-" if pool.pool_recycle is None else quantities.seconds(pool.pool_recycle),
        "yes" if pool.pre_ping else "no",
        pool.source,
    )


def _patience(pool: DeclaredPool) -> str:
    return quantities.seconds(pool.pool_timeout) if math.isfinite(pool.pool_timeout) else "none"


def each(pool: DeclaredPool) -> str:
    """How many connections one process opens: ``10 + 20``, what other kinds have, or that nothing limits it."""
    if pool.can_time_out and (pool.threads is None or pool.capacity != pool.threads):
        return f"{pool.pool_size:,} + {pool.max_overflow:,}"
    return "no limit" if pool.capacity is None else f"{pool.capacity:,}"


def facts(database: PoolsOfDatabase) -> Iterator[tuple[str, str]]:
    """What is known of one database, each with its name; what is not known, or nothing of its kind, is left out."""
    # Where the server has no limit of connections, as a file has none, they are nobody's concern.
    # Where no pool is declared, none has a demand.
    if database.demand != 0 and (database.limits.max_connections is not None or database.demand):
        yield "Demand", forecasts.demand(database)
    headroom = forecasts.headroom(database)
    if headroom is not None:
        yield "Headroom", headroom
    if database.sessions:
        yield "Sessions", ", ".join(f"{count:,} {state}" for state, count in database.sessions.items())
    traffic = forecasts.traffic(database.traffic)
    if traffic is not None:
        yield "Traffic", traffic
    granted = "; ".join(f"{name} {value}" for name, value in forecasts.limits(database.limits))
    if granted:
        yield "Server", granted


def _database(database: PoolsOfDatabase, *, verbose: bool) -> Iterator[str]:
    yield shown(str(database.place))
    for name, value in facts(database):
        yield from wrapped(value, f"{name:<{LABEL}}")
    if verbose:
        for group in database.groups:
            yield from wrapped(_group(group), " " * LABEL)
        yield from (f"{' ' * LABEL}{shown(name)} = {shown(value)}" for name, value in database.limits.settings)
    for steady in database.steady:
        yield from wrapped(forecasts.steady(steady))
    for outage in database.outages:
        yield from wrapped(forecasts.outage(outage))
        yield from (f"  {line}".rstrip() for line in lines_of(outage.remedy) if outage.remedy)
    for sentence in forecasts.unseen(database):
        yield from wrapped(sentence, f"{'Not found out':<{LABEL}}")


def _group(group: SessionGroup) -> str:
    """``12 idle, app@10.0.0.7, shop, gunicorn; for 1 h at most``."""
    who = "@".join(part for part in (group.user, group.host) if part)
    told = [part for part in (who, group.database, group.program) if part]
    whose = ", ".join(told) or "not told whose"
    return f"{group.count:,} {group.state}: {whose}; for {quantities.seconds(group.oldest)} at most"


def _samples(history: Sequence[Traffic]) -> Iterator[tuple[str, ...]]:
    yield "Seconds", "Requests/s", "In a transaction", "Writes"
    for sample in history:
        yield (
            quantities.number(sample.seconds),
            "-" if sample.rate is None else quantities.number(sample.rate),
            "-" if sample.busy is None else quantities.number(sample.busy),
            "-" if sample.write_share is None else quantities.share(sample.write_share),
        )
