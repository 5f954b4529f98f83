"""Step 2 of defence planning: from the ambition to what is required, by capability and year."""

from sinews.requirements.determine import Requirements, determine

__all__ = ["Requirements", "determine"]
