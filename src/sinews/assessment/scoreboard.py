"""The scoreboard: stronger, fairer, more lethal, each in a few plain measures rather than one index."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import polars as pl

from sinews.assessment.depth import MAGAZINE, STOCK, YOUNG, young_equipment
from sinews.assessment.finding import AIR_DEFENCE, ALL_PLANS, MEDICAL
from sinews.assessment.growth import Growth
from sinews.assessment.readiness import Readiness
from sinews.case import FULLY_MET, Case, pledged_last
from sinews.engines.inequality import gini
from sinews.implementation import Plan

LONG = 3650.0
"""Days from which on a magazine lasts without end: ten years of raids."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of the scoreboard in a year, with its band where the case gives a range."""

    dimension: str
    measure: str
    unit: str
    value: float | None
    table: str
    low: float | None = None
    high: float | None = None


BOARD = {
    "dimension": pl.String,
    "measure": pl.String,
    "unit": pl.String,
    "year": pl.Int64,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "table": pl.String,
}
"""Columns of the scoreboard. `low` and `high` are null where the case has no range; `table` is the part of
the review that the measure is drawn from: requirements, burden, depth, readiness, stress or growth."""


def scoreboard(case: Case, plan: Plan, burden: pl.DataFrame, year: int) -> pl.DataFrame:
    """Return the measures of a plan for one planning year, columns as `BOARD`."""
    measures = [
        *_stronger(case, plan, year),
        *_fairer(case, plan, burden, year),
        *_more_lethal(case, plan, year),
    ]
    return _board(measures, year)


def readiness_measures(ready: Readiness, year: int) -> pl.DataFrame:
    """Return the soldiers ready by the day of each tier, as rows of the scoreboard."""
    return _board(
        [
            Measure(
                "more lethal",
                f"ready within {row['day']} days, formations",
                "thousand soldiers",
                row["ready"] / 1000.0,
                "readiness",
            )
            for row in ready.tiers.iter_rows(named=True)
        ],
        year,
    )


def depth_measures(plan: Plan, lasting: pl.DataFrame, year: int) -> pl.DataFrame:
    """Return how deep magazines and stocks are, and how young the equipment is, as rows of the scoreboard."""
    titles = {
        MAGAZINE: "days of supply of the first magazine of interceptors under raids",
        STOCK: "days of supply of the first other stock at high intensity",
    }
    measures = []
    for kind, title in titles.items():
        own = lasting.filter(pl.col("kind") == kind)
        if own.height:
            ends = pl.col("days", "low", "high").min()
            days, low, high = own.select(pl.when(ends < LONG).then(ends)).row(0)
            measures.append(Measure("more lethal", title, "days", days, "depth", low, high))
    young = f"equipment of forces that the plan has delivered in the last {YOUNG} years, at least"
    measures.append(Measure("more lethal", young, "%", young_equipment(plan, year), "requirements"))
    return _board(measures, year)


def growth_measures(plan: Plan, growth: Growth, year: int) -> pl.DataFrame:
    """Return what the plan does for the economies of all allies, as rows of the scoreboard."""
    total = growth.countries.filter(pl.col("year") == year).sum()
    paid = growth.leakage.filter(pl.col("year") == year).sum()
    inside = paid["at_home"][0] + paid["allies"][0]
    gdp = plan.spending.filter(pl.col("year") == year).select("ally", "gdp")
    effect = (
        growth.fiscal.filter(pl.col("year") == year)
        .join(gdp, on="ally", maintain_order="left")
        .select((pl.col("low", "middle", "high") * pl.col("gdp")).sum() / pl.col("gdp").sum())
    )
    low, middle, high = effect.row(0)
    currency = plan.case.settings.currency
    value_added, jobs = (f"{what} by the plan's work, suppliers included" for what in ("value added", "jobs"))
    return _board(
        [
            Measure("growth", value_added, f"{currency} m", total["value_added"][0], "growth"),
            Measure("growth", jobs, "thousand", total["jobs"][0] / 1e3, "growth"),
            Measure(
                "growth",
                "money for work that stays in the Alliance at the first step",
                "%",
                100.0 * inside / paid["spending"][0] if paid["spending"][0] > 0 else 0.0,
                "growth",
            ),
            Measure(
                "growth", "GDP by higher core spending, middle of studies", "% of GDP", middle, "growth",
                min(low, high), max(low, high),
            ),
        ],
        year,
    )  # fmt: skip


