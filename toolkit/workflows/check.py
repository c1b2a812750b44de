"""Check: what autogenerate would write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from alembic.autogenerate import RevisionContext
from alembic.autogenerate.api import AutogenContext
from alembic.autogenerate.render import render_op_text
from alembic.operations.ops import MigrateOperation, ModifyTableOps, OpContainer
from alembic.runtime.migration import MigrationContext

from toolkit.answers import CheckResult, Difference
from toolkit.project import Project
from toolkit.settings import Settings
from toolkit.workflows.opening import open_project


def check(settings: Settings) -> CheckResult:
    """Compare the models with the databases as Alembic's autogenerate does. Raises a TkError."""
    with open_project(settings, "check") as project:
        return CheckResult(differences=tuple(_compare(project)))


def _compare(project: Project) -> list[Difference]:
    arguments: dict[str, Any] = dict.fromkeys(("message", "branch_label", "version_path", "rev_id", "depends_on"))
    arguments |= {"autogenerate": True, "sql": False, "head": "head", "splice": False}
    revision_context = RevisionContext(project.config, project.script, arguments)
    found: list[Difference] = []

    def steps(heads: Any, context: MigrationContext) -> list[Any]:
        revision_context.run_autogenerate(heads, context)
        # Each database of a multidb environment adds a container of its own.
        for script in revision_context.generated_revisions[-1:]:
            found.extend(_differences(script.upgrade_ops_list[-1], context))
        return []

    project.run_environment(steps, template_args=revision_context.template_args, revision_context=revision_context)
    return found


def _differences(container: OpContainer, context: MigrationContext) -> Iterator[Difference]:
    for operation in container.ops:
        if isinstance(operation, ModifyTableOps):
            yield from _differences(operation, context)
            continue
        yield Difference(
            operation=type(operation).__name__.removesuffix("Op"),
            table=getattr(operation, "table_name", None),
            code=" ".join(_code(operation, context).split()),
        )


def _code(operation: MigrateOperation, context: MigrationContext) -> str:
    return render_op_text(AutogenContext(context), operation)
