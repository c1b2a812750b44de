"""What was found of a plan, or of the pools alone."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.finding import Finding
from toolkit.preflight.circumstances import Circumstances


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What was found."""

    circumstances: Circumstances
    findings: tuple[Finding, ...]
