"""What a case holds, what its tables mean, how two differ, and where a figure is from."""

from sinews.present.topics.case.topic import columns, describe, diff, scenarios, sources, where

__all__ = ["columns", "describe", "diff", "scenarios", "sources", "where"]
