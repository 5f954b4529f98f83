"""Write the formulas of the planning model into its page, from the docstrings of its families of constraints.

python tools/method_page.py            rewrites docs/methods/implementation.md
python tools/method_page.py --check    exit code 1 if that would change it
"""

from __future__ import annotations

import inspect
import sys
from pathlib import Path

from sinews.implementation.families.contents import FAMILIES

PAGE = Path(__file__).parents[1] / "docs" / "methods" / "implementation.md"
BEGIN = "<!-- The part up to the next remark is made of docstrings by tools/method_page.py. -->\n"
END = "<!-- End of the part that is made of docstrings. -->\n"


def with_formulas(page: str) -> str:
    """Return the page with the docstring of each family between the two remarks."""
    parts = [f"#### {type(family).__name__}\n\n{inspect.getdoc(type(family))}\n" for family in FAMILIES]
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + "\n" + "\n".join(parts) + "\n" + END + after


def main() -> int:
    """Rewrite the page, or say whether that is due; return the exit code."""
    page = PAGE.read_text(encoding="utf-8")
    new = with_formulas(page)
    if sys.argv[1:] == ["--check"]:
        return int(new != page)
    PAGE.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
