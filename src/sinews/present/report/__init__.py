"""The report: one HTML file that holds text, tables, charts and the code that draws them."""

from sinews.present.report.page import render, write_report

__all__ = ["render", "write_report"]
