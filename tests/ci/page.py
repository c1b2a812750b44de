"""docs/ci.md, taken apart: what it shows is what is run."""

from __future__ import annotations

import re
from typing import Any

import yaml

from tests.house.sources import ROOT

PAGE = ROOT / "docs/ci.md"


def block(heading: str, language: str = "yaml") -> str:
    """The first block of a language below a heading of the page."""
    _, _, section = PAGE.read_text(encoding="utf-8").partition(f"\n## {heading}\n")
    match = re.search(rf"^```{language}\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    assert match, f"{PAGE.name} shows no {language} below {heading}"
    return match[1]


def shown(heading: str) -> Any:
    """The same, read as YAML."""
    return yaml.safe_load(block(heading))
