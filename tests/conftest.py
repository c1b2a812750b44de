"""Databases for tests. Each test gets its own, empty, and leaves the server as it was."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.servers.cache import VARIABLE, cache_directory
from tests.servers.certificates import NO_CERTIFICATES
from tests.servers.database import Database
from tests.servers.empty_database import administration_of, empty_database
from tests.servers.errors import ServerAbsent
from tests.servers.servers import Servers, url_variable

# How long an example takes depends on what else the machine does; CI draws the same ones each time.
hypothesis_settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="CI" in os.environ
)
hypothesis_settings.load_profile("untimed")

os.environ.setdefault(*NO_CERTIFICATES)

MakeDatabase = Callable[[str], Database]


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """The servers shared by all tests of this process, each started when first asked for."""
    with Servers(os.environ) as servers:
        yield servers


@pytest.fixture(scope="session")
def caches(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Where the tests keep what they install, and a directory for what tk caches."""
    return cache_directory(), tmp_path_factory.mktemp("caches")


@pytest.fixture(autouse=True)
def cache_home(caches: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache for each test: none sees what another one kept, or what the user has."""
    installed, directory = caches
    home = directory / uuid.uuid4().hex
    monkeypatch.setenv(VARIABLE, str(installed))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home))
    return home


@pytest.fixture(scope="session")
def administrations() -> Iterator[dict[str, sa.Engine]]:
    """By the URL of a server, what databases are made and dropped with."""
    engines: dict[str, sa.Engine] = {}
    yield engines
    for engine in engines.values():
        engine.dispose()


@pytest.fixture
def make_database(servers: Servers, administrations: dict[str, sa.Engine], tmp_path: Path) -> Iterator[MakeDatabase]:
    """A function from backend to a new empty database, for tests that need several."""
    with ExitStack() as databases:
        count = 0

        def make(backend: str) -> Database:
            if backend == "sqlite":
                nonlocal count
                count += 1
                return Database(backend=backend, url=f"sqlite:///{tmp_path / f'database_{count}.sqlite'}")
            url = _server_url(servers, backend)
            if url not in administrations:
                administrations[url] = administration_of(url)
            return databases.enter_context(empty_database(backend, url, administrations[url]))

        yield make


@pytest.fixture(params=["sqlite", "mariadb", "mysql", "postgresql"])
def database(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Database:
    """An empty database on each backend in turn."""
    return make_database(request.param)


@pytest.fixture
def sqlite(make_database: MakeDatabase) -> Database:
    """An empty SQLite database; its file does not exist yet."""
    return make_database("sqlite")


@pytest.fixture
def mariadb(make_database: MakeDatabase) -> Database:
    """An empty MariaDB database."""
    return make_database("mariadb")


@pytest.fixture
def mysql(make_database: MakeDatabase) -> Database:
    """An empty MySQL database."""
    return make_database("mysql")


@pytest.fixture
def postgresql(make_database: MakeDatabase) -> Database:
    """An empty PostgreSQL database."""
    return make_database("postgresql")


def _server_url(servers: Servers, backend: str) -> str:
    """Absence is a visible skip on a laptop; in CI a test that could not run has not passed."""
    try:
        return servers.url(backend)
    except ServerAbsent as absence:
        reason = f"No {backend} server: {absence} Set {url_variable(backend)} to use one."
    # Outside of the handler, or pytest would print the chain of exceptions too.
    if os.environ.get("CI", "").lower() in ("true", "1"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
