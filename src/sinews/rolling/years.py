"""Roll a case to a later base year, one year after the other."""

from __future__ import annotations

import polars as pl

from sinews.case import Case, CaseError, Problem
from sinews.case.settings import Settings
from sinews.rolling.due import arrivals, still_due
from sinews.rolling.industry import industry
from sinews.rolling.money import money
from sinews.rolling.promises import promises
from sinews.rolling.stock import stock


def roll(case: Case, to: int) -> Case:
    """Return the case as it stands when `to` is its base year; the number of planning years stays.

    Parameters
    ----------
    case
        A checked case; it stays as it is.
    to
        The new base year, later than the old one.

    Returns
    -------
    Case
        A checked case of as many planning years, which begin with `to`.

    Raises
    ------
    CaseError
        If `to` is not later than the base year, or what comes of it would not be valid.

    Notes
    -----
    A year at a time: what is due on contract and from stock arrives and leaves, in whole products, the rest
    by its last year. What retires in equal parts goes in whole units, and the rest is a year older. Lines
    and materials move to what they have announced, what lines have built counts for learning, and today's
    apprentices become workers. Expenditure moves along its path; GDP of the added year grows as in the year
    before it. Nothing is ordered, expanded or recruited beyond what stands in the tables.

    What pledges and requirements count from is recorded before it changes, so that no promised level moves.
    Prices, rules for holdings and everything that carries a year of its own stay.
    """
    if to <= case.settings.base_year:
        raise CaseError(
            [
                Problem(
                    "settings", None, "base_year", str(to), f"a year after {case.settings.base_year}",
                    "a case rolls forwards; its tables of earlier years stay as they are",
                )
            ]
        )  # fmt: skip
    while case.settings.base_year < to:
        case = _by_a_year(case)
    return case


def _by_a_year(case: Case) -> Case:
    """Return the case a year later."""
    settings = _settings(case.settings)
    arriving = arrivals(case)
    tables: dict[str, pl.DataFrame] = {
        **still_due(case),
        **stock(case, arriving),
        **promises(case),
        **industry(case, arriving),
        **money(case),
    }
    return Case(settings, {**case.tables, "economy": tables.pop("economy")}).with_tables(tables)


def _settings(settings: Settings) -> Settings:
    """Return the settings with the planning years a year later, in the title, too."""
    years = settings.base_year + 1, settings.horizon + 1
    title = settings.title.replace(f"{settings.base_year}-{settings.horizon}", f"{years[0]}-{years[1]}")
    return settings.model_copy(update={"base_year": years[0], "horizon": years[1], "title": title})
