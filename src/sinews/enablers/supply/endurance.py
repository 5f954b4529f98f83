"""How long the fight lasts on what is there: stock and production against consumption, day by day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from sinews.case import Case
from sinews.enablers.supply.consumption import effort, intense_consumption
from sinews.enablers.supply.production import surge
from sinews.enablers.supply.stocks import ALLIANCE, stocks
from sinews.enablers.supply.tables import Intensity, supply_classes
from sinews.engines.arrays import Values
from sinews.engines.supply_chain import OUTSIDE, Chain, simulate

DAYS = 366
"""Day 0 to day 365."""

LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
"""The quantiles that bands show."""

PATHS = 1000
TO_LAST = 180
"""Days for which the stock that surge production saves is counted."""


@dataclass(frozen=True, slots=True)
class Endurance:
    """How long stocks last.

    Attributes
    ----------
    intensity
        Of the campaign.
    year
        The year at whose end stocks are those of a plan; None for the start of the base year.
    stocks
        What `sinews.enablers.supply.stocks.stocks` returns.
    runs_out
        ally, supply_class, day (first day on which demand is not met, at the planning rates; null for not in
        a year), low, middle, high (the same in sampled worlds, at `LOW`, `MIDDLE` and `HIGH`; null likewise),
        without (day without any production; null likewise), met (share of the year's demand that is met, mean
        of the worlds); in the order of the tables.
    curves
        supply_class, day, stock (of all allies, at the planning rates), low, middle, high (in sampled
        worlds), met (share of the day's demand of all allies that is met, at the planning rates).
    savings
        supply_class, output (units of the class a day, at the start), surged (in full surge), saved (stock
        that need not be held to last `TO_LAST` days, units), value (of it, USD m; null without a price),
        without and with (days that all stocks together last without and with production; null for a year).
    """

    intensity: Intensity
    year: int | None
    stocks: pl.DataFrame
    runs_out: pl.DataFrame
    curves: pl.DataFrame
    savings: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Campaign:
    """The arrays of a campaign; i pairs of ally and class, c classes, d days.

    Attributes
    ----------
    pairs
        ally, supply_class, rate, usable, needed; i rows.
    classes
        Keys of the classes, c of them.
    place
        Class of each pair, (i,).
    demand
        Consumption at the planning rates, (i, d).
    room
        Most that stocks are filled up to: the target, or today's stock where that is more, (i,).
    delivered
        From lines and from the civil economy, (i, d).
    output
        From lines alone, all together, (c, d).
    """

    pairs: pl.DataFrame
    classes: list[str]
    place: np.ndarray
    demand: Values
    room: Values
    delivered: Values
    output: Values


def assess(
    case: Case,
    held: pl.DataFrame,
    intensity: Intensity = "high",
    *,
    year: int | None = None,
    capacity: pl.DataFrame | None = None,
    paths: int = PATHS,
) -> Endurance:
    """Say how long each ally lasts in each class of supply.

    Every ally fights with all of its forces on its own stock; substitutes serve in sampled worlds alone.
    What lines make is shared in proportion to consumption; demand that is not met on its day is lost. A
    world draws one factor for the rates of each class, and a gamma-distributed demand for each ally, class
    and day.

    Parameters
    ----------
    case
        A checked case.
    held
        ally, capability, quantity.
    intensity
        Of the campaign.
    year, capacity
        As for `sinews.enablers.supply.production.line_output`; `held` is then what a plan holds at its end.
    paths
        Number of sampled worlds.

    Raises
    ------
    CaseError
        If the case lacks tables of supply.
    """
    campaign, held_stocks = prepare(case, held, intensity, year=year, capacity=capacity)
    worlds = simulate(chain(case, campaign), paths, case.settings.seed, watch=campaign.place)
    stock, met = _expected(campaign)
    return Endurance(
        intensity,
        year,
        held_stocks,
        _runs_out(campaign, worlds.first_short, met, worlds.met),
        _curves(campaign, stock, met, worlds.watched),
        _savings(campaign, held_stocks),
    )


def prepare(
    case: Case,
    held: pl.DataFrame,
    intensity: Intensity,
    *,
    year: int | None = None,
    capacity: pl.DataFrame | None = None,
    days: int = DAYS,
) -> tuple[Campaign, pl.DataFrame]:
    """Return the arrays of a campaign, and the table of stocks; parameters as for `assess`."""
    classes = supply_classes(case)
    rates = intense_consumption(case, held)
    spent, opening = effort(case, intensity, days), effort(case, "high", 1)
    held_stocks = stocks(case, held, rates, spent, opening, year)
    pairs = rates.join(
        held_stocks.select("ally", "supply_class", "usable", "needed"),
        on=["ally", "supply_class"],
        maintain_order="left",
    )
    at = {supply_class: place for place, supply_class in enumerate(spent.classes)}
    place = np.array([at[supply_class] for supply_class in pairs["supply_class"]], np.int64)
    rate = pairs["rate"].to_numpy()
    demand = rate[:, None] * spent.share[place]
    output = surge(case, days, year, capacity)
    together = np.bincount(place, rate, len(spent.classes))
    civil = np.minimum(
        demand,
        (rate * classes["civil_supply"].to_numpy()[place] / 100.0)[:, None]
        * (np.arange(days) >= classes["civil_day"].to_numpy()[place][:, None]),
    )
    delivered = civil + output[place] * (rate / together[place])[:, None]
    room = pairs.select(pl.max_horizontal("usable", "needed")).to_series().to_numpy()
    return Campaign(pairs, spent.classes, place, demand, room, delivered, output), held_stocks


def days_of_supply(
    case: Case, held: pl.DataFrame, intensity: Intensity = "high", *, year: int | None = None
) -> pl.DataFrame:
    """Return what `stocks` returns for a campaign: how long stocks alone last, at once and without worlds.

    Parameters and errors as for `assess`.
    """
    rates = intense_consumption(case, held)
    return stocks(case, held, rates, effort(case, intensity, 1), effort(case, "high", 1), year)


def chain(case: Case, campaign: Campaign) -> Chain:
    """Return a campaign as a chain of stocks that stand alone, but for substitutes that the case names."""
    classes = supply_classes(case)
    count = campaign.place.size
    substitute, rate = _substitutes(case, campaign)
    return Chain(
        supplier=np.full(count, OUTSIDE),
        lead_time=np.ones(count, np.int64),
        level=np.zeros(count),
        opening=campaign.pairs["usable"].to_numpy(),
        room=campaign.room,
        capacity=np.full(count, np.inf),
        loss=np.zeros(count),
        closure=np.zeros(count),
        delivered=campaign.delivered,
        demand=campaign.demand,
        variation=classes["variation"].to_numpy()[campaign.place] / 100.0,
        kept=np.zeros(count),
        stream=np.arange(count),
        group=campaign.place,
        rate_low=classes["rate_low"].to_numpy() / 100.0,
        rate_high=classes["rate_high"].to_numpy() / 100.0,
        substitute=substitute,
        substitute_rate=rate,
    )


def _substitutes(case: Case, campaign: Campaign) -> tuple[np.ndarray, Values]:
    """Return for each pair the pair of the same ally that may stand in for it, and at which rate."""
    at = {pair: place for place, pair in enumerate(campaign.pairs.select("ally", "supply_class").iter_rows())}
    substitute, rate = np.full(len(at), OUTSIDE), np.ones(len(at))
    for supply_class, other, units in (
        case["supply_substitutes"].select("supply_class", "substitute", "rate").iter_rows()
    ):
        for (ally, own), place in at.items():
            if own == supply_class and (ally, other) in at:
                substitute[place], rate[place] = at[ally, other], units
    return substitute, rate


def _expected(campaign: Campaign, *, production: bool = True) -> tuple[Values, Values]:
    """Return the stock at the end of each day and the demand met, (i, d), at the planning rates."""
    stock = np.empty_like(campaign.demand)
    met = np.empty_like(campaign.demand)
    left = campaign.pairs["usable"].to_numpy()
    for day in range(campaign.demand.shape[1]):
        offered = campaign.delivered[:, day] if production else 0.0
        ready = left + np.clip(np.minimum(offered, campaign.room - left), 0.0, None)
        met[:, day] = np.minimum(ready, campaign.demand[:, day])
        left = ready - met[:, day]
        stock[:, day] = left
    return stock, met


def _first_short(met: Values, demand: Values) -> list[int | None]:
    """Return the first day of each row on which not all demand is met; None for never."""
    short = met < demand * (1.0 - 1e-9)
    return [int(row.argmax()) if row.any() else None for row in short]


def _runs_out(campaign: Campaign, first_short: np.ndarray, met: Values, met_share: Values) -> pl.DataFrame:
    days = campaign.demand.shape[1]
    bands = np.quantile(first_short, (LOW, MIDDLE, HIGH), axis=0, method="inverted_cdf")
    without = _expected(campaign, production=False)[1]
    return campaign.pairs.select("ally", "supply_class").with_columns(
        pl.Series("day", _first_short(met, campaign.demand), pl.Int64),
        *(
            pl.Series(name, [int(day) if day < days else None for day in band], pl.Int64)
            for name, band in zip(("low", "middle", "high"), bands, strict=True)
        ),
        pl.Series("without", _first_short(without, campaign.demand), pl.Int64),
        pl.Series("met", met_share.mean(axis=0)),
    )


def _curves(campaign: Campaign, stock: Values, met: Values, watched: np.ndarray) -> pl.DataFrame:
    count, days = len(campaign.classes), campaign.demand.shape[1]
    present = sorted(set(campaign.place.tolist()))
    by_class = np.zeros((3, count, days))
    for total, rows in zip(by_class, (stock, met, campaign.demand), strict=True):
        np.add.at(total, campaign.place, rows)
    bands = np.quantile(watched[:, present], (LOW, MIDDLE, HIGH), axis=0).astype(np.float64)
    wanted = by_class[2, present]
    return pl.DataFrame(
        {
            "supply_class": np.repeat([campaign.classes[place] for place in present], days),
            "day": np.tile(np.arange(days), len(present)),
            "stock": by_class[0, present].ravel(),
            "low": bands[0].ravel(),
            "middle": bands[1].ravel(),
            "high": bands[2].ravel(),
            "met": np.divide(
                by_class[1, present], wanted, out=np.ones_like(wanted), where=wanted > 0
            ).ravel(),
        }
    )


def _savings(campaign: Campaign, held_stocks: pl.DataFrame) -> pl.DataFrame:
    """Return what lines save, class by class, where they make anything."""
    demand = np.zeros_like(campaign.output)
    np.add.at(demand, campaign.place, campaign.demand)
    whole = held_stocks.filter(pl.col("ally") == ALLIANCE)
    rows = []
    for row in whole.iter_rows(named=True):
        place = campaign.classes.index(row["supply_class"])
        made = campaign.output[place]
        if made[0] <= 0.0:
            continue
        spent, output = np.cumsum(demand[place]), np.cumsum(made)
        last = min(TO_LAST, spent.size) - 1
        saved = spent[last] - max(float((spent - output)[: last + 1].max()), 0.0)
        lasting = [_first_day_over(row["usable"], need) for need in (spent, spent - output)]
        value = None if row["price"] is None else saved * row["price"]
        rows.append((row["supply_class"], made[0], made.max(), saved, value, *lasting))
    names = ("supply_class", "output", "surged", "saved", "value", "without", "with")
    kinds = (pl.String, pl.Float64, pl.Float64, pl.Float64, pl.Float64, pl.Int64, pl.Int64)
    return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")


def _first_day_over(stock: float, need: Values) -> int | None:
    """Return the first day on which a cumulated need is above a stock; None for never."""
    over = need > stock * (1.0 + 1e-9)
    return int(over.argmax()) if over.any() else None
