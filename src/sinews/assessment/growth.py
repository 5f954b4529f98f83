"""Growth: what a plan's money makes, earns, imports and employs, by sector, country and year.

Leontief's open model (type I), and closed for households (type II); see docs/methods/growth.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from sinews.assessment.economy import (
    TABLE_OF,
    TAX,
    Economy,
    growth_factor,
    read_economy,
    scaled_economy,
    sector_shares,
)
from sinews.assessment.national_economy import national_economy, table_of
from sinews.case import EDGES, Case, CaseError, at_edge
from sinews.case.problems import Problem
from sinews.engines.leontief import effects, factorise, output_for, with_households
from sinews.implementation import Plan


@dataclass(frozen=True, slots=True)
class Growth:
    """What a plan does for economies. Money in USD m at constant prices, jobs in persons.

    Attributes
    ----------
    demand
        payer, country, sector, year, spending: what an ally pays for work, where it is done.
    leakage
        payer, year, spending, at_home, allies, elsewhere: where an ally's money goes at the first step.
    sectors
        country, sector, year, demand, output, value_added, imports, taxes, jobs: allies only, type I. In each
        country and year demand is value added, imports and taxes together.
    countries
        country, year, demand, output, value_added, imports, taxes, jobs_direct, jobs, value_added_induced,
        jobs_induced: the sums of `sectors`, with the jobs of the sectors that demand reaches first, and the
        totals of type II.
    apprentices
        country, year, intake, in_training, recruits: persons, of the trades that the plan follows.
    fiscal
        ally, year, rise (of core spending above its share in the base year), low, middle, high (effect on
        GDP, %): quartiles and median of the multipliers in growth_factors, whatever their standing and the
        years that they take, after the switches of the settings; a tax takes off the low, middle or high of
        its band.
    """

    demand: pl.DataFrame
    leakage: pl.DataFrame
    sectors: pl.DataFrame
    countries: pl.DataFrame
    apprentices: pl.DataFrame
    fiscal: pl.DataFrame


def growth(plan: Plan) -> Growth:
    """Return what a plan does for the economies of the Alliance.

    Raises
    ------
    CaseError
        If the case lacks rows that growth needs.
    """
    case = plan.case
    economy = read_economy(case)
    demand = spread_over_sectors(case, economy, work_paid(plan))
    sectors, countries = _effects(case, economy, demand)
    return Growth(demand, _leakage(case, demand), sectors, countries, _apprentices(plan), _fiscal(plan))


def work_paid(plan: Plan) -> pl.DataFrame:
    """Return payer, country, capability (null for new lines), year, spending (USD m) of a plan.

    Payments for new orders, for contracts of the start, for what lines build for Ukraine and for new lines,
    in the year in which they fall due: the terms of payment follow the work.
    """
    work = {element.key: element.work for element in plan.elements if element.work}
    plant = pl.col("element").replace_strict(work, return_dtype=pl.String) == "plant"
    return (
        plan.payments.filter(pl.col("element").is_in(list(work)))
        .with_columns(capability=pl.when(~plant).then("capability"))
        .group_by("payer", "country", "capability", "year", maintain_order=True)
        .agg(spending=pl.col("amount").sum())
        .filter(pl.col("spending") > 0)
    )


def spread_over_sectors(case: Case, economy: Economy, work: pl.DataFrame) -> pl.DataFrame:
    """Return payer, country, sector, year, spending: work by the sectors that do it."""
    shares = sector_shares(case, economy.sectors)
    capabilities = case["sector_mix"]["capability"].unique(maintain_order=True).to_list()
    mix = pl.DataFrame(
        {
            "capability": np.repeat(np.array(capabilities), len(economy.sectors)),
            "sector": np.tile(np.array(economy.sectors), len(capabilities)),
            "share": shares.ravel(),
        }
    )
    plant = case["expansion_mix"].select(
        pl.lit(None, pl.String).alias("capability"), "sector", pl.col("share") / pl.col("share").sum()
    )
    used = pl.concat([mix, plant]).filter(pl.col("share") > 0)
    return (
        work.join(used, on="capability", nulls_equal=True, maintain_order="left_right")
        .group_by("payer", "country", "sector", "year", maintain_order=True)
        .agg((pl.col("spending") * pl.col("share")).sum())
        .sort("payer", "country", "sector", "year")
    )


def economy_of(case: Case, economy: Economy, ally: str) -> Economy:
    """Return an ally's economy: by its own table or a stand-in's, or else by the one table and its size."""
    scaled = scaled_economy(case, economy, ally)
    own = None if ally == TABLE_OF else table_of(case, ally)
    return scaled if own is None else national_economy(case, economy, scaled, own)


def _effects(case: Case, economy: Economy, demand: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the effects by country, sector and year, and by country and year; of allies only."""
    years = list(case.years)
    size = len(economy.sectors)
    by_sector, by_country = [], []
    allies = set(case["allies"]["ally"])
    for country in (c for c in demand["country"].unique().sort() if c in allies):
        own = economy_of(case, economy, country)
        final = np.zeros((size, len(years)))
        for sector, year, spending in (
            demand.filter(pl.col("country") == country).select("sector", "year", "spending").iter_rows()
        ):
            if year in case.years:
                final[economy.sectors.index(sector), years.index(year)] += spending
        model = factorise(own.coefficients)
        closed = factorise(with_households(own.coefficients, own.value_added, own.spending))
        made = output_for(model, final)
        columns = {"demand": final, "output": made}
        for name in ("value_added", "imports", "taxes", "jobs"):
            columns[name] = getattr(own, name)[:, None] * made
        by_sector.append(
            pl.DataFrame(
                {
                    "country": np.full(size * len(years), country, dtype=object),
                    "sector": np.repeat(np.array(economy.sectors, dtype=object), len(years)),
                    "year": np.tile(np.array(years), size),
                    **{name: values.ravel() for name, values in columns.items()},
                },
                schema_overrides={"country": pl.String, "sector": pl.String},
            )
        )
        induced = {
            name: effects(closed, np.append(getattr(own, name), 0.0))[:size] @ final
            for name in ("value_added", "jobs")
        }
        by_country.append(
            pl.DataFrame(
                {
                    "country": np.full(len(years), country, dtype=object),
                    "year": np.array(years),
                    **{name: values.sum(axis=0) for name, values in columns.items() if name != "jobs"},
                    "jobs_direct": own.jobs @ final,
                    "jobs": columns["jobs"].sum(axis=0),
                    "value_added_induced": induced["value_added"],
                    "jobs_induced": induced["jobs"],
                },
                schema_overrides={"country": pl.String},
            )
        )
    if not by_sector:
        return _nothing("country", "sector"), _nothing("country")
    return pl.concat(by_sector), pl.concat(by_country)


