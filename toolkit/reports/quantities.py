"""Times, sizes, rates and shares as a person says them."""

from __future__ import annotations

import math

MOMENT = 0.1
"""Seconds below which nobody notices."""
UNITS = ((172_800.0, 86_400.0, "days"), (7_200.0, 3_600.0, "h"), (120.0, 60.0, "min"), (0.0, 1.0, "s"))
"""From how many seconds on a unit is used, how long it is, and its name."""
SIZES = ("bytes", "KiB", "MiB", "GiB", "TiB", "PiB")
KIBI = 1024.0
FEW = 9.95
"""Below which a decimal place tells something."""


def seconds(value: float) -> str:
    """``a moment``, ``3.1 s``, ``5 min``, ``3.5 h``."""
    return span(value, value)


def span(low: float, high: float) -> str:
    """``0.4 to 1.2 s``, ``50 s to 3 min``, ``up to 2 s`` where it may be a moment as well."""
    low, high = sorted((_time(low), _time(high)))
    if not math.isfinite(high):
        return "an unknown time" if not math.isfinite(low) or low < MOMENT else f"{seconds(low)} or more"
    if high < MOMENT:
        return "a moment"
    upper, unit = _measured(high)
    if low < MOMENT:
        return f"up to {upper} {unit}"
    lower, lower_unit = _measured(low)
    if lower_unit != unit:
        return f"{lower} {lower_unit} to {upper} {unit}"
    return f"{upper} {unit}" if lower == upper else f"{lower} to {upper} {unit}"


def size(number: int) -> str:
    """``512 bytes``, ``1.2 GiB``."""
    power = 0
    while power < len(SIZES) - 1 and abs(number) >= KIBI ** (power + 1):
        power += 1
    if power == 0:
        return f"{number:,} {SIZES[0] if number != 1 else 'byte'}"
    return f"{number // 1024 ** (power - 1) / KIBI:,.1f} {SIZES[power]}"


def number(value: float) -> str:
    """``1,204``, ``12.5``, ``0.25``."""
    if not math.isfinite(value):
        return "unknown"
    if value == 0 or abs(value) >= 1:
        text = f"{value:,.1f}" if abs(value) < 10 * FEW else f"{value:,.0f}"
        return text.removesuffix(".0")
    return f"{value:.2g}" if abs(value) >= 0.01 else "under 0.01"  # noqa: PLR2004 less has no meaning as a rate


def rate(value: float) -> str:
    """``12.5 requests/s``."""
    return f"{number(value)} request{'' if value == 1 else 's'}/s"


def share(value: float) -> str:
    """``34 %``, ``0.5 %``, of a part from 0 to 1."""
    if not math.isfinite(value):
        return "unknown"
    percent = min(max(value, 0.0), 1.0) * 100
    if 0 < percent < 0.1:  # noqa: PLR2004 as it is said
        return "under 0.1 %"
    return f"{percent:.1f}".removesuffix(".0") + " %" if percent < FEW else f"{percent:.0f} %"


def _time(value: float) -> float:
    return math.inf if math.isnan(value) else max(value, 0.0)


def _measured(value: float) -> tuple[str, str]:
    _, length, unit = next(found for found in UNITS if value >= found[0])
    amount = value / length
    return (f"{amount:.1f}".removesuffix(".0") if amount < FEW else f"{amount:,.0f}"), unit