def safer_measures(tested: pl.DataFrame) -> pl.DataFrame:
    """Return the measures of safety of a stress test, as rows of the scoreboard: all plans at once."""
    names = {
        AIR_DEFENCE: ("people in cities covered by air and missile defence", "%"),
        MEDICAL: ("avoidable deaths of casualties, all plans at once", "persons"),
    }
    rows = tested.filter((pl.col("plan") == ALL_PLANS) & pl.col("enabler").is_in(list(names)))
    boards = [
        _board(
            [Measure("safer", *names[row["enabler"]], row["figure"], "stress", row["low"], row["high"])],
            row["year"],
        )
        for row in rows.iter_rows(named=True)
    ]
    return pl.concat([_board([], 0), *boards])


def _board(measures: list[Measure], year: int) -> pl.DataFrame:
    """Return measures as rows of the scoreboard."""
    rows = [{"year": year, **asdict(each)} for each in measures]
    return pl.DataFrame(rows, schema=BOARD)


def _stronger(case: Case, plan: Plan, year: int) -> list[Measure]:
    """Return how much of what is required is there."""
    met = _against_last_requirement(case, plan, year)
    return [
        Measure(
            "stronger",
            "requirements of the last year covered by all that allies hold",
            "% of capabilities",
            _percent(met["met"] >= FULLY_MET),
            "requirements",
        ),
        Measure(
            "stronger",
            "mean part of the last year's requirements that all allies' holdings cover",
            "%",
            _percent(met["met"]),
            "requirements",
        ),
    ]


def _fairer(case: Case, plan: Plan, burden: pl.DataFrame, year: int) -> list[Measure]:
    """Return how evenly expenditure and targets are carried."""
    gdp = plan.spending.filter(pl.col("year") == year).select("ally", "gdp")
    cost = burden.join(gdp, on="ally").filter(pl.col("gdp") > 0)
    relative = cost["additional_cost"].clip(0.0) / cost["gdp"]
    armed = burden.filter(pl.col("target_fulfilment").is_not_null())
    uneven, own = "Gini coefficient of added cost relative to GDP", "fulfilment of an ally's own targets"
    return [
        *_at_pledge(case, burden),
        Measure("fairer", uneven, "0 to 1", gini(relative.to_numpy()), "burden"),
        Measure("fairer", f"lowest mean {own}", "%", _least(armed["target_fulfilment"]), "burden"),
    ]


def _at_pledge(case: Case, burden: pl.DataFrame) -> list[Measure]:
    """Return how many allies spend the share of GDP that the Alliance has pledged, if it has."""
    pledged = pledged_last(case, "gdp_share")
    if pledged is None:
        return []
    share, _ = pledged
    reached = _percent(burden["gdp_share"] >= share - 1e-9)
    return [Measure("fairer", f"allies at {share:g} % of GDP or more", "% of allies", reached, "burden")]


def _more_lethal(case: Case, plan: Plan, year: int) -> list[Measure]:
    """Return how forces, air defence and enablers have grown against the baseline."""
    groups = case["capabilities"].select("capability", "pledge_group")
    words = {
        "forces": "forces",
        "amd": "air and missile defence",
        "logistics": "logistics",
        "supply": "supply",
        "transportation": "transportation",
        "medical": "medical support",
    }
    held = (
        plan.fulfilment.filter((pl.col("year") == year) & ~pl.col("aggregate") & (pl.col("baseline") > 0))
        .join(groups, on="capability")
        .group_by("pledge_group", maintain_order=True)
        .agg((pl.col("stock") / pl.col("baseline")).mean().alias("multiple"))
    )
    multiple = dict(held.iter_rows())
    return [
        Measure(
            "more lethal",
            f"{name}: stock against today's, mean over capabilities",
            "multiple",
            multiple[group],
            "requirements",
        )
        for group, name in words.items()
        if group in multiple
    ]


def _against_last_requirement(case: Case, plan: Plan, year: int) -> pl.DataFrame:
    """Return the part of the last year's requirement held in `year`, for capabilities that can be bought."""
    last = plan.requirements.filter(pl.col("year") == case.settings.horizon).select("capability", "required")
    return (
        plan.fulfilment.filter((pl.col("year") == year) & ~pl.col("aggregate"))
        .select("capability", "stock")
        .join(last, on="capability")
        .filter(pl.col("required") > 0)
        .with_columns((pl.col("stock") / pl.col("required")).clip(0.0, 1.0).alias("met"))
    )


def _percent(values: pl.Series) -> float:
    mean = values.cast(pl.Float64).mean()
    return 100.0 * mean if isinstance(mean, float) else 0.0


def _least(values: pl.Series) -> float:
    least = values.min()
    return float(least) if isinstance(least, int | float) else 0.0
