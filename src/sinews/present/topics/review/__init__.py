"""The review of a plan: whether it would hold, who carries it, and whether the economy grows."""

from sinews.present.topics.review.topic import Answer, page

__all__ = ["Answer", "page"]
