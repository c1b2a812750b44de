from __future__ import annotations

import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import URL

from toolkit.redaction import HIDDEN, PLACEHOLDER, passwords_in, passwords_in_sql, redact

# Some passwords are a part of what stands around them in these tests, or of the mark itself.
SURROUNDINGS = "mysql+pymysql://user:@127.0.0.1:3306/database?charset=utf8 RuntimeError cannot b'\"\\x***"
PASSWORDS = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=4, max_size=20)
    .filter(lambda password: password.strip() == password and password not in SURROUNDINGS)
    .filter(lambda password: len(set(password)) > 2 and "*" not in password)
)

WRITTEN = {
    "as it is": lambda password: f"cannot use {password} here",
    "repr": lambda password: repr(RuntimeError("cannot", password)),
    "in a tuple": lambda password: str(ValueError(("user", password, 3))),
    "ascii": lambda password: ascii([password]),
    "json": lambda password: json.dumps({"key": password}),
    "bytes": lambda password: repr(password.encode()),
    "percent": lambda password: f"mysql+pymysql://user:{quote(password, safe='')}@127.0.0.1/database",
    "lower percent": lambda password: f"x {quote(password, safe='').lower()} x" if password.islower() else "",
    "plus": lambda password: f"?x={quote_plus(password)}&charset=utf8",
    "sqlalchemy": lambda password: URL.create("mysql", "user", password, "127.0.0.1").render_as_string(False),
    "ini": lambda password: f"url = mysql://user:{quote(password, safe='').replace('%', '%%')}@127.0.0.1/x",
    "sql": lambda password: "near '" + password.replace("'", "''") + "'",
}


@pytest.mark.parametrize("form", WRITTEN)
@settings(max_examples=40)
@given(password=PASSWORDS)
@example(password="p@s/s:w#r?d%&=+ '\"")
@example(password="a\\b\\'c")
@example(password="päß日本")
def test_a_password_never_survives(form: str, password: str) -> None:
    text = WRITTEN[form](password)
    told = redact(text, [password])
    assert password not in told
    assert quote(password, safe="") not in told
    assert repr(password)[1:-1] not in told


@settings(max_examples=40)
@given(password=PASSWORDS)
def test_neither_does_its_decoded_form_where_only_the_encoded_one_is_known(password: str) -> None:
    assert password not in redact(f"denied: {password}!", [quote(password, safe="")])


@settings(max_examples=40)
@given(text=st.text(max_size=60), secrets=st.lists(st.text(max_size=8), max_size=3))
def test_any_text_can_be_redacted(text: str, secrets: list[str]) -> None:
    redact(text, secrets)


@pytest.mark.parametrize("word", ["postgres", "root", "mysql", "user", "PASS", "Admin"])
def test_an_ordinary_word_is_struck_only_where_it_stands_alone(word: str) -> None:
    text = f"{word}ql {word}_table my{word} '{word}' :{word}@"
    assert redact(text, [word]) == f"{word}ql {HIDDEN}_table my{word} '{HIDDEN}' :{HIDDEN}@"


@pytest.mark.parametrize("word", ["", "x", "tk"])
def test_a_very_short_password_mangles_nothing(word: str) -> None:
    text = "tk migrate: toolkit exits"
    assert redact(text, [word]) == text


def test_an_ordinary_word_after_an_escape_is_struck() -> None:
    assert "tiger" not in redact("a%2Ftiger \\ntiger", ["tiger"])


@pytest.mark.parametrize(
    "text",
    [
        "mysql+pymysql://u:S3cr3t@h/x",
        "mysql+pymysql://u:pw@S3cr3t@h/x",
        "postgresql://:S3cr3t@h",
        "{'password': 'S3cr3t'}",
        "MYSQL_PASSWORD=S3cr3t",
        "passwd: S3cr3t",
        'pwd = "S3 S3cr3t"',
        "host=h password=S3cr3t dbname=x",
        "h/x?sslpassword=S3cr3t&a=b",
        "CREATE USER a@b IDENTIFIED BY 'S3cr3t' NONSENSE",
        "CREATE USER a IDENTIFIED WITH caching_sha2_password BY 'it''s S3cr3t'",
        "ALTER USER a IDENTIFIED WITH mysql_native_password AS 'S3cr3t'",
        "GRANT ALL ON x TO a IDENTIFIED BY PASSWORD 'S3cr3t'",
        "CREATE ROLE x WITH LOGIN ENCRYPTED PASSWORD 'S3cr3t'",
        "ALTER ROLE x password 'a\\'S3cr3t'",
        "SET PASSWORD FOR 'a'@'b' = 'S3cr3t'",
        "SET PASSWORD = PASSWORD('S3cr3t')",
        "CREATE USER a IDENTIFIED BY 'S3cr3t",
        "CHANGE MASTER TO MASTER_PASSWORD='S3cr3t'",
    ],
)
def test_what_looks_like_a_password_is_struck_without_being_known(text: str) -> None:
    told = redact(text)
    assert "S3cr3t" not in told
    assert HIDDEN in told


@pytest.mark.parametrize(
    "text",
    [
        f"Write it as dialect+driver://USER:{PLACEHOLDER}@HOST:PORT/DATABASE, special characters percent-encoded.",
        "Access denied for user 'u'@'h' (using password: YES)",
        "Check the user and the password in the URL.",
        "sqlite:////home/me/app.db",
        "No such file or directory: 'C:\\x'",
        "column password of relation users does not exist",
    ],
)
def test_other_words_stay(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    "url",
    [
        "mysql+pymysql://u:S3cr3t@h/x",
        " mysql+pymysql://u:S3cr3t@h:9/x ",
        "mysql+pymysql:/u:S3cr3t@h/x",
        "mysql+pymysql:u:S3cr3t@h/x",
        '"mysql+pymysql://u:S3cr3t@h/x"',
        "mysql+pymysql://h/x?user=u&password=S3cr3t",
        "mysql://u:S3cr3t@[::1]:9/x",
    ],
)
def test_the_password_of_a_url_is_found_however_badly_it_is_formed(url: str) -> None:
    assert "S3cr3t" in set(passwords_in(url))


@pytest.mark.parametrize("between", "@/?# ")
def test_the_pieces_of_a_password_that_is_not_encoded_are_secrets_too(between: str) -> None:
    assert "S3cr3tWord" in set(passwords_in(f"mysql+pymysql://u:pw{between}S3cr3tWord@h/x"))


def test_a_url_without_a_password_gives_none() -> None:
    assert not list(passwords_in("sqlite:///app.db"))
    assert not list(passwords_in("postgresql://u@h/x"))


def test_the_passwords_of_a_statement() -> None:
    assert list(passwords_in_sql("CREATE USER a IDENTIFIED BY 'S3cr3t'; ALTER ROLE b PASSWORD 'other'")) == [
        "S3cr3t",
        "other",
    ]
