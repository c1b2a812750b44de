"""What git knows of revision files. Where git cannot tell, or is not there, it knows nothing."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_SECONDS = 5
"""In the history of a large repository a file may take longer to find than anybody wants to wait for a name."""
_OF_ANOTHER = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR")
"""Set in a hook: they lead to the repository of the commit, wherever the files are (githooks(5))."""


def writer(path: Path) -> str:
    """Who committed a file first, and on which day, or that nobody did; empty where that is not known."""
    path = path.resolve()
    if _git(path.parent, "cat-file", "-e", f"HEAD:./{path.name}") is None:
        return "not committed yet" if _git(path.parent, "rev-parse", "--show-toplevel") is not None else ""
    told = _git(path.parent, "log", "-1", "--diff-filter=A", "--format=%an%x00%as%x00%D", "--", _literal(path))
    name, _, more = (told or "").strip().partition("\0")
    day, _, decoration = more.partition("\0")
    # A commit at the edge of a shallow clone seems to have added every file (git-clone(1), --depth).
    if not name or "grafted" in decoration:
        return ""
    return f"{''.join(sign if sign.isprintable() else '?' for sign in name)}, {day}"


def share_repository(one: Path, other: Path) -> bool:
    """Whether two files lie in the working tree of one repository."""
    tops = [_git(path.resolve().parent, "rev-parse", "--show-toplevel") for path in (one, other)]
    return tops[0] is not None and tops[0] == tops[1]


@dataclass(frozen=True)
class Branch:
    """A line of commits, as a person names it, with the commits whose files count as being on it."""

    name: str
    commits: tuple[str, ...]

    def has(self, path: Path, revision: str) -> bool:
        """Whether it has the file, or one with the same revision id under another name."""
        return any(_has(path, revision, commit) for commit in self.commits)


def _has(path: Path, revision: str, commit: str) -> bool:
    if _git(path.parent, "cat-file", "-e", f"{commit}:./{path.name}") is not None:
        return True
    declared = f"^revision.*['\"]{re.sub(r'[^0-9A-Za-z_]', '.', revision)}['\"]"
    return _git(path.parent, "grep", "-q", "-E", "-e", declared, commit, "--", "*.py") is not None


def default_branches(directory: Path) -> tuple[Branch, ...]:
    """Those that everybody works on: of the remotes, or the own one where there is no remote."""
    names = ("HEAD", "main", "master")
    remote = _refs(directory, [f"refs/remotes/*/{name}" for name in names])
    return _branches(directory, remote or _refs(directory, [f"refs/heads/{name}" for name in names[1:]]))


def upstream(directory: Path) -> tuple[Branch, ...]:
    """The branch that the current one is pushed to."""
    told = _git(directory, "rev-parse", "--symbolic-full-name", "@{upstream}")
    return _branches(directory, [told.strip()] if told and told.strip() else [])


def committed(directory: Path) -> tuple[Branch, ...]:
    """The commit that is checked out."""
    return (
        ()
        if _git(directory, "rev-parse", "--verify", "-q", "HEAD") is None
        else (Branch("the commits here", ("HEAD",)),)
    )


def is_elsewhere(path: Path, branches: Iterable[Branch]) -> bool:
    """Whether a branch of a remote beside these has the commit that brought the file."""
    commit = (_git(path.parent, "log", "-1", "--diff-filter=A", "--format=%H", "--", _literal(path)) or "").strip()
    told = (
        _git(path.parent, "for-each-ref", "--format=%(refname)", "--contains", commit, "refs/remotes") if commit else ""
    )
    known = {f"refs/remotes/{branch.name}" for branch in branches}
    return any(ref not in known for ref in (told or "").splitlines())


def _literal(path: Path) -> str:
    """Its name as a path, whatever signs of a pattern are in it (gitglossary(7), pathspec)."""
    return f":(literal){path.name}"


def _refs(directory: Path, patterns: Iterable[str]) -> list[str]:
    told = _git(directory, "for-each-ref", "--format=%(refname)%00%(symref)", *patterns) or ""
    pairs = [line.split("\0") for line in told.splitlines() if "\0" in line]
    return list(dict.fromkeys(pair[1] or pair[0] for pair in pairs))


def _branches(directory: Path, refs: Iterable[str]) -> tuple[Branch, ...]:
    found = []
    for ref in refs:
        tip = _git(directory, "rev-parse", "--verify", "-q", f"{ref}^{{commit}}")
        if tip is None:
            continue
        base = _git(directory, "merge-base", "HEAD", tip.strip())
        commits = dict.fromkeys([tip.strip(), *(base or "").split()])
        found.append(Branch(re.sub(r"^refs/(heads|remotes)/", "", ref), tuple(commits)))
    return tuple(found)


def _git(directory: Path, *arguments: str) -> str | None:
    """What git prints; None where it fails."""
    environ = {name: value for name, value in os.environ.items() if name not in _OF_ANOTHER}
    environ |= {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    command = ["git", "-c", "log.showSignature=false", "-c", "core.quotePath=false", *arguments]
    try:
        done = subprocess.run(  # noqa: S603 no shell; what comes from outside is a file's name after --
            command,
            cwd=directory,
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode(errors="replace") if done.returncode == 0 else None
