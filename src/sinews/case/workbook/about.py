"""The sheets before the tables: what the workbook is, and the settings."""

from __future__ import annotations

import json
from typing import Any

import polars as pl

from sinews.case.catalogue import TABLES
from sinews.case.schema import Status
from sinews.case.settings import Settings
from sinews.case.workbook.layout import LARGEST_INTEGER
from sinews.case.workbook.sheet import ExactNumber
from sinews.case.workbook.styles import STATUS_MEANINGS, Styles

_WORDS = (
    "This workbook is a case of Sinews: all that a plan is made from. Change figures, save, and read it back "
    "with: sinews case validate FILE.xlsx, or sinews plan FILE.xlsx.",
    "Each table is a sheet of its own. The first row has the names of the columns (underlined: the key, "
    "which is there once), the second what they hold, the third their units. Leave these rows and the names "
    "of the sheets as they are; add rows below the last. Cells with a small arrow take a value of a list.",
    "Each row names its source, a key of the sheet 'sources', and how well the figure is founded (status). "
    "If you change a figure, change its source, status and note too.",
    "Sheets with other names are yours: nothing is read from them. Formulas count by their last values.",
)


def write_about(sheet: Any, styles: Styles, settings: Settings, frames: dict[str, pl.DataFrame]) -> None:
    """Write the first sheet: what the workbook is, the meaning of the statuses, and the tables."""
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 96)
    sheet.set_column(2, 6, 11)
    sheet.write_string(0, 0, settings.title or settings.name, styles.title)
    row = 2
    for words in _WORDS:
        sheet.merge_range(row, 0, row, 1, "", styles.words)
        sheet.write_string(row, 0, words, styles.words)
        sheet.set_row(row, 45)
        row += 1
    row += 1
    for status in Status:
        sheet.write_string(row, 0, str(status), styles.status[status])
        sheet.write_string(row, 1, STATUS_MEANINGS[status], styles.words)
        row += 1
    row += 1
    for place, head in enumerate(("table", "a row is", "rows", *(str(status) for status in Status))):
        sheet.write_string(row, place, head, styles.name)
    for table in TABLES:
        row += 1
        frame = frames[table.name]
        sheet.write_url(row, 0, f"internal:'{table.name}'!A1", styles.link, table.name)
        sheet.write_string(row, 1, table.description, styles.words)
        sheet.write_number(row, 2, frame.height)
        if "status" in frame.columns:
            for place, status in enumerate(Status, start=3):
                sheet.write_number(row, place, int((frame.get_column("status") == str(status)).sum()))


def write_settings_sheet(sheet: Any, styles: Styles, settings: Settings) -> None:
    """Write the settings: name, value, and what each is."""
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 48)
    sheet.set_column(2, 2, 80)
    for place, head in enumerate(("setting", "value", "what it is")):
        sheet.write_string(0, place, head, styles.name)
    values = settings.model_dump(mode="json")
    for row, (name, value) in enumerate(values.items(), start=1):
        field = type(settings).model_fields[name]
        sheet.write_string(row, 0, name)
        if isinstance(value, list):
            sheet.write_string(row, 1, json.dumps(value, ensure_ascii=False), styles.text)
        elif isinstance(value, str) or abs(value) > LARGEST_INTEGER:
            sheet.write_string(row, 1, str(value), styles.text)
        else:
            sheet.write_number(row, 1, ExactNumber(value) if isinstance(value, float) else value)
        sheet.write_string(row, 2, field.description or "")
    sheet.freeze_panes(1, 1)
