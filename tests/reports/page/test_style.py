from __future__ import annotations

import re

import pytest

from toolkit.reports.page.style import BLOCKED, DARK, LIGHT, stylesheet

READ = 4.5
SEEN = 3.0
"""What WCAG 2.2 asks of text (1.4.3) and of drawings (1.4.11)."""


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_knows_black_on_white() -> None:
    assert round(contrast("#000000", "#ffffff")) == 21


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["ground", "raised"])
def test_text_can_be_read_and_drawings_seen(colours: dict[str, str], ground: str) -> None:
    for name in ("ink", "muted"):
        assert contrast(colours[name], colours[ground]) >= READ, name
    for name in ("accent", *BLOCKED):
        assert contrast(colours[name], colours[ground]) >= SEEN, name


def test_light_and_dark_have_the_same_colours_and_all_that_are_used() -> None:
    assert LIGHT.keys() == DARK.keys() >= set(re.findall(r"var\(--(\w+)\)", stylesheet()))


def test_nothing_is_loaded_and_the_braces_match() -> None:
    text = stylesheet()
    assert set(re.findall(r"url\(([^)]*)\)", text)) == {f"#hatch-{name}" for name in BLOCKED}
    assert "@import" not in text
    assert "<" not in text
    assert text.count("{") == text.count("}")
