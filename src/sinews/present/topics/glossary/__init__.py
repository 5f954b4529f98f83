"""The glossary: what the terms mean that the answers count by."""

from sinews.present.topics.glossary.topic import page

__all__ = ["page"]
