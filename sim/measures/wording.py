"""Numbers as a reader meets them: signs, intervals, shares and the dash for what is not known."""

from __future__ import annotations

import math

from sim.measures.inference import Interval

MISSING = "–"
CAPITALS = ("wiifme", "wiifwe")


def number(value: float, decimals: int = 3, *, signed: bool = False) -> str:
    """A number with a true minus sign; a dash when it is not known."""
    if not math.isfinite(value):
        return MISSING
    text = f"{value:+.{decimals}f}" if signed else f"{value:.{decimals}f}"
    if not text.strip("+-0."):
        text = text.lstrip("+-")
    return text.replace("-", "−")


def percent(value: float, decimals: int = 0) -> str:
    """A share as percent; a dash when it is not known."""
    return MISSING if not math.isfinite(value) else f"{number(100.0 * value, decimals)} %"


def decimals_of(interval: Interval, least: int = 3) -> int:
    """Decimals that show the first digit of the half width, from `least` to 6."""
    reach = (interval.high - interval.low) / 2.0
    if not math.isfinite(reach) or reach <= 0.0:
        return least
    return min(6, max(least, math.ceil(-math.log10(reach))))


def spanned(interval: Interval, scale: float = 1.0, least: int = 3) -> str:
    """Mean and 95 % interval, times `scale`, as in "+0.061 (0.055 to 0.067)"."""
    scaled = Interval(*(scale * part for part in interval[:4]), n=interval.n)
    places = decimals_of(scaled, least)
    mean = number(scaled.mean, places, signed=True)
    return f"{mean} ({number(scaled.low, places)} to {number(scaled.high, places)})"


def span_of_time(months: int) -> str:
    """12 → "1 year", 60 → "5 years"; months that are no whole years stay months."""
    if months % 12:
        return "1 month" if months == 1 else f"{months} months"
    years = months // 12
    return "1 year" if years == 1 else f"{years} years"


def spelled(name: str) -> str:
    """A strategy or an arm as it is read: words apart, the two postures in capitals."""
    return " ".join(word.upper() if word in CAPITALS else word for word in name.split("_"))


def cell(value: object) -> str:
    """A cell of a table as it is read: three digits, of a great number all; a dash where nothing is known."""
    if not isinstance(value, float):
        return str(value)
    digits = f"{value:.0f}" if abs(value) >= 100.0 else f"{value:.3g}"
    return MISSING if value != value else digits.replace("-", "−")
