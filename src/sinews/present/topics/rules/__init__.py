"""`sinews rules`: what each rule on suppliers costs, and who buys from whom."""

from sinews.present.topics.rules.topic import page

__all__ = ["page"]
