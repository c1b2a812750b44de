"""An error as one paragraph: what, where, why, how to mend it, and what is true now."""

from __future__ import annotations

import tempfile
import traceback
from collections.abc import Iterable
from pathlib import Path

from toolkit.errors import TkError
from toolkit.redaction import redact
from toolkit.reports.characters import shown


def render(error: TkError, secrets: Iterable[str], *, log: Path | None = None) -> str:
    """The paragraph, with every password struck out."""
    known = (*secrets, *error.secrets)
    lines = [f"error[{error.kebab_name()}] {_one_line(error.what, known)}"]
    lines += [
        f"  {label + ':':<7}{_one_line(text, known)}"
        for label, text in (("Where", error.where), ("Why", error.why), ("Now", error.state), ("Mend", error.mend))
        if text
    ]
    lines += [f"  Trace: {log}"] if log else []
    return "\n".join(lines)


def render_traceback(error: BaseException, secrets: Iterable[str]) -> str:
    """The whole traceback, passwords struck out."""
    return redact("".join(traceback.format_exception(error)), secrets)


def write_traceback(error: BaseException, secrets: Iterable[str]) -> Path | None:
    """Keep the whole traceback in a file that only this user can read; None where no file can be written."""
    text = render_traceback(error, secrets)
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", errors="backslashreplace", prefix="tk-", suffix=".log", delete=False
        ) as log:
            log.write(text)
    except OSError:
        return None
    return Path(log.name)


def _one_line(text: str, secrets: tuple[str, ...]) -> str:
    """On one line, and without characters that would move a terminal's cursor or hide what follows."""
    return shown(" ".join(redact(text, secrets).split()))
