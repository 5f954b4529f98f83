"""The loop of planning: what breaks becomes a requirement, until the plan holds or provably cannot."""

from sinews.loop.rounds import MOST_ROUNDS, ROUNDS, hold

__all__ = ["MOST_ROUNDS", "ROUNDS", "hold"]
