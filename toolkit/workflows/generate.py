"""Generate: a revision from the difference between models and database, proved on a shadow before it is kept."""

from __future__ import annotations

import inspect
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate.api import RevisionContext
from alembic.runtime.migration import MigrationContext
from alembic.script import Script
from sqlalchemy import Connection

from toolkit.answers import FilesWritten
from toolkit.autogenerate import entry, telling
from toolkit.autogenerate.choices import Choices
from toolkit.autogenerate.column_types.hook import with_column_types
from toolkit.autogenerate.comparing import Circumstances
from toolkit.autogenerate.formatting import format_file
from toolkit.autogenerate.generation import OPTION, Generation, Key
from toolkit.autogenerate.marking import ALLOWED, mark, record, remove, set_aside
from toolkit.autogenerate.proof import Proof, prove
from toolkit.autogenerate.recognising import RECORD as RENAMED
from toolkit.autogenerate.renames import Rename
from toolkit.autogenerate.rewriting import noticing
from toolkit.drift.storing import cache_of
from toolkit.errors import RenameUndecided, RevisionUnproved, ShadowUnavailable
from toolkit.execution.apart import looking_apart
from toolkit.project import ConfiguredHook, Project
from toolkit.redaction import redact
from toolkit.rehearsal.aside import output_aside
from toolkit.workflows.answering import Asks, answered
from toolkit.workflows.unseen import our_own_unseen

Look = Callable[[], None]
"""Looks at the revision files as they are."""
_MORE = 3
"""How often a revision is written again that does not hold."""
_PLUGINS = ("alembic.autogenerate.*",)
_AGREE = "the models and the database agree"


@dataclass(frozen=True, kw_only=True)
class _Attempt:
    """What was written, and what came of it."""

    project: Project
    generation: Generation
    scripts: Sequence[Script]
    proofs: Sequence[Proof] = ()
    unproved: ShadowUnavailable | None = None

    @property
    def stopped(self) -> Proof | None:
        """The first proof that did not come to its end."""
        return next((proof for proof in self.proofs if proof.stopped is not None), None)

    @property
    def holds(self) -> bool:
        """Whether nothing is left to say."""
        return all(proof.holds for proof in self.proofs)

    def doubted(self, known: frozenset[Key]) -> frozenset[Key]:
        """Tables to write in the server's own words, too: those that the proof, or its error, names; else all."""
        every = frozenset(key for written in self.generation.written for key in written.altered)
        named = frozenset(key for proof in self.proofs for key in proof.doubted)
        if self.stopped is None:
            # What the project wrote otherwise, and leaves over, is meant.
            known |= self.generation.rewritten
        why = " ".join(filter(None, (text for proof in self.proofs for text in (proof.stopped, proof.stopped_back))))
        if not why and named <= every:
            return named - known
        parts = [part for written in self.generation.written for part in written.decided.kept if part.table in every]
        named |= frozenset(part.table for part in parts if part.kind != "column" and _is_named(part.name, why))
        named |= frozenset(key for key in every if _is_named(key[1], why))
        return named - known or every - known


def _is_named(name: str, text: str) -> bool:
    return bool(name) and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def generate(
    project: Project, options: Mapping[str, Any], choices: Choices, asks: Asks | None, look: Look
) -> FilesWritten:
    """Write it. ``options`` are those of Alembic's ``revision`` command. Raises RevisionUnproved.

    ``look`` is called when env.py has loaded the models: revision files may use them, and change them.
    """
    entry.register()
    exact: frozenset[Key] = frozenset()
    written = _written(project, options, choices, exact, waits=asks is not None, look=look)
    while asks is not None and (more := answered(choices, written[1], asks)) != choices:
        choices = more
        written = _written(project, options, choices, exact, waits=True)
    if written[1].likely:
        _refuse_renames(written[1].likely)
    attempt = _attempted(project, written)
    for _ in range(_MORE):
        doubted = frozenset() if attempt.holds else attempt.doubted(exact)
        if not doubted:
            break
        exact |= doubted
        project = _taken_back(project, attempt.scripts)
        attempt = _attempted(project, _written(project, options, choices, exact))
    if attempt.stopped is not None:
        _refuse(attempt, attempt.stopped)
    sentences = [redact(sentence, project.attempts.secrets) for sentence in _proofs(attempt)]
    for script in attempt.scripts if sentences else ():
        mark(Path(script.path), sentences)
    others = [*_others(attempt), *telling.unmet(choices, attempt.generation.written)]
    undecided = tuple(one.loss.allow for one in attempt.generation.undecided if one.loss is not None)
    return FilesWritten(
        files=tuple(script.path for script in attempt.scripts),
        revisions=tuple(script.revision for script in attempt.scripts),
        notes=(*_agreement(attempt, is_decided=not undecided), *(sentences if attempt.scripts else ()), *others),
        undecided=undecided,
    )


def _others(attempt: _Attempt) -> Iterator[str]:
    """What is not in the file, by database."""
    for written in attempt.generation.written:
        proofs = [proof for proof in attempt.proofs if proof.written is written]
        yield from telling.left_out(written, [change for proof in proofs for change in proof.left])
        if not proofs:
            yield from telling.refused(written)


def _agreement(attempt: _Attempt, *, is_decided: bool) -> Iterator[str]:
    """Why there is no file, or nothing in it; Alembic writes one whatever it finds."""
    is_refused = any(written.compared.refused for written in attempt.generation.written)
    agree = f"But for what the server refuses, {_AGREE}" if is_refused else _AGREE.capitalize()
    if not attempt.scripts:
        yield f"{agree}: no file was written." if is_decided else "No file was written: there is nothing else."
    elif not attempt.proofs and not attempt.generation.unavailable and is_decided:
        yield f"{agree}: the revision is empty."


