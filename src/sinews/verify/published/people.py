"""People: our figures beside published numbers of soldiers, in thousands."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from sinews.case import Case
from sinews.implementation import Plan
from sinews.verify.published.evidence import TARGET_YEAR, Evidence, Scope, members


def added(plan: Plan, allies: Scope, year: int = TARGET_YEAR) -> float:
    """Return the crews of all that some allies hold more at the end of a year than at the start, thousand."""
    crews = plan.case["crews"].select("capability", "crew")
    stock = plan.stock.filter(pl.col("ally").is_in(allies)).join(crews, on="capability")
    first = pl.col("year") == plan.case.settings.base_year
    more = pl.col("closing").filter(pl.col("year") == year) * pl.col("crew").filter(pl.col("year") == year)
    less = pl.col("opening").filter(first) * pl.col("crew").filter(first)
    return float(stock.select(more.sum() - less.sum()).item()) / 1000.0


def heavy_brigade_with_headquarters(case: Case) -> float:
    """Return the crew of a heavy brigade with its part of division and corps headquarters, thousand.

    Headquarters come in the proportion in which brigades, divisions and corps are required.
    """
    crew = dict(case["crews"].select("capability", "crew").iter_rows())
    levels = case["published_requirements"].filter(pl.col("adopted") & (pl.col("basis") == "level"))
    required = dict(levels.select("capability", "quantity").iter_rows())
    heavy = [crew[brigade] for brigade in members(case, "brigades") if brigade != "bde_light"]
    above = sum(crew[level] * required[level] for level in ("hq_division", "hq_corps"))
    return float(sum(heavy) / len(heavy) + above / required["brigades"]) / 1000.0


OURS: dict[str, Callable[[Evidence], float]] = {
    "C013": lambda of: added(of.plan, ["NLD"]),
    "C014": lambda of: added(of.plan, ["DEU"]),
    "C016": lambda of: heavy_brigade_with_headquarters(of.case),
}
"""Our figure beside each published one, by its key."""