def _nothing(*labels: str) -> pl.DataFrame:
    """Return the effects of no work at all."""
    made = ("demand", "output", "value_added", "imports", "taxes")
    jobs = ("jobs",) if len(labels) > 1 else ("jobs_direct", "jobs", "value_added_induced", "jobs_induced")
    return pl.DataFrame(
        schema={
            **dict.fromkeys(labels, pl.String),
            "year": pl.Int64,
            **dict.fromkeys((*made, *jobs), pl.Float64),
        }
    )


def _leakage(case: Case, demand: pl.DataFrame) -> pl.DataFrame:
    """Return where each ally's money goes at the first step; a host that is no ally spends none of it."""
    allies = case["allies"]["ally"].implode()
    home = pl.col("country") == pl.col("payer")
    ally = pl.col("country").is_in(allies)
    return (
        demand.filter(pl.col("payer").is_in(allies))
        .group_by("payer", "year", maintain_order=True)
        .agg(
            pl.col("spending").sum(),
            pl.col("spending").filter(home).sum().alias("at_home"),
            pl.col("spending").filter(ally & ~home).sum().alias("allies"),
            pl.col("spending").filter(~ally & ~home).sum().alias("elsewhere"),
        )
        .sort("payer", "year")
    )


def _apprentices(plan: Plan) -> pl.DataFrame:
    """Return country, year, intake, in_training, recruits: persons."""
    trades = plan.case["workforce"].select("country", "trade", "training", before="apprentices")
    rows = (
        plan.tables["workforce"]
        .join(trades, on=["country", "trade"], maintain_order="left")
        .sort("country", "trade", "year")
    )
    first = plan.case.settings.base_year
    training = []
    for (_, _), group in rows.group_by("country", "trade", maintain_order=True):
        length = max(int(np.ceil(group["training"][0])), 1)
        intake = np.concatenate([np.full(length - 1, group["before"][0]), group["apprentices"].to_numpy()])
        training.append(np.convolve(intake, np.ones(length), mode="valid"))
    return (
        rows.with_columns(
            in_training=pl.Series(np.concatenate(training) if training else []).cast(pl.Float64)
        )
        .filter(pl.col("year") >= first)
        .group_by("country", "year", maintain_order=True)
        .agg(
            pl.col("apprentices").sum().alias("intake"),
            pl.col("in_training").sum(),
            pl.col("recruits").sum(),
        )
    )


def _fiscal(plan: Plan) -> pl.DataFrame:
    """Return ally, year, rise, low, middle, high: the effect of higher core spending on GDP."""
    case = plan.case
    multipliers = case["growth_factors"].filter(pl.col("topic") == "fiscal multiplier")["value"].drop_nulls()
    if multipliers.is_empty():
        expected = "at least one row of the topic fiscal multiplier"
        raise CaseError([Problem("growth_factors", None, "topic", "", expected)])
    taxed = dict.fromkeys(("low", "middle", "high"), 0.0)
    if case.settings.financing == "tax":
        # what a tax costs is least where the effect is highest
        cheap, dear = (at_edge(case, edge, "growth_factors") for edge in EDGES)
        taxed = {"low": growth_factor(dear, TAX), "middle": growth_factor(case, TAX)}
        taxed["high"] = growth_factor(cheap, TAX)
    kept = 1.0 - case.settings.crowding_out
    path = plan.tables["spending_path"].select("ally", "year", "gdp", "gdp_share")
    start = path.filter(pl.col("year") == case.settings.base_year).select("ally", start="gdp_share")
    more = path.join(start, on="ally", maintain_order="left").with_columns(
        points=pl.col("gdp_share") - pl.col("start")
    )
    return more.select(
        "ally",
        "year",
        rise=pl.col("points") * pl.col("gdp") / 100.0,
        **{
            name: pl.col("points") * (float(np.quantile(multipliers.to_numpy(), part)) - taxed[name]) * kept
            for name, part in (("low", 0.25), ("middle", 0.5), ("high", 0.75))
        },
    )
