"""Options and arguments that several commands share, each declared once."""

from __future__ import annotations

import re
from typing import Annotated

import typer


def _target(value: str) -> str:
    # Relative targets begin with a dash, so options that are not known reach this argument too.
    if value.startswith("-") and not re.fullmatch(r"-\d+(:.*)?", value):
        raise typer.BadParameter(f"No such option: {value}")
    return value


def _targets(values: list[str]) -> list[str]:
    return [_target(value) for value in values]


Target = Annotated[
    str,
    typer.Argument(help="A revision: an id or part of one, head, heads, base, +1, -1, BRANCH@head.", callback=_target),
]
Targets = Annotated[list[str], typer.Argument(help="Revisions, or heads for all heads.", callback=_targets)]
Revision = Annotated[str, typer.Argument(help="A revision, or current.")]
Sql = Annotated[bool, typer.Option("--sql", help="Print the SQL instead of running it.")]
Tag = Annotated[str | None, typer.Option("--tag", help="A tag that env.py may read.", metavar="TAG")]
Message = Annotated[str | None, typer.Option("-m", "--message", help="What the revision does.", metavar="TEXT")]
Splice = Annotated[bool, typer.Option("--splice", help="Allow a revision that is no head as the parent.")]
BranchLabel = Annotated[
    str | None, typer.Option("--branch-label", help="Give the new revision a branch label.", metavar="LABEL")
]
ShadowUrl = Annotated[
    str | None,
    typer.Option("--shadow-url", help="Where to make shadow databases, if not on the same server.", metavar="URL"),
]
RevisionId = Annotated[
    str | None, typer.Option("--rev-id", help="The id of the new revision, instead of a generated one.", metavar="ID")
]
Wait = Annotated[
    str | None,
    typer.Option("--wait", help="Seconds to wait while another process migrates this database.", metavar="SECONDS"),
]
LockTimeout = Annotated[
    str | None,
    typer.Option(
        "--lock-timeout", help="Seconds that a statement waits for a lock before it tries again.", metavar="SECONDS"
    ),
]
KillBlockers = Annotated[
    str | None,
    typer.Option("--kill-blockers", help="End sessions that block: idle-in-transaction>60s.", metavar="CONDITION"),
]
NoTrash = Annotated[
    str | None,
    typer.Option("--no-trash", help="Drop for real, for this reason, what would go to the trash.", metavar="REASON"),
]
ResumeFrom = Annotated[
    str | None,
    typer.Option("--resume-from", help="Statement of the interrupted revision to go on with, from 1.", metavar="N"),
]
Abandon = Annotated[
    bool, typer.Option("--abandon", help="Undo what an interrupted revision did, in place of finishing it.")
]
PlanTarget = Annotated[
    str,
    typer.Argument(
        help="A revision, a range FROM:TO, or the path of one revision file.", callback=_target, metavar="REVISION"
    ),
]
Sample = Annotated[
    str | None, typer.Option("--sample", help="Seconds to look at the load of the server.", metavar="SECONDS")
]
Rate = Annotated[str | None, typer.Option("--rate", help="Requests per second, instead of looking.", metavar="NUMBER")]
Busy = Annotated[
    str | None, typer.Option("--busy", help="Connections in use at once, instead of looking.", metavar="NUMBER")
]
WriteShare = Annotated[
    str | None, typer.Option("--write-share", help="Which part of the requests writes, 0 to 1.", metavar="NUMBER")
]
Allow = Annotated[
    list[str] | None,
    typer.Option("--allow", help="Accept findings of this kind, or about this subject.", metavar="NAME"),
]
Reason = Annotated[
    str | None, typer.Option("--reason", help="Why they are accepted; the journal keeps it.", metavar="TEXT")
]
Preflight = Annotated[
    str | None,
    typer.Option("--preflight", help="Look before the run: auto, always or off.", metavar="WHEN"),
]
Severities = Annotated[
    list[str] | None,
    typer.Option("--severity", help="NAME=note, warning, error or off, for one kind of finding.", metavar="NAME=LEVEL"),
]
