"""Step 2 of defence planning: from the ambition to what is required, by capability and year."""

from sinews.requirements.determine import SIZED, Requirements, determine

__all__ = ["SIZED", "Requirements", "determine"]
