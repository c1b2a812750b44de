"""Passwords never reach a screen, a log or a file.

Two nets, since error texts come from drivers, servers and users' code alike: every password that tk
knows of is struck out literally, in each form that it may be printed in, and whatever looks like a
password by its place (the userinfo of a URL, ``password=``, ``IDENTIFIED BY``) is struck out by shape.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, quote, quote_plus, unquote, unquote_plus

HIDDEN = "***"
SHORTEST = 3
"""Characters: a shorter password is an ordinary piece of other words; the shapes remain."""
PLACEHOLDER = "PASSWORD"
"""What tk's own texts write where a password belongs; it is none."""

# A literal may be cut off at the end of a shortened statement, so its closing quote is optional there.
_LITERAL = r"'(?:[^'\\]|\\.|'')*(?:'|\Z)|\"(?:[^\"\\]|\\.|\"\")*(?:\"|\Z)"
# Greedy up to the last "@" before white space or a quote: an unencoded "@" in a password would
# otherwise leave its second half on the screen.
_USERINFO = re.compile(
    rf"(?P<before>\b[A-Za-z][\w+.-]*://[^\s:/@'\"]*:)(?!{PLACEHOLDER}@)(?P<password>[^\s'\"]*)(?P<after>@)"
)
_KEYWORD = re.compile(
    # MySQL's "(using password: YES)" tells whether one was sent, not which.
    rf"(?i)(?P<before>(?:password|passwd|pwd|secret|token|api_?key)['\"]?\s*[=:]\s*)(?!(?:yes|no)\))"
    rf"(?P<password>{_LITERAL}|[^\s,;&)'\"]+)(?P<after>)"
)
_SQL = re.compile(
    rf"(?is)(?P<before>\bidentified\s+(?:with\s+\S+\s+)?(?:by|as|using)\s+(?:password\s*\(?\s*)?"
    rf"|\bset\s+password\b[^=]{{0,200}}=\s*(?:password\s*\(\s*)?|\bpassword(?:\s+|\s*\(\s*))(?P<password>{_LITERAL})(?P<after>)"
)
# All between the first colon and the last "@" of one whole URL, spaces and quotes too.
_WHOLE_URL = re.compile(r"(?s)\A[^:]*?:/{0,3}[^:/@]*:(?P<password>.+)@")
_QUERY_SECRETS = frozenset({"password", "passwd", "pwd", "sslpassword", "ssl_password"})


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """``text`` with every password struck out: those in ``secrets``, and those that only look so."""
    known = {form for secret in secrets for form in _forms(secret)}
    for form in sorted(known, key=len, reverse=True):
        text = _struck(form, text)
    for shape in (_USERINFO, _SQL, _KEYWORD):
        text = shape.sub(rf"\g<before>{HIDDEN}\g<after>", text)
    return text


def passwords_in(url: str) -> Iterator[str]:
    """The password of a URL, as far as it can be told apart, however badly the URL is formed."""
    for match in (_USERINFO.search(url), _WHOLE_URL.search(url.strip().strip("'\""))):
        if match:
            yield match["password"]
            # With an unencoded "@" the parser takes the rest of the password for the host, and the
            # driver names that host in its error; with an unencoded "/" or "?", likewise.
            yield from (part for part in re.split(r"[@/?#:\s]", match["password"]) if len(part) > SHORTEST)
    _, _, query = url.partition("?")
    yield from (value for key, value in parse_qsl(query) if key.lower() in _QUERY_SECRETS)


def passwords_in_sql(statement: str) -> Iterator[str]:
    """The passwords that a statement sets: a server quotes pieces of a statement that it refuses."""
    for match in _SQL.finditer(statement):
        yield match["password"].strip("'\"")


def _forms(secret: str) -> Iterator[str]:
    for plain in {secret, unquote(secret), unquote_plus(secret)}:
        if len(plain) < SHORTEST:
            continue
        encoded = plain.encode(errors="replace")
        yield from (plain, quote(plain, safe="", errors="replace"), quote(plain, errors="replace"))
        yield from (quote_plus(plain, errors="replace"), quote(plain, safe="", errors="replace").lower())
        # SQLAlchemy leaves other characters as they are than urllib does.
        yield quote(plain, safe=" +", errors="replace")
        yield from (plain.replace("%", "%%"), quote(plain, safe="", errors="replace").replace("%", "%%"))
        yield from (repr(plain)[1:-1], ascii(plain)[1:-1], json.dumps(plain)[1:-1], repr(repr(plain))[2:-2])
        yield from (plain.replace("'", "''"), plain.replace("\\", "\\\\"), plain.replace("'", "\\'"))
        yield from (repr(encoded)[2:-1], encoded.decode("latin-1"), " ".join(plain.split()))


def _struck(form: str, text: str) -> str:
    """Anywhere, but an ordinary word only where it stands alone: `postgres` does not mangle `postgresql`."""
    if not (form.isalpha() and form.isascii() and (form.islower() or form.isupper() or form.istitle())):
        return text.replace(form, HIDDEN)
    start = r"(?:(?<![^\W_])|(?<=%[0-9A-Fa-f]{2})|(?<=\\[a-z]))"
    return re.sub(rf"{start}{form}(?![^\W_])", HIDDEN, text)
