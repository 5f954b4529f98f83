"""What is printed: pages, examples, docstrings."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
MADE = ROOT / "docs" / "reference" / "made"
"""Pages that a build of the site has made, if there was one."""
_docs = sorted(path for path in (ROOT / "docs").rglob("*.md") if MADE not in path.parents)
PAGES = [*sorted(ROOT.glob("*.md")), ROOT / "benchmarks" / "README.md", *_docs]
"""Every page that a person reads in the repository."""
