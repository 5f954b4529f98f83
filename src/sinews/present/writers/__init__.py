"""Documents laid out: for the terminal, as HTML, PDF, Markdown, JSON, a workbook, and tables as CSV."""

from sinews.present.writers.files import SUFFIXES, checked, write, write_tables

__all__ = ["SUFFIXES", "checked", "write", "write_tables"]
