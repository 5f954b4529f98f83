"""The report: one HTML file that holds text, tables, charts and the code that draws them."""

from sinews.present.report.page import document, render, write_page, write_report

__all__ = ["document", "render", "write_page", "write_report"]
