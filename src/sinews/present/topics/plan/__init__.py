"""A plan: its headline (what it costs, when it is met, who carries it, what holds it back) and its report."""

from sinews.present.topics.plan.report import report
from sinews.present.topics.plan.topic import page

__all__ = ["page", "report"]
