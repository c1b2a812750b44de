"""A short text that is equal for equal catalogs: by it one tells whether a snapshot was edited by hand."""

from __future__ import annotations

from hashlib import sha256

from toolkit.catalog.values import Catalog
from toolkit.catalog.writing import CONTENT, content


def fingerprint(catalog: Catalog) -> str:
    """Of the content, without any heading. A facet that newer versions add changes it only where it is not left out."""
    return _hashed(content(catalog))


def fingerprint_of_text(text: str) -> str:
    """The same from a file's text, without reading the catalog; another one if the file was formatted anew."""
    # git may have checked the file out with the line ends of Windows.
    _, _, rest = text.replace("\r\n", "\n").partition(CONTENT)
    return _hashed(rest.removesuffix("\n}\n"))


def _hashed(text: str) -> str:
    return sha256(text.encode()).hexdigest()
