"""`sinews track`: a plan against what has happened since."""

from sinews.present.topics.track.topic import page

__all__ = ["page"]
