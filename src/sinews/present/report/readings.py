"""The section of the report that tells what hangs on our readings of the public texts."""

from __future__ import annotations

from sinews.case import Case
from sinews.document import wording
from sinews.present.report import markup
from sinews.present.report.content import Content, Draft, Part
from sinews.present.report.markup import Cell, Column, number_cell
from sinews.present.summary import Addition
from sinews.present.topics.readings import TITLE, sentences, tables
from sinews.readings import Readings

KEY = "readings"


def readings_section(content: Content, found: Readings | None) -> Part:
    """Return what is to be added under each reading, and the plan under each where it was made."""
    draft = Draft(KEY, TITLE)
    draft.add(
        markup.paragraph(
            "Public texts leave open what the figures of 2021 were, which formations count towards a "
            "requirement, and whom a pledge binds. The case takes one reading of each; this is what others "
            "ask for."
        ),
        markup.table(
            "To be added under each reading",
            [
                Column("Capability"),
                Column("Reading"),
                *(
                    Column(name, numeric=True)
                    for name in ("In public lists", "Forming", "Counted", "Required", "To be added")
                ),
            ],
            [
                [
                    row.name,
                    f"{row.reading} (ours)" if row.planned else row.reading,
                    number_cell(row.exists),
                    number_cell(row.forming),
                    Cell(_counted(row), row.counted),
                    *(number_cell(value) for value in (row.required, row.added)),
                ]
                for row in content.summary.additions
            ],
        ),
    )
    if found is None:
        draft.add(
            markup.paragraph(
                "The command “sinews readings” makes the plan under each, and “sinews plan --readings” puts "
                "it here."
            )
        )
    else:
        draft.add(*each_reading(content.plan.case, found))
    return draft.finished()


def _counted(row: Addition) -> str:
    """Return what counts, with its band where units had to be converted."""
    if row.counted_low is None:
        return wording.number(row.counted)
    band = f"{wording.number(row.counted_low)}–{wording.number(row.counted_high)}"
    return f"{wording.number(row.counted)} ({band})"


def each_reading(case: Case, found: Readings) -> list[str]:
    """Return what stands in all readings, and the table of the plan under each."""
    return [
        *(markup.paragraph(sentence) for sentence in sentences(case, found)),
        *(
            markup.table(
                table.caption,
                [Column(column.title, numeric=column.numeric) for column in table.columns],
                table.cells(),
                sortable=False,
            )
            for table in tables(case, found)
        ),
        markup.paragraph(
            "A star marks the case's own reading; each changes one thing alone. Money in bn over the years "
            f"of the plan; {wording.NOTHING} where nothing binds."
        ),
    ]
