"""What a case holds, what its tables mean, how two differ, and where a figure is from."""

from sinews.present.topics.case.topic import brought_in, columns, describe, diff, scenarios, sources, where

__all__ = ["brought_in", "columns", "describe", "diff", "scenarios", "sources", "where"]
