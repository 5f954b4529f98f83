"""Rolling: a case begins in a later year, and what was due until then has come."""

from sinews.rolling.years import roll

__all__ = ["roll"]
