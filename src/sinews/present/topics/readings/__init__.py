"""`sinews readings`: what hangs on our readings of the public texts."""

from sinews.present.topics.readings.topic import TITLE, page, sentences, tables

__all__ = ["TITLE", "page", "sentences", "tables"]
