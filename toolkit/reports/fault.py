"""An error as one paragraph: what, where, why, how to mend it, and what is true now."""

from __future__ import annotations

import tempfile
import traceback
from collections.abc import Iterable
from pathlib import Path

from toolkit.errors import TkError
from toolkit.redaction import redact


def render(error: TkError, secrets: Iterable[str], *, log: Path | None = None) -> str:
    """The paragraph, with every password struck out."""
    known = tuple(secrets)
    lines = [f"error[{error.kebab_name()}] {error.what}"]
    lines += [
        f"  {label + ':':<7}{_one_line(text)}"
        for label, text in (("Where", error.where), ("Why", error.why), ("Now", error.state), ("Mend", error.mend))
        if text
    ]
    lines += [f"  Trace: {log}"] if log else []
    return redact("\n".join(lines), known)


def write_traceback(error: BaseException, secrets: Iterable[str]) -> Path:
    """Keep the whole traceback in a file that only this user can read, passwords struck out."""
    text = "".join(traceback.format_exception(error))
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", prefix="tk-", suffix=".log", delete=False) as log:
        log.write(redact(text, secrets))
    return Path(log.name)


def _one_line(text: str) -> str:
    return " ".join(text.split())
