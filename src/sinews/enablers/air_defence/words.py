"""Days and chances in words, for all who tell of magazines."""

from __future__ import annotations

from sinews.document import wording

LONGEST = 3650
"""Days beyond which an answer in days says nothing."""


def days_left(days: float | None) -> str:
    """Return in words how long a stock lasts; what lasts for years is not said to the day."""
    if days is None:
        return "no end"
    return f"over {LONGEST:,}" if days > LONGEST else f"{days:,.0f}"


def span(low: float | None, high: float | None) -> str:
    """Return a range of days; without a high end where nothing is used there."""
    least = "0" if low is None else f"{low:,.0f}"
    return f"{least} and more" if high is None or high > LONGEST else f"{least} to {high:,.0f}"


def likely(chance: float) -> str:
    """Return a chance in words; none is certain."""
    if chance > 0.99:
        return "over 99 %"
    return "below 1 %" if chance < 0.01 else wording.in_percent(chance)
