"""Generate: a revision from the difference between models and database, proved on a shadow before it is kept."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import replace
from typing import Any

from alembic import command
from alembic.autogenerate.api import RevisionContext
from alembic.runtime.migration import MigrationContext
from alembic.script import Script

from toolkit.answers import FilesWritten
from toolkit.autogenerate import plugin
from toolkit.autogenerate.comparing import Circumstances
from toolkit.autogenerate.generation import OPTION, Generation, Key
from toolkit.drift.storing import cache_of
from toolkit.events import Listener
from toolkit.project import Project
from toolkit.workflows.unseen import our_own_unseen

_PLUGINS = ("alembic.autogenerate.*",)


def generate(project: Project, options: Mapping[str, Any], tell: Listener) -> FilesWritten:
    """Write it. ``options`` are those of Alembic's ``revision`` command."""
    plugin.register()
    scripts, generation = _attempt(project, options, frozenset())
    return FilesWritten(
        files=tuple(script.path for script in scripts),
        revisions=tuple(script.revision for script in scripts),
        notes=() if scripts else ("The models and the database agree: no file was written.",),
    )


def _attempt(project: Project, options: Mapping[str, Any], exact: frozenset[Key]) -> tuple[list[Script], Generation]:
    """As Alembic's ``command.revision`` does it, with our plugin."""
    settings = project.settings
    generation = Generation(
        circumstances=Circumstances(
            cache=cache_of(os.environ),
            shadow_url=settings.shadow_url,
            ignore=settings.ignore,
            given=repr(settings.arguments),
        ),
        exact=exact,
    )
    usual = {name: one.default for name, one in inspect.signature(command.revision).parameters.items()}
    arguments = {**usual, **options, "autogenerate": True, "sql": False}
    revision_context = RevisionContext(project.config, project.script, arguments)

    def steps(heads: Any, context: MigrationContext) -> list[Any]:
        arguments = project.attempts.arguments_of(context.dialect)
        generation.circumstances = replace(generation.circumstances, arguments=arguments)
        revision_context.run_autogenerate(heads, context)
        return []

    def configured(context: MigrationContext) -> None:
        context.opts[OPTION] = generation
        context.opts["autogenerate_plugins"] = [*context.opts.get("autogenerate_plugins", _PLUGINS), plugin.NAME]

    with our_own_unseen(), redirect_stdout(sys.stderr):
        project.run_environment(
            steps,
            configured=configured,
            as_sql=False,
            template_args=revision_context.template_args,
            revision_context=revision_context,
        )
        scripts = [script for script in revision_context.generate_scripts() if script is not None]
    return scripts, generation
