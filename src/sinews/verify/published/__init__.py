"""What others have published, set beside our figures: compared, an input, or not comparable, and why."""

from sinews.verify.published.comparison import Row, agreement, compare, stands
from sinews.verify.published.show import as_markdown, page
from sinews.verify.published.table import KINDS, Published, Source, read_published

__all__ = [
    "KINDS",
    "Published",
    "Row",
    "Source",
    "agreement",
    "as_markdown",
    "compare",
    "page",
    "read_published",
    "stands",
]
