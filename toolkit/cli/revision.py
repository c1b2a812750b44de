"""tk revision."""

from __future__ import annotations

from typing import Annotated

import typer

from toolkit.cli.common import Invocation, command
from toolkit.cli.options import BranchLabel, Message, RevisionId, Splice, Sql

Autogenerate = Annotated[
    bool, typer.Option("--autogenerate", help="Fill the file by comparing the models with the database.")
]
Head = Annotated[
    str | None, typer.Option("--head", help="The parent: a head (the default), or BRANCH@head.", metavar="REVISION")
]
VersionPath = Annotated[str | None, typer.Option("--version-path", help="The directory for the file.", metavar="DIR")]
DependsOn = Annotated[
    list[str] | None,
    typer.Option("--depends-on", help="A revision that must run before; may be repeated.", metavar="REVISION"),
]
AllowLoss = Annotated[
    list[str] | None,
    typer.Option(
        "--allow", help="Write a loss: drop-column=orders.note; without a name all of its kind.", metavar="KIND=NAME"
    ),
]
ReasonOfLoss = Annotated[
    str | None, typer.Option("--reason", help="Why a loss is allowed; the file keeps it.", metavar="TEXT")
]
Rename = Annotated[
    list[str] | None,
    typer.Option(
        "--rename", help="What has another name: orders.note=orders.remark, orders=purchases.", metavar="OLD=NEW"
    ),
]


@command
def revision(
    invocation: Invocation,
    message: Message = None,
    autogenerate: Autogenerate = False,
    sql: Sql = False,
    head: Head = None,
    splice: Splice = False,
    branch_label: BranchLabel = None,
    version_path: VersionPath = None,
    rev_id: RevisionId = None,
    depends_on: DependsOn = None,
    allow: AllowLoss = None,
    reason: ReasonOfLoss = None,
    rename: Rename = None,
) -> int:
    """Write a new revision file, empty or by comparing models and database."""
    from toolkit.autogenerate.choices import choices_of
    from toolkit.workflows.revise import revise

    settings = invocation.settings()
    written = revise(
        settings,
        message=message,
        autogenerate=autogenerate,
        sql=sql,
        head=head,
        splice=splice,
        branch_label=branch_label,
        version_path=version_path,
        rev_id=rev_id,
        depends_on=depends_on or None,
        choices=choices_of(allow or (), reason, rename or ()),
        asks=_at_terminal(),
    )
    invocation.answer(written, settings)
    return 1 if written.undecided else 0


class _Terminal:
    """Asks on stderr: stdout is for the answer."""

    def agrees(self, question: str) -> bool:
        return typer.confirm(question, err=True)

    def tells(self, question: str) -> str:
        return str(typer.prompt(question, default="", show_default=False, err=True))


def _at_terminal() -> _Terminal | None:
    import sys

    return _Terminal() if sys.stdin.isatty() and sys.stderr.isatty() else None
