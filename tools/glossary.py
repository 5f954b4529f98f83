"""Write docs/glossary.md from the glossary that the answers use: PYTHONPATH=src python tools/glossary.py."""

from __future__ import annotations

from pathlib import Path

from sinews.document.glossary import glossary
from sinews.present.topics.glossary import page
from sinews.present.writers.markdown import render

PAGE = Path(__file__).parents[1] / "docs" / "glossary.md"

if __name__ == "__main__":
    PAGE.write_text(render(page(glossary())), encoding="utf-8")
