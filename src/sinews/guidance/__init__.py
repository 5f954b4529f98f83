"""Step 1 of defence planning: from what was promised to a level of ambition."""

from sinews.guidance.ambition import Ambition, establish

__all__ = ["Ambition", "establish"]
