"""Words and sums that all sections of summit pages use."""

from __future__ import annotations

import polars as pl

from sinews.case.schema import Status
from sinews.document import wording
from sinews.present.brief.book import Book
from sinews.present.brief.content import Column, Facts, PathYear, Value


def facts(key: str, caption: str, columns: list[Column], rows: list[tuple[Value, ...]]) -> Facts:
    """Return a table."""
    return Facts(key, caption, tuple(columns), tuple(rows))


def path_years(rows: pl.DataFrame) -> tuple[PathYear, ...]:
    """Return the path of an ally, or of all, for the pictures; `rows` as `added_up` gives them."""
    return tuple(
        PathYear(
            year=row["year"],
            spent=row["spent"],
            budget=row["budget"],
            of_year=percent(row["of_year"], row["targets"]),
            of_last=percent(row["of_last"], row["lasting"]),
        )
        for row in rows.iter_rows(named=True)
    )


def met_sentence(book: Book, rows: pl.DataFrame, start: str) -> str:
    """Return how many targets are met in the years shown after the first; `rows` as `added_up` gives them."""
    by_year = {row["year"]: row for row in rows.iter_rows(named=True)}
    later = [year for year in book.years if year != book.base_year] or book.years
    met = [f"{by_year[year]['met']:,} of {by_year[year]['targets']:,} in {year}" for year in later]
    return f"{start} {wording.listed(met)}."


def milestone(book: Book) -> int:
    """Return the first of the years shown after the base year, for which pages say what is behind."""
    return next((year for year in book.years if year > book.base_year), book.base_year)


def foundation(
    book: Book, spending: pl.DataFrame, shortfall: pl.DataFrame, held: pl.DataFrame
) -> tuple[str, ...]:
    """Return how much of a page rests on which figures.

    Parameters
    ----------
    book
        The plan's book.
    spending, shortfall
        status, share: of the plan's money, and of what is missing.
    held
        The holdings that the page rests on, with status and quantity.
    """
    there = held.filter(pl.col("quantity") > 0)
    counted = there.group_by("status", maintain_order=True).agg(share=pl.len() / max(there.height, 1))
    found = (
        _founded("Money of the plan", spending),
        _founded("What is missing", shortfall),
        _founded("Holdings", counted),
    )
    rest = []
    if book.review.growth is not None:
        rest.append("Jobs: input-output tables of 2010 and 2014, at wages that are assumed.")
    if book.review.formations is not None:
        rest.append("Readiness: parts of people, training and usable equipment estimated or assumed.")
    return ("What this page rests on.", *(sentence for sentence in found if sentence), *rest)


def span(first: int, last: int) -> str:
    """Return years as a span."""
    return str(first) if first == last else f"{first}–{last}"


def total(frame: pl.DataFrame, column: str) -> float:
    """Return the sum of a column."""
    return float(frame[column].sum())


def counted(number: int, noun: str) -> str:
    """Return a number of things."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def percent(of: float, whole: float) -> float | None:
    """Return one number in per cent of another; None where that is 0."""
    return 100.0 * of / whole if whole > 0 else None


def _founded(what: str, shares: pl.DataFrame) -> str | None:
    """Return in a sentence what rests on which figures; `shares` has status and share. None for nothing."""
    part = dict(shares.select("status", "share").iter_rows())
    if sum(part.values()) <= 0:
        return None
    firm = part.get(Status.PUBLISHED, 0.0) + part.get(Status.DERIVED, 0.0)
    return (
        f"{what}: {wording.share(firm)} published or derived, "
        f"{wording.share(part.get(Status.ESTIMATED, 0.0))} estimated, "
        f"{wording.share(part.get(Status.ASSUMED, 0.0))} assumed."
    )
