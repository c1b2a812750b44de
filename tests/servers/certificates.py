"""Which certificates the tests trust: none."""

from __future__ import annotations

import os

NO_CERTIFICATES = ("SSL_CERT_FILE", os.devnull)
"""PyMySQL reads those of the system for each connection, which takes longer than most tests. Who fetches something by
HTTPS takes this out of the environment."""
