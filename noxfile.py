"""Every check of this project: `nox` runs the default ones, `nox --list` tells them all."""

from __future__ import annotations

import os
import tempfile

import nox

nox.needs_version = ">=2024.10.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.sessions = ["lint", "types", "contracts", "tests"]
nox.options.error_on_missing_interpreters = True

# With the oldest dependencies: without what no dependency can change and what the stories go through anyway, and with
# fewer runs killed. All of it once more would take as long again; `nox -s "tests(oldest)" -- tests` does that.
OLDEST_LEAVES_OUT = (
    *("backends", "catalog", "ci", "diagnosis", "discovery", "dropin", "execution", "house", "migrations"),
    *("models", "planning", "pool", "preflight", "rehearsal", "reports", "revising", "scaffold", "shadow"),
    *("test_connecting.py", "test_servers", "test_silence.py", "workflows"),
    # But for what reads the attributes of SQLAlchemy's tables.
    "drift/findings",
    *(
        f"drift/test_{name}.py"
        for name in (
            *("checking", "committed", "creating", "expecting", "history", "judging", "locating", "made", "modelled"),
            *("naming", "selecting", "sending", "storing", "words"),
        )
    ),
    *(
        f"scenarios/test_{name}.py"
        for name in (
            *("check_choices", "check_environments", "check_histories", "check_names", "check_rights", "check_shadows"),
            *("check_snapshot", "check_unseen", "generated", "locked", "plan", "preflight", "runners", "watchdog"),
        )
    ),
)
OLDEST_STRIDE = "180"

PROJECT = nox.project.load_toml("pyproject.toml")


def install_groups(session: nox.Session, *groups: str) -> None:
    """What pyproject.toml lists under those names; nothing is listed here."""
    session.install(*nox.project.dependency_groups(PROJECT, *groups))


def install_project(session: nox.Session, *groups: str) -> None:
    """Editable, because a test run from the checkout imports the checkout, whatever else is installed.

    In one step with the groups, so that a group's older versions bind the project's dependencies too.
    """
    session.install("--editable", ".[postgresql]", *nox.project.dependency_groups(PROJECT, *groups))


@nox.session
def lint(session: nox.Session) -> None:
    """Ruff finds nothing to say, about the code or its format."""
    install_groups(session, "lint")
    session.run("ruff", "check", *session.posargs)
    session.run("ruff", "format", "--check", *session.posargs)


@nox.session
def types(session: nox.Session) -> None:
    """Mypy, strict."""
    install_project(session, "types")
    session.run("mypy", *session.posargs)


@nox.session
def contracts(session: nox.Session) -> None:
    """No import runs up a floor."""
    install_project(session, "contracts")
    session.run("lint-imports", *session.posargs)


@nox.session
@nox.parametrize("groups", [nox.param(["test"], id="newest"), nox.param(["test", "oldest"], id="oldest")])
def tests(session: nox.Session, groups: list[str]) -> None:
    """All tests against SQLite, MariaDB, MySQL and PostgreSQL, with the newest and the oldest dependencies."""
    install_project(session, *groups)
    run = ["python", "-m", "tests.servers", "run", "--", "python", "-m", "pytest", "--dist=worksteal"]
    # Some tests wait more than they work. But all workers together must not want more connections than a server grants.
    run.append(f"--numprocesses={min(8, (os.cpu_count() or 1) + 1)}")
    if "oldest" in groups and not session.posargs:
        session.env["TK_TEST_STRIDE"] = OLDEST_STRIDE
        run += [f"--ignore=tests/{left_out}" for left_out in OLDEST_LEAVES_OUT]
        # The drivers of MySQL are those of MariaDB, and the server is tried with the newest ones.
        run += ["-k", "not mysql"]
    session.run(*run, *session.posargs)


@nox.session(default=False)
def servers(session: nox.Session) -> None:
    """Keep the test servers running until Ctrl-C, for a day's work with plain pytest."""
    install_groups(session, "servers")
    session.run("python", "-m", "tests.servers", *session.posargs)


@nox.session(default=False)
def docs(session: nox.Session) -> None:
    """Write docs/reference.md anew from the commands."""
    install_project(session, "test")
    session.run("python", "-m", "tests.house.reference")


@nox.session(default=False)
def benchmarks(session: nox.Session) -> None:
    """What the toolkit costs, as ratios to plain Alembic and to the bare work."""
    install_project(session, "test")
    # A disk is part of what is measured; without this the servers' data would lie in memory.
    session.env["TMPDIR"] = tempfile.gettempdir()
    session.run("python", "-m", "tests.servers", "run", "--", "python", "-m", "benchmarks", *session.posargs)
