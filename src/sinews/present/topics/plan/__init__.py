"""The headline of a plan: what it costs, when it is met, who carries it, what holds it back."""

from sinews.present.topics.plan.topic import page

__all__ = ["page"]
