"""What can go wrong between a test and its server.

ServerError
├── ServerAbsent    there is no such server here; the reason says why
└── ServerFailed    it is installed, but did not start or did not answer
"""

from __future__ import annotations


class ServerError(Exception):
    """The tests cannot have the server they asked for."""


class ServerAbsent(ServerError):
    """Nothing is installed and nothing could be."""


class ServerFailed(ServerError):
    """The server's own programs failed; the text carries the end of their log."""
