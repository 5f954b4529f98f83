"""A case as an Excel workbook: written for people, read back without loss."""

from sinews.case.workbook.read import is_workbook, read_workbook
from sinews.case.workbook.write import write_template, write_workbook

__all__ = ["is_workbook", "read_workbook", "write_template", "write_workbook"]
