"""`sinews check`: every constraint of a plan, checked from its own tables."""

from sinews.present.topics.check.topic import page

__all__ = ["page"]
