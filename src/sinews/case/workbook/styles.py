"""The looks of a workbook's cells: made once for each workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sinews.case.schema import Status

STATUS_COLOURS = {
    Status.PUBLISHED: "#CDE8D2",
    Status.DERIVED: "#DCE9F5",
    Status.ESTIMATED: "#FBECC8",
    Status.ASSUMED: "#F6D5CB",
}
"""Backgrounds that stay apart in grey and for colour-blind eyes, best status first."""

STATUS_MEANINGS = {
    Status.PUBLISHED: "read in the publication named",
    Status.DERIVED: "computed from published figures; the note says how",
    Status.ESTIMATED: "known in the field, entered without a publication at hand",
    Status.ASSUMED: "chosen because no public figure is at hand; the note gives the reason",
}


@dataclass(frozen=True, slots=True)
class Styles:
    """The formats of one workbook."""

    title: Any
    words: Any
    name: Any
    key: Any
    description: Any
    text: Any
    plain: Any
    link: Any
    status: dict[Status, Any]


def make_styles(book: Any) -> Styles:
    """Return the formats, made for a workbook of xlsxwriter."""
    head = {"valign": "top", "text_wrap": True, "bg_color": "#1F3A4D", "font_color": "#FFFFFF"}
    small = {
        "valign": "top",
        "text_wrap": True,
        "bg_color": "#E9EEF1",
        "font_color": "#333333",
        "font_size": 9,
    }
    return Styles(
        title=book.add_format({"bold": True, "font_size": 16}),
        words=book.add_format({"text_wrap": True, "valign": "top"}),
        name=book.add_format({**head, "bold": True}),
        key=book.add_format({**head, "bold": True, "underline": True}),
        description=book.add_format(small),
        # the format of text: what a person types there stays text, whatever it begins with
        text=book.add_format({"num_format": "@"}),
        plain=book.add_format({}),
        link=book.add_format({"font_color": "#0B5394", "underline": True}),
        status={status: book.add_format({"bg_color": colour}) for status, colour in STATUS_COLOURS.items()},
    )
