"""The pages of `tk explain`: one for each kind of finding and of error."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Page:
    """One entry of the catalogue that explain prints."""

    name: str
    summary: str
    text: str
    exit_code: int
