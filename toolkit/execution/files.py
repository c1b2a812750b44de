"""The files of revisions, as digests: a revision that was edited half way cannot be gone on with."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from alembic.script import ScriptDirectory


def digest_of_file(script: ScriptDirectory, revision: str) -> str | None:
    """None where it cannot be read: files may be in an archive, or gone once they are imported."""
    try:
        return sha256(Path(script.get_revision(revision).path).read_bytes()).hexdigest()
    except OSError:
        return None


def digests_of_files(script: ScriptDirectory, revisions: Iterable[str]) -> dict[str, str]:
    """By revision; without those that cannot be read."""
    digests = {revision: digest_of_file(script, revision) for revision in revisions}
    return {revision: digest for revision, digest in digests.items() if digest is not None}
