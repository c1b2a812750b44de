"""A revision file written anew, whole or not at all."""

from __future__ import annotations

import importlib.util
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from toolkit.errors import OutputUnwritable


def replace_file(path: Path, content: bytes) -> None:
    """Give the file this content; whoever may read and write it stays. Raises OutputUnwritable."""
    made: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".tmp", delete=False) as file:
            made = Path(file.name)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, made)
        made.replace(path)
    except OSError as error:
        raise OutputUnwritable(
            "The revision file could not be written, and is as it was.",
            where=str(path),
            why=str(error),
            mend="Give this user permission to write in that directory, or make room there.",
        ) from error
    finally:
        if made is not None:
            made.unlink(missing_ok=True)
    # Python takes byte code for fresh by the second and the size of its source, which may both be as before.
    with suppress(OSError, NotImplementedError):
        Path(importlib.util.cache_from_source(str(path))).unlink()
