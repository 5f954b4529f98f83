"""Checks what was promised, in levels and money, against the pledges of the case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from math import floor
from typing import Any

import polars as pl

from sinews.case import (
    Case,
    held_before_withdrawals,
    held_by_alliance,
    held_in_scope,
    holdings,
    pledges_of,
    priced,
    standing_offers,
    support_money,
)
from sinews.implementation import Plan
from sinews.verify.plan.findings import Findings, compared

CAPABILITY_YEAR = ["capability", "year"]

Row = dict[str, Any]


def bought(case: Case) -> list[str]:
    """Return the capabilities that are held and bought themselves: all but the sums."""
    sums = set(case["capabilities"]["aggregate"].drop_nulls())
    return [key for key in case["capabilities"]["capability"] if key not in sums]


def on_the_way(year: int, start: int, target: int, before: float, after: float, *, step: bool) -> float:
    """Return the level that is due by a year: in equal steps from one to the other, or all at once."""
    if year >= target:
        return after
    if step or start >= target:
        return before
    return (after - before) / (target - start) * (max(year, start) - start) + before


def in_lots(total: float, weights: list[float], lots: list[float]) -> list[float]:
    """Return a total shared out in proportion to weights, in whole lots by largest remainders.

    Without any weight the parts are even; parts of different lots, and a single part, stay as they are.
    """
    if not sum(weights) > 0:
        weights = [1.0] * len(weights)
    parts = [total * weight / sum(weights) for weight in weights]
    if len(parts) < 2 or max(lots) > min(lots):
        return parts
    whole = [floor(part / lots[0] + 1e-9) for part in parts]
    left = round(total / lots[0]) - sum(whole)
    while left > 0:
        open_to = [n for n, part in enumerate(parts) if part > 0]
        if not open_to:
            break
        nearest = sorted(open_to, key=lambda n: (whole[n] - parts[n] / lots[0], n))[:left]
        for n in nearest:
            whole[n] += 1
        left -= len(nearest)
    return [each * lots[0] for each in whole]


def held_by_all(case: Case) -> dict[str, float]:
    """Return what allies and pools hold of each capability that is bought, units."""
    found = dict(held_by_alliance(case, holdings(case)).select("capability", "quantity").iter_rows())
    return {key: found.get(key, 0.0) for key in bought(case)}


def ambition(plan: Plan) -> Findings:
    """Check the level of each capability: the highest that a pledge sets on its way from what is held."""
    case = plan.case
    held = held_by_all(case)
    best: dict[tuple[str, int], tuple[float, str, str | None]] = {}
    before = case.settings.base_year - 1
    for pledge in pledges_of(case, "multiple_of_baseline", "level").iter_rows(named=True):
        kept = pledge["base"] == "requirement"
        for capability, goal in _goals(case, pledge).items():
            now = held[capability]
            for year in case.years:
                start = max(pledge["start_year"], before)
                step = pledge["path"] == "step"
                level = on_the_way(year, start, pledge["target_year"], now, goal, step=step)
                level = goal if goal < now else level
                if not (level > now or kept):
                    continue
                rival = best.get((capability, year))
                if rival is None or (-level, pledge["pledge"]) < (-rival[0], rival[1]):
                    best[capability, year] = level, pledge["pledge"], pledge["scope"]
    rows = [
        (key, year, now, *best.get((key, year), (now, None, None)))
        for key, now in held.items()
        for year in case.years
    ]
    due = pl.DataFrame(rows, schema=dict(plan.tables["ambition"].schema), orient="row")
    return compared(
        "ambition",
        plan.tables["ambition"],
        due,
        CAPABILITY_YEAR,
        least=dict.fromkeys(("baseline", "level"), 1e-3),
    )


def _spoken_of(case: Case, pledge: Row) -> list[Row]:
    """Return the capabilities, none of them a sum, that a pledge speaks of."""
    rows = [
        row for row in case["capabilities"].iter_rows(named=True) if row["capability"] in set(bought(case))
    ]
    if pledge["capability"] is not None:
        return [r for r in rows if pledge["capability"] in (r["capability"], r["aggregate"])]
    if pledge["pledge_group"] is not None:
        return [r for r in rows if r["pledge_group"] == pledge["pledge_group"]]
    return rows


def _by_capability(frame: pl.DataFrame, column: str) -> dict[str, float]:
    return defaultdict(float, frame.select("capability", column).iter_rows())


def _goals(case: Case, pledge: Row) -> dict[str, float]:
    """Return the level of the whole Alliance when a pledge is kept, by capability."""
    spoken = _spoken_of(case, pledge)
    keys, lots = [r["capability"] for r in spoken], [r["lot"] for r in spoken]
    before = held_before_withdrawals(case)
    inside = _by_capability(held_in_scope(case, before, pledge["scope"]), "quantity")
    everybody = _by_capability(held_in_scope(case, before, None), "quantity")
    outside = {key: everybody[key] - inside[key] for key in keys}
    if pledge["kind"] == "level":
        shared = in_lots(pledge["level"], [inside[key] for key in keys], lots)
        return {key: outside[key] + part for key, part in zip(keys, shared, strict=True)}
    if pledge["base"] == "requirement":
        return _of_requirement(case, pledge, keys, lots, everybody)
    if pledge["base"] == "coverage":
        # air defence answers for its own cover: what counts here is that the plan took the answer
        from sinews.enablers.air_defence import units_for_effect

        needed = _by_capability(units_for_effect(case, pledge["factor"]), "needed")
        return {key: max(needed[key], everybody[key]) for key in keys}
    bases = case["pledge_bases"].filter(pl.col("pledge") == pledge["pledge"])
    recorded = dict(bases.select("capability", "quantity").iter_rows())
    return {key: outside[key] + pledge["factor"] * recorded.get(key, inside[key]) for key in keys}


def _of_requirement(
    case: Case, pledge: Row, keys: list[str], lots: list[float], everybody: dict[str, float]
) -> dict[str, float]:
    """Return the goals of a multiple of a former requirement, which all hold together."""
    named = [
        row
        for row in case["published_requirements"].iter_rows(named=True)
        if row["capability"] == pledge["capability"] and row["published_baseline"] is not None
    ]
    former = sorted(named, key=lambda row: not row["adopted"])[0]
    total = pledge["factor"] * former["published_baseline"]
    if former["baseline_reading"] == "holdings":
        total += sum(everybody[key] for key in keys) - former["published_baseline"]
    offers = standing_offers(case, pledge["scope"])
    held, offered = _by_capability(offers, "held"), _by_capability(offers, "offered")
    total += sum(held[key] - offered[key] for key in keys)
    return dict(zip(keys, in_lots(total, [everybody[key] for key in keys], lots), strict=True))


def pledged_shares(plan: Plan) -> Findings:
    """Check the highest share pledged for resilience and for innovation in each year."""
    rows = []
    for kind in ("resilience_share", "innovation_share"):
        pledges = pledges_of(plan.case, kind).rows(named=True)
        for year in plan.case.years if pledges else ():
            shares = [
                on_the_way(year, r["start_year"], r["target_year"], 0.0, r["share"], step=r["path"] == "step")
                for r in pledges
            ]
            rows.append((kind, year, max(shares)))
    table = plan.tables["pledged_shares"]
    due = pl.DataFrame(rows, schema={"kind": pl.String, "year": pl.Int64, "share": pl.Float64}, orient="row")
    return compared("pledged_shares", table, due, ["kind", "year"], least={"share": 1e-3})


def share_caps(plan: Plan) -> Findings:
    """Check the tightest cap on one ally's share of each capability in each year."""
    case = plan.case
    best: dict[tuple[str, int], tuple[float, str, str | None, str]] = {}
    for pledge in pledges_of(case, "share_cap").iter_rows(named=True):
        for row in _spoken_of(case, pledge):
            for year in case.years:
                step = pledge["path"] == "step"
                cap = on_the_way(
                    year, pledge["start_year"], pledge["target_year"], 1.0, pledge["share"] / 100.0, step=step
                )
                rival = best.get((row["capability"], year))
                if rival is None or (cap, pledge["pledge"]) < (rival[0], rival[3]):
                    of = pledge["base"] or "total"
                    best[row["capability"], year] = cap, of, pledge["scope"], pledge["pledge"]
    table = plan.tables["share_caps"]
    rows = [(*place, *cap) for place, cap in best.items()]
    due = pl.DataFrame(rows, schema=dict(table.schema), orient="row")
    return compared("share_caps", table, due, CAPABILITY_YEAR, least={"share_cap": 1e-3})


