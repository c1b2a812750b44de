"""Passwords never reach a screen, a log or a file.

Two nets, since error texts come from drivers, servers and users' code alike: every password that tk
knows of is struck out literally, and whatever looks like the userinfo of a URL is struck out by shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, quote, quote_plus, unquote

HIDDEN = "***"

# Greedy up to the last "@" before white space or a quote: an unencoded "@" in a password would
# otherwise leave its second half on the screen.
_USERINFO = re.compile(r"(?P<scheme>\b[A-Za-z][\w+.-]*://)(?P<user>[^\s:/@'\"]*):(?P<password>[^\s'\"]*)@")
_KEYWORD = re.compile(
    r"(?i)\b(?P<key>password|passwd|pwd)(?P<sign>\s*[=:]\s*)(?P<value>'[^']*'|\"[^\"]*\"|[^\s,;&)'\"]+)"
)
_QUERY_SECRETS = frozenset({"password", "passwd", "pwd", "sslpassword", "ssl_password"})


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """``text`` with every password struck out: those in ``secrets``, and those that only look so."""
    for secret in sorted({form for secret in secrets for form in _forms(secret)}, key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    text = _USERINFO.sub(rf"\g<scheme>\g<user>:{HIDDEN}@", text)
    return _KEYWORD.sub(rf"\g<key>\g<sign>{HIDDEN}", text)


def passwords_in(url: str) -> Iterator[str]:
    """The password of a URL, as far as it can be told apart, however badly the URL is formed."""
    match = _USERINFO.search(url)
    if match:
        yield match["password"]
        # With an unencoded "@" the parser takes the rest of the password for the host, and the
        # driver names that host in its error.
        yield from match["password"].split("@")
    _, _, query = url.partition("?")
    yield from (value for key, value in parse_qsl(query) if key.lower() in _QUERY_SECRETS)


def _forms(secret: str) -> Iterator[str]:
    plain = unquote(secret)
    # Shorter than this, a password is also an ordinary piece of other words.
    if len(plain) < 3:
        return
    yield from (secret, plain, quote(plain, safe=""), quote_plus(plain), plain.replace("%", "%%"), repr(plain)[1:-1])
