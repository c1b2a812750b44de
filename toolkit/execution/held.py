"""A definition is held to what was planned: the server refuses it rather than do more for it, and that is explained."""

from __future__ import annotations

from toolkit.backends.running import refuses_manner
from toolkit.errors import StatementFailed
from toolkit.redaction import redact

_SHOWN = 300


def refuse_more(backend: str, sql: str, clause: str, error: BaseException) -> None:
    """Raise StatementFailed where the error says that the clause was too little for the statement."""
    if not refuses_manner(backend, error):
        return
    told = (getattr(error, "orig", None) or error).args[-1]
    refused = StatementFailed(
        f"The server would do more for a statement than was planned: {' '.join(redact(sql).split())[:_SHOWN]}",
        why=f"The plan was made with {clause}, so that the server refuses rather than do more: {told}",
        mend="Look with `tk plan` at what it takes now, then run the same command again, which plans anew. Or let the "
        "server do what it takes, however long others wait: `--preflight off`.",
    )
    refused.tells_how_to_go_on = True
    raise refused from error
