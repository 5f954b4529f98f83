"""Checks each requirement: the highest of what was pledged, is published as needed, and was sized."""

from __future__ import annotations

from collections import defaultdict
from math import ceil
from typing import Any

import polars as pl

from sinews.case import Case, held_before_withdrawals, held_in_scope, holdings, standing_offers
from sinews.implementation import Plan
from sinews.verify.plan.findings import Findings, compared
from sinews.verify.plan.guidance import bought, in_lots, on_the_way

KEYS = ["capability", "year"]

Row = dict[str, Any]
Published = dict[tuple[str, int], tuple[float, str, str | None]]
Sized = dict[tuple[str, int], tuple[float, str]]


def requirements(plan: Plan) -> Findings:
    """Check what is required of each capability in each year, what drives it and whom it binds."""
    case = plan.case
    ambition = {(r["capability"], r["year"]): r for r in plan.tables["ambition"].iter_rows(named=True)}
    if len(ambition) != len(bought(case)) * len(case.years):
        return Findings(["ambition: rows are missing, so that nothing can be said of requirements"])
    published = _published(case, ambition)
    sized = _sized(plan, ambition, published)
    lots = dict(case["capabilities"].select("capability", "lot").iter_rows())
    rows: list[Row] = []
    for capability in bought(case):
        so_far, path = -float("inf"), []
        for year in case.years:
            row = _one(
                ambition[capability, year], published.get((capability, year)), sized.get((capability, year))
            )
            above = (row.pop("asked") - row["baseline"]) / lots[capability]
            so_far = max(so_far, row["baseline"] + ceil(above - 1e-9) * lots[capability])
            path.append(row | {"required": so_far})
        rows += [row | {"scope": path[-1]["scope"]} for row in path]
    table = plan.requirements
    due = pl.DataFrame(rows, schema=dict(table.schema))
    figures = ("baseline", "pledged", "published", "sized", "required")
    return compared("requirements", table, due, KEYS, least=dict.fromkeys(figures, 1e-3))


def _one(level: Row, published: tuple[float, str, str | None] | None, sized: tuple[float, str] | None) -> Row:
    """Return a row of the requirements; `asked` is the highest of what asks for something."""
    baseline, pledged = level["baseline"], level["level"]
    promised = [pledged] if level["pledge"] is not None else []
    promised += [published[0]] if published else []
    kept = max(promised) if promised else baseline
    needed = sized[0] if sized else None
    asked = needed if needed is not None and needed > max(kept, baseline) else kept
    of_pledge = pledged if level["pledge"] is not None else 0.0
    if needed is not None and asked == needed:
        driver = "sized"
    elif asked == baseline or not promised:
        driver = "baseline"
    elif published and published[0] > of_pledge:
        driver = "published"
    else:
        driver = "pledge" if level["pledge"] is not None else "published"
    by_publication = driver == "published" or (driver == "sized" and level["pledge"] is None)
    return {
        "capability": level["capability"], "year": level["year"], "baseline": baseline, "pledged": pledged,
        "pledge": level["pledge"], "published": published[0] if published else None,
        "requirement": published[1] if published else None, "sized": needed,
        "sizing": sized[1] if sized else None, "driver": driver, "asked": asked,
        "scope": (published[2] if published else None) if by_publication else level["scope"],
    }  # fmt: skip


def _published(case: Case, ambition: dict[tuple[str, int], Row]) -> Published:
    """Return the highest adopted requirement of each capability in each year, which it is, whom it binds."""
    best: Published = {}
    for row in case["published_requirements"].filter(pl.col("adopted")).iter_rows(named=True):
        start = max(row["start_year"], case.settings.base_year - 1)
        for capability, goal in _goals(case, ambition, row).items():
            for year in case.years:
                now = ambition[capability, year]["baseline"]
                way = on_the_way(year, start, row["target_year"], now, goal, step=False)
                level = goal if goal < now else way
                rival = best.get((capability, year))
                if rival is None or (-level, row["requirement"]) < (-rival[0], rival[1]):
                    best[capability, year] = level, row["requirement"], row["scope"]
    return best


def _goals(case: Case, ambition: dict[tuple[str, int], Row], row: Row) -> dict[str, float]:
    """Return what a publication asks of each capability that it speaks of, units."""
    members = [
        r for r in case["capabilities"].iter_rows(named=True)
        if row["capability"] in (r["capability"], r["aggregate"])
        and (r["capability"], row["target_year"]) in ambition
    ]  # fmt: skip
    keys = [r["capability"] for r in members]
    at = {key: ambition[key, row["target_year"]] for key in keys}
    if row["basis"] == "addition":
        total = sum(at[key]["baseline"] for key in keys) + row["quantity"]
        if row["published_baseline"] is not None:
            inside = held_in_scope(case, holdings(case), row["scope"])
            total += row["published_baseline"] - _of(inside, keys, "quantity")
    elif row["baseline_reading"] == "holdings":
        before = held_in_scope(case, held_before_withdrawals(case), None)
        total = _of(before, keys, "quantity") + row["quantity"] - row["published_baseline"]
    else:
        offers = standing_offers(case, row["scope"])
        total = row["quantity"] + _of(offers, keys, "held") - _of(offers, keys, "offered")
    weights = [at[key]["level"] for key in keys]
    return dict(zip(keys, in_lots(total, weights, [r["lot"] for r in members]), strict=True))


def _of(frame: pl.DataFrame, keys: list[str], column: str) -> float:
    """Return the sum of a column over some capabilities."""
    return float(frame.filter(pl.col("capability").is_in(keys))[column].sum())


def _sized(plan: Plan, ambition: dict[tuple[str, int], Row], published: Published) -> Sized:
    """Return what enablers need on the way to each of their needs, and why; nothing if none was asked."""
    case = plan.case
    if "sized" not in plan.tables:
        return {}
    needs: dict[str, dict[int, tuple[float, str]]] = defaultdict(dict)
    for r in plan.tables["sized"].sort("capability", "year", "needed").iter_rows(named=True):
        needs[r["capability"]][r["year"]] = r["needed"], r["sizing"]
    found: Sized = {}
    for capability, by_year in needs.items():
        if (capability, case.settings.base_year) not in ambition:
            continue
        more = _unoffered(case, ambition, published, capability)
        before = case.settings.base_year - 1, ambition[capability, case.settings.base_year]["baseline"]
        points = [before, *((year, need + more) for year, (need, _) in sorted(by_year.items()))]
        for year in case.years:
            later = [(at, level) for at, level in points[1:] if at >= year]
            at, level = later[0] if later else points[-1]
            last, was = [point for point in points if point[0] < at][-1] if later else points[-1]
            way = was + (level - was) * (year - last) / (at - last) if later else level
            found[capability, year] = way, by_year[at][1]
    return found


def _unoffered(
    case: Case, ambition: dict[tuple[str, int], Row], published: Published, capability: str
) -> float:
    """Return what allies outside the scope of a capability's promise hold and do not offer."""
    years = list(case.years)
    scopes = [published[capability, y][2] for y in years if (capability, y) in published]
    scopes += [ambition[capability, y]["scope"] for y in years if ambition[capability, y]["pledge"]]
    if not scopes:
        return 0.0
    offers = standing_offers(case, scopes[-1])
    return _of(offers, [capability], "held") - _of(offers, [capability], "offered")
