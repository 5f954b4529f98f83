"""Raids: how many threats of a class come on a day, by plan and phase.

The table `threats` has them as percentiles of a day, between which they are taken to run straight. What it
says of all allies falls on a plan by the *share by population and sites*: the part that the sites of its area
have of the weight of the areas of all plans, times the factor ``raid_focus`` and never more than all of them.
Days are independent, and on one day all classes come at the same percentile: large raids mix all kinds.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import polars as pl

from sinews.case import Case
from sinews.case.catalogue.air_defence import LOOK, PERCENTILES
from sinews.enablers.air_defence.tables import area_of, check_tables, planning_or, weighted_sites
from sinews.engines.arrays import Values

ALL = "all"
"""Stands for the plan in rows about the raids on all allies."""

ENDS = {"low": "_low", "planned": "", "high": "_high"}
"""Ends and middle of ranges, by the suffixes of their columns."""

LEVELS = np.array(list(PERCENTILES.values()))
STEPS = 400
"""Equally likely days by which the distribution of a day is stood for."""


def plan_share(case: Case, plan: str) -> dict[str, float]:
    """Return the part of all raids that falls on a plan, at the ends and in the middle of its range.

    In the middle of the range with ``raid_focus`` 1 the shares of all plans add up to 1.
    """
    if plan == ALL:
        return dict.fromkeys(ENDS, 1.0)
    sites = weighted_sites(case).select("country", "weight")
    weight = {
        each: float(sites.filter(pl.col("country").is_in(area_of(case, each)))["weight"].sum())
        for each in case["defence_plans"]["plan"]
    }
    whole = sum(weight.values())
    part = weight.get(plan, 0.0) / whole if whole else 0.0
    return {name: min(1.0, part * planning_or(case, f"raid_focus{end}", 1.0)) for name, end in ENDS.items()}


def raids(case: Case, plan: str = ALL) -> pl.DataFrame:
    """Return the raids of a day, by phase and class of threat.

    Parameters
    ----------
    case
        A checked case.
    plan
        A defence plan that is fought; `ALL` for all at once. Rows of `threats` for the plan itself go before
        its share of what comes on all allies.

    Returns
    -------
    polars.DataFrame
        phase, first_day, threat, name, low, planned, high (mean threats a day), and the percentiles
        (`PERCENTILES`, threats a day, in the middle of the range); by phase in time, then as in `raids`. A
        class that `threats` does not have comes as `raids` says, alike on every day of every phase.

    Raises
    ------
    CaseError
        If a table that the answer rests on is empty.
    """
    check_tables(case)
    share = plan_share(case, plan)
    own = case["threats"].filter((pl.col("plan") == plan) & (pl.lit(plan) != ALL))
    named = own["threat"].implode()
    rest = case["threats"].filter((pl.col("plan") == ALL) & ~pl.col("threat").is_in(named))
    parts = [_scaled(own, dict.fromkeys(ENDS, 1.0)), _scaled(rest, share)]
    known = pl.concat(parts)
    starts = known["first_day"].unique().sort().to_list() or [0]
    rows = [
        _constant(row, share, first_day)
        for row in case["raids"].iter_rows(named=True)
        if row["threat"] not in set(known["threat"])
        for first_day in starts
    ]
    phases = dict(known.select("first_day", "phase").iter_rows())
    constant = pl.DataFrame(rows, schema=known.drop("phase").schema).with_columns(
        phase=pl.col("first_day").replace_strict(phases, default="all days", return_dtype=pl.String)
    )
    order = case["raids"].select("threat", "name").with_row_index("order")
    return (
        pl.concat([known, constant.select(known.columns)])
        .join(order, on="threat", maintain_order="left")
        .sort("first_day", "order", "phase")
        .select("phase", "first_day", "threat", "name", *ENDS, *PERCENTILES)
    )


def opening(raided: pl.DataFrame) -> pl.DataFrame:
    """Return the raids of the first day: of each class its first phase."""
    return raided.group_by("threat", maintain_order=True).first().select(raided.columns)


def phase_days(raided: pl.DataFrame, days: int) -> list[tuple[pl.DataFrame, int]]:
    """Return the raids of each stretch of days in which nothing changes, and how many days it lasts.

    Parameters
    ----------
    raided
        What `raids` returns.
    days
        Days in all.
    """
    starts = sorted({0, *(day for day in raided["first_day"] if day < days)})
    ends = [*starts[1:], days]
    return [
        (
            raided.filter(pl.col("first_day") <= start)
            .group_by("threat", maintain_order=True)
            .last()
            .select(raided.columns),
            end - start,
        )
        for start, end in zip(starts, ends, strict=True)
    ]


def shots_and_kill(case: Case) -> pl.DataFrame:
    """Return how each layer answers each class of threats.

    A salvo of n shots, each of which stops the threat with chance k, takes n of them; shoot-look-shoot with
    at most n takes ``(1 - (1 - k)^n) / k`` on average. Both stop it with chance ``1 - (1 - k)^n``.

    Returns
    -------
    polars.DataFrame
        threat, layer, interceptor; share, share_low, share_high (0 to 1); fired, fired_low, fired_high
        (interceptors for one engaged threat; low where the chance of a kill is high); stopped, stopped_low,
        stopped_high (chance that an engagement stops the threat; null where the case gives none).
    """
    answers = case["air_defence_engagements"]
    columns: dict[str, pl.Expr] = {}
    opposite = {"": "", "_low": "_high", "_high": "_low"}
    for end in ENDS.values():
        shots, kill = pl.col(f"shots{end}"), pl.col(f"kill{opposite[end]}") / 100
        missed = (1 - kill).pow(shots)
        look = (pl.col("firing") == LOOK) & (kill > 0)
        own = pl.col(f"kill{end}") / 100
        # guns and jammers fire no counted round: one engagement is one try
        tries = pl.when(pl.col("shots") > 0).then(pl.col("shots")).otherwise(1.0)
        columns |= {
            f"share{end}": pl.col(f"share{end}") / 100,
            f"fired{end}": pl.when(look).then((1 - missed) / kill).otherwise(shots),
            f"stopped{end}": 1 - (1 - own).pow(tries),
        }
    return answers.select("threat", "layer", "interceptor", **columns)


def daily_use(case: Case, plan: str = ALL) -> pl.DataFrame:
    """Return the interceptors used on a day of raids at the beginning, on average.

    Use follows from the raids that come and from how they are answered, never from the number of batteries.

    Parameters
    ----------
    case, plan
        As for `raids`.

    Returns
    -------
    polars.DataFrame
        interceptor (capability), low, planned, high (missiles a day). The ends take the ends of raids, share
        engaged, shots and chance of a kill all together: the ends of what may be.

    Raises
    ------
    CaseError
        If a table that the answer rests on is empty.
    """
    return use_of(case, opening(raids(case, plan)))


def use_of(case: Case, raided: pl.DataFrame) -> pl.DataFrame:
    """Return interceptor, low, planned, high: what given raids (rows of `raids`) use on a day."""
    use = {name: pl.col(name) * pl.col(f"share{end}") * pl.col(f"fired{end}") for name, end in ENDS.items()}
    return (
        shots_and_kill(case)
        .drop_nulls("interceptor")
        .join(raided.select("threat", *ENDS), on="threat", how="inner", maintain_order="left")
        .with_columns(**use)
        .group_by("interceptor", maintain_order=True)
        .agg(pl.col(list(ENDS)).sum())
        .sort("interceptor")
    )


def likely_uses(case: Case, raided: pl.DataFrame) -> dict[str, Values]:
    """Return by interceptor the use on each of `STEPS` equally likely days under given raids."""
    level = (np.arange(STEPS) + 0.5) / STEPS
    comes = {
        row["threat"]: np.interp(level, LEVELS, [row[name] for name in PERCENTILES])
        for row in raided.iter_rows(named=True)
    }
    found: dict[str, Values] = {}
    for row in shots_and_kill(case).drop_nulls("interceptor").iter_rows(named=True):
        if row["threat"] in comes:
            used = comes[row["threat"]] * row["share"] * row["fired"]
            found[row["interceptor"]] = found.get(row["interceptor"], np.zeros(STEPS)) + used
    return found


def _scaled(rows: pl.DataFrame, share: dict[str, float]) -> pl.DataFrame:
    """Return rows of `threats` with their scales and a share of them, and the mean of a day."""
    middle = share["planned"] * pl.col("scale") / 100
    return rows.select(
        "phase",
        "first_day",
        "threat",
        *((_mean() * share[name] * pl.col(f"scale{end}") / 100).alias(name) for name, end in ENDS.items()),
        *((pl.col(name) * middle).alias(name) for name in PERCENTILES),
    ).cast({"first_day": pl.Int64})


def _mean() -> pl.Expr:
    """Return the mean of a day: percentiles joined by straight lines."""
    names = list(PERCENTILES)
    return pl.sum_horizontal(
        (pl.col(a) + pl.col(b)) * (PERCENTILES[b] - PERCENTILES[a]) / 2 for a, b in pairwise(names)
    )


def _constant(row: dict[str, float], share: dict[str, float], first_day: int) -> dict[str, object]:
    """Return a class whose number is the same on every day, as a row without its phase."""
    rates = {name: (row[f"rate{end}"] or 0.0) * share[name] for name, end in ENDS.items()}
    return {
        "first_day": first_day,
        "threat": row["threat"],
        **rates,
        **dict.fromkeys(PERCENTILES, rates["planned"]),
    }
