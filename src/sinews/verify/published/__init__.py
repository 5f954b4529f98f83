"""What others have published, set beside our figures: compared, an input, or not comparable, and why."""

from sinews.verify.published.comparison import Row, agreement, compare, stands
from sinews.verify.published.show import as_json, as_markdown, print_rows
from sinews.verify.published.table import KINDS, Published, Source, read_published

__all__ = [
    "KINDS",
    "Published",
    "Row",
    "Source",
    "agreement",
    "as_json",
    "as_markdown",
    "compare",
    "print_rows",
    "read_published",
    "stands",
]