def spending_path(plan: Plan) -> Findings:
    """Check each ally's path of spending: as published, then along its own pledges and the Alliance's."""
    case = plan.case
    before = case.settings.base_year - 1
    gdp = {(r["ally"], r["year"]): r["gdp"] for r in priced(case, "economy").iter_rows(named=True)}
    given = {(ally, year): money for ally, year, money in support_money(case).iter_rows()}
    alliance = _in_order(pledges_of(case, "gdp_share"))
    equipment = pledges_of(case, "spending_share").rows(named=True)
    rows = []
    for budget in case["budgets"].iter_rows(named=True):
        ally = budget["ally"]
        plans = [r for r in case["spending_plans"].sort("ally", "year").iter_rows(named=True)
                 if r["ally"] == ally and r["year"] > before]  # fmt: skip
        points = [
            {"ally": ally, "target_year": r["year"], "share": r["gdp_share"], "start_year": 0,
             "path": "linear", "pledge": None} for r in plans
        ]  # fmt: skip
        own = _in_order(pledges_of(case, "gdp_share", ally=ally))
        shares = _along(budget["gdp_share"], [*points, *own, *alliance], before, case.years)
        for year in case.years:
            share, pledge = shares[year]
            part = _equipment(budget["equipment_share"], plans, equipment, before, year)
            money = gdp[ally, year]
            rows.append(
                (ally, year, money, share, money * share / 100.0, part, pledge, given.get((ally, year), 0.0))
            )
    table = plan.tables["spending_path"]
    due = pl.DataFrame(rows, schema=dict(table.schema), orient="row")
    return compared(
        "spending_path", table, due, ["ally", "year"], least={"gdp_share": 1e-3, "equipment_share": 1e-3}
    )


