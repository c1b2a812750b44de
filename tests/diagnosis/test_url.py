from __future__ import annotations

import pytest

from tests.diagnosis.raising import Ground, told

URLS = {
    "": "is empty",
    "   ": "is empty",
    "not a url S3cr3t": "no ://",
    "mysql+pymysql:/u:S3cr3t@h/x": "no ://",
    "host=h password=S3cr3t": "no ://",
    "${DATABASE_URL}": "placeholder ${DATABASE_URL}",
    "$DATABASE_URL": "placeholder $DATABASE_URL",
    "{DATABASE_URL}": "placeholder {DATABASE_URL}",
    "mysql+pymysql://u:S3cr3t@h:${PORT}/x": "placeholder ${PORT}",
    "postgres://u:S3cr3t@h/x": "postgresql://",
    "MySQL+PyMySQL://u:S3cr3t@h/x": "lower case",
    '"mysql+pymysql://u:S3cr3t@h/x"': "in quotes",
    "nosuch://u:S3cr3t@h/x": "begins with nosuch://",
    "mysql+nosuch://u:S3cr3t@h/x": "begins with mysql+nosuch://",
    "postgresql+psycopg://u:S3cr3t@h:abc/x": "port in the database URL is not a number",
    "postgresql+psycopg://u:S3cr3t@::1:9/x": "brackets",
    "sqlite://app.db": "Invalid SQLite URL",
}


@pytest.mark.parametrize("url", URLS)
def test_a_malformed_url(url: str, ground: Ground) -> None:
    ground.url(url)
    error = ground.error()
    assert URLS[url] in told(error)
    assert (type(error).__name__, error.exit_code) == ("UrlInvalid", 2)
    assert error.where.endswith("alembic.ini")
    assert "S3cr3t" not in told(error)


def test_no_url_at_all(ground: Ground) -> None:
    text = (ground.directory / "alembic.ini").read_text()
    (ground.directory / "alembic.ini").write_text(text.replace("sqlalchemy.url", "url"))
    assert "gives no database URL" in told(ground.error())


def test_a_key_error_of_a_revision_is_its_own(ground: Ground) -> None:
    ground.upgrade("{}['url']")
    assert type(ground.error()).__name__ == "RevisionFailed"


def test_a_url_that_env_py_did_not_find(ground: Ground) -> None:
    ground.env("import os\nimport sqlalchemy\n\nsqlalchemy.create_engine(os.environ.get('NOSUCH_URL'))\n")
    error = ground.error()
    assert (type(error).__name__, error.where) == ("UrlInvalid", "migrations/env.py:4")
    assert "None" in error.what