def _taken_back(project: Project, scripts: Sequence[Script]) -> Project:
    for script in scripts:
        remove(Path(script.path))
    return project.reread(script.path for script in scripts)


def _attempted(project: Project, found: tuple[Sequence[Script], Generation]) -> _Attempt:
    try:
        return _finished(project, *found)
    except BaseException:
        # Nobody knows whether it runs.
        for script in found[0]:
            remove(Path(script.path))
        raise


def _finished(project: Project, scripts: Sequence[Script], generation: Generation) -> _Attempt:
    attempt = _Attempt(project=project, generation=generation, scripts=scripts)
    records = {ALLOWED: generation.allowed, RENAMED: generation.renamed}
    for script in scripts:
        for name, values in records.items():
            if values:
                record(Path(script.path), name, values)
        format_file(Path(script.path), project.settings.directory)
    if generation.unavailable:
        return replace(attempt, unproved=generation.unavailable[0])
    try:
        return replace(attempt, proofs=tuple(_tried(attempt)))
    except ShadowUnavailable as trouble:
        return replace(attempt, unproved=trouble)


def _tried(attempt: _Attempt) -> Iterator[Proof]:
    project = attempt.project.reread(script.path for script in attempt.scripts)
    for script in attempt.scripts:
        for written in attempt.generation.written:
            if not written.decided.kept and not written.compared.renames:
                continue

            def work(live: Connection, written: Any = written, script: Script = script) -> Proof:
                return prove(project, written, script.revision, live)

            with output_aside(shown=project.settings.verbose), project.around_environment():
                yield looking_apart(written.compared.observed.engine, work)


def _proofs(attempt: _Attempt) -> Iterator[str]:
    if attempt.unproved is not None:
        yield from telling.not_proved(attempt.unproved)
    for proof in attempt.proofs:
        yield from telling.proved(proof)


def _refuse_renames(likely: Sequence[Rename]) -> None:
    lines = []
    for one in likely:
        old = str(one).partition("=")[0]
        kind = "drop-column" if one.table else "drop-table"
        lines.append(
            f"`--rename {one}` if it was renamed; `--rename {old}=` to keep {old} beside what is new; "
            f'`--allow {kind}={old} --reason "..."` to drop it.'
        )
    what = "It looks like a rename" if len(likely) == 1 else "These look like renames"
    raise RenameUndecided(
        f"{what}: {', '.join(map(str, likely))}.",
        why="Dropped and added anew it would lose its values, so no file was written.",
        mend=" ".join(lines),
    )


def _refuse(attempt: _Attempt, proof: Proof) -> None:
    aside = [set_aside(Path(script.path)) for script in attempt.scripts]
    secrets = attempt.project.attempts.secrets
    raise RevisionUnproved(
        "The revision does not run on a copy of the live schema, and was not kept.",
        where=", ".join(map(str, aside)),
        why=redact(proof.stopped or "", secrets),
        mend="Correct the model, or the file: rename it to `.py`, and try it with `tk plan`.",
    )


def _written(
    project: Project,
    options: Mapping[str, Any],
    choices: Choices,
    exact: frozenset[Key],
    *,
    waits: bool = False,
    look: Look | None = None,
) -> tuple[list[Script], Generation]:
    """As Alembic's ``command.revision`` does it, with our plugin; no file while somebody ``waits`` to be asked."""
    settings = project.settings
    generation = Generation(
        circumstances=Circumstances(
            cache=cache_of(os.environ),
            shadow_url=settings.shadow_url,
            ignore=settings.ignore,
            given=repr(settings.arguments),
        ),
        exact=exact,
        choices=choices,
        directory=settings.directory,
    )
    usual = {name: one.default for name, one in inspect.signature(command.revision).parameters.items()}
    arguments = {**usual, **options, "autogenerate": True, "sql": False}
    revision_context = RevisionContext(project.config, project.script, arguments)

    def steps(heads: Any, context: MigrationContext) -> list[Any]:
        if look is not None:
            look()
        arguments = project.attempts.arguments_of(context.dialect)
        generation.circumstances = replace(generation.circumstances, arguments=arguments)
        revision_context.run_autogenerate(heads, context)
        return []

    with our_own_unseen(), redirect_stdout(sys.stderr):
        project.run_environment(
            steps,
            configured=_hook(generation, settings.render_types),
            as_sql=False,
            template_args=revision_context.template_args,
            revision_context=revision_context,
        )
        is_open = generation.likely or (waits and generation.questions)
        if is_open or (generation.undecided and _is_empty(revision_context)):
            return [], generation
        scripts = [script for script in revision_context.generate_scripts() if script is not None]
    return scripts, generation


def _hook(generation: Generation, render_types: str | None) -> ConfiguredHook:
    def configured(context: MigrationContext) -> None:
        if theirs := context.opts.get("process_revision_directives"):
            context.opts["process_revision_directives"] = noticing(theirs, generation.rewritten.update)
        with_column_types(context.opts, render_types)
        context.opts[OPTION] = generation
        context.opts["autogenerate_plugins"] = [*context.opts.get("autogenerate_plugins", _PLUGINS), entry.NAME]
        run = context.run_migrations

        def run_migrations(**given: Any) -> None:
            generation.keywords = given
            run(**given)

        context.run_migrations = run_migrations  # type: ignore[method-assign]  # the only way to see what it is given

    return configured


def _is_empty(revision_context: RevisionContext) -> bool:
    return all(one.is_empty() for made in revision_context.generated_revisions for one in made.upgrade_ops_list)