def _in_order(pledges: pl.DataFrame) -> list[Row]:
    """Return pledges in the order in which they fall due."""
    return sorted(pledges.iter_rows(named=True), key=lambda row: (row["target_year"], row["share"]))


def _along(
    today: float, pledges: list[Row], before: int, years: Iterable[int]
) -> dict[int, tuple[float, str | None]]:
    """Return the share of GDP in each year, and the pledge that is headed for then."""
    path: dict[int, tuple[float, str | None]] = dict.fromkeys(years, (today, None))
    reached, share = before, today
    for row in pledges:
        if row["target_year"] <= reached or not (row["share"] > share or row["ally"] is not None):
            continue
        start = max(row["start_year"], reached)
        for year in path:
            if year > reached:
                step = row["path"] == "step"
                due = on_the_way(year, start, row["target_year"], share, row["share"], step=step)
                path[year] = due, row["pledge"]
        reached, share = row["target_year"], row["share"]
    return path


def _equipment(today: float, plans: list[Row], pledges: list[Row], before: int, year: int) -> float:
    """Return the share for equipment in a year: as published, then raised along pledges that lie higher."""
    share = today
    for row in plans:
        if row["equipment_share"] is not None:
            today, before = row["equipment_share"], row["year"]
            share = today if year >= before else share
    for row in pledges:
        if row["share"] > today and year > before:
            start = max(row["start_year"], before)
            step = row["path"] == "step"
            share = max(share, on_the_way(year, start, row["target_year"], today, row["share"], step=step))
    return share
