"""Two plans side by side: what they are, and what changed between them."""

from sinews.present.topics.compare.topic import page

__all__ = ["page"]
