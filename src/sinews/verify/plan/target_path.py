"""Checks each year's targets: who adds which lot when, as requirement, growth and caps allow."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from math import floor

import polars as pl

from sinews.case import members
from sinews.implementation import Plan
from sinews.verify.plan.findings import Findings, compared
from sinews.verify.plan.shares import Lots

KEYS = ["ally", "capability", "year"]

MOST_IN_DOUBT = 8
"""Allies of a capability of which it is tried whether they were raised to the least that is of use."""


def targets(plan: Plan) -> Findings:
    """Check every ally's target in every year, and what no ally could be given."""
    lots, case = Lots(plan), plan.case
    allies = case["allies"]["ally"].to_list()
    required = {
        (r["capability"], r["year"]): (r["required"], r["baseline"], r["scope"])
        for r in plan.requirements.iter_rows(named=True)
    }
    rows, missing = [], []
    for capability, due in lots.due.items():
        lot = lots.lot[capability]
        given = _as_told(plan, capability, allies, lots, due)
        for n, year in enumerate(case.years):
            short = (due[n] - round(sum(path[n] for path in given.values()))) * lot
            if short > 1e-6:
                missing.append((capability, year, short))
        scope = required[capability, case.years[-1]][2]
        inside = set(members(case, scope))
        for ally in allies:
            held = lots.held[ally, capability]
            if not (held > 0 or given[ally][-1] > 0):
                continue
            for n, year in enumerate(case.years):
                need, baseline, _ = required[capability, year]
                kept = held
                if need < baseline - 1e-9 and ally in inside:
                    kept = _kept(capability, allies, inside, lots, baseline - need)[ally]
                rows.append((ally, capability, year, held, kept + given[ally][n] * lot))
    figures = {"held": pl.Float64, "target": pl.Float64}
    schema = {"ally": pl.String, "capability": pl.String, "year": pl.Int64} | figures
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    found = compared("targets", plan.targets, frame, KEYS, least=dict.fromkeys(figures, 1e-3))
    unassigned = pl.DataFrame(
        missing, schema={"capability": pl.String, "year": pl.Int64, "quantity": pl.Float64}, orient="row"
    )
    table = plan.tables["unassigned"]
    found = found + compared("unassigned", table, unassigned, KEYS[1:], least={"quantity": 1e-3})
    return found + _reasons(plan, lots, {place: need[:2] for place, need in required.items()})


def _reasons(plan: Plan, lots: Lots, required: dict[tuple[str, int], tuple[float, float]]) -> list[str]:
    """Return where the reason for what is unassigned is none of those that there are."""
    yearly = f"{100 * plan.case.settings.yearly_growth:.4g} % a year"
    growth = f"targets grow by {yearly} at most, so that it comes later"
    found = []
    for r in plan.tables["unassigned"].iter_rows(named=True):
        if (r["capability"], r["year"]) not in required:
            continue
        need, baseline = required[r["capability"], r["year"]]
        of = r["capability"]
        added = sum(amount for pair, amount in lots.whole.items() if pair[1] == of) * lots.lot[of]
        late = need - baseline <= round(added / lots.lot[of]) * lots.lot[of] + 1e-6
        right = (
            r["reason"] == growth
            if late
            else str(r["reason"]).startswith(("no ally is", "every eligible ally"))
        )
        if not right:
            found.append(f"unassigned, capability {of}, year {r['year']}, reason: {r['reason']!r}")
    return found


def _as_told(
    plan: Plan, capability: str, allies: list[str], lots: Lots, due: list[float]
) -> dict[str, list[float]]:
    """Return the lots that each ally has added by each year, as the plan has them if that can be.

    An ally that has none of a capability may have been raised to the least that is of use; then growth does
    not hold it back below that. Where its share came to more in the end, no table tells whether it was.
    """
    least = lots.viable(capability)
    perhaps = [
        ally
        for ally in allies
        if least > 1
        and not lots.held[ally, capability] > 0
        and lots.whole.get((ally, capability), 0.0) >= least
        and min(_earliest(ally, capability, lots, len(due), 0.0)) < least
    ][:MOST_IN_DOUBT]
    told = {
        (ally, year): target
        for ally, year, target in plan.targets.filter(capability=capability)
        .select("ally", "year", "target")
        .iter_rows()
    }
    years, first = list(plan.case.years), None
    for chosen in product((False, True), repeat=len(perhaps)):
        raised = {ally for ally, is_raised in zip(perhaps, chosen, strict=True) if is_raised}
        given = _by_year(capability, allies, lots, due, raised)
        first = given if first is None else first
        added = {(ally, year): each * lots.lot[capability]
                 for ally in perhaps for year, each in zip(years, given[ally], strict=True)}  # fmt: skip
        if all(abs(told.get(place, -1.0) - units) <= 1e-6 for place, units in added.items()):
            return given
    return first or {}


def _by_year(
    capability: str, allies: list[str], lots: Lots, due: list[float], raised: set[str]
) -> dict[str, list[float]]:
    """Return the lots that each ally has added by each year.

    Lots are handed out in the order of Webster's method, a provider's k-th at (k - 1/2) over its number in
    the end; one that growth or a cap keeps back waits, and later ones go first. A package counts as one.
    """
    years = len(due)
    final = {ally: lots.whole.get((ally, capability), 0.0) for ally in allies}
    provider = {ally: lots.package.get((ally, capability), "") for ally in allies}
    together: dict[str, list[str]] = defaultdict(list)
    for ally in allies:
        if provider[ally]:
            together[provider[ally]].append(ally)
    least = lots.viable(capability)
    most = {
        ally: _earliest(ally, capability, lots, years, least if ally in raised else 0.0) for ally in allies
    }
    number = {ally: round(final[ally]) for ally in allies if not provider[ally]}
    for package, inside in together.items():
        number[package] = round(sum(final[ally] for ally in inside))
        most[package] = [sum(most[ally][n] for ally in inside) for n in range(years)]
    place = {key: n for n, key in enumerate([*(a for a in allies if not provider[a]), *together])}
    queue = sorted(
        ((k - 0.5) / count, place[key], key, k) for key, count in number.items() for k in range(1, count + 1)
    )
    whole = min(sum(number.values()), floor(due[-1] + 0.5))
    had = dict.fromkeys(number, 0)
    path: dict[str, list[float]] = {key: [] for key in number}
    for n in range(years):
        left = max(int(min(due[n], sum(number.values()))) - sum(had.values()), 0) if whole >= 0 else 0
        waiting = []
        for lot in queue:
            _, _, key, k = lot
            if left > 0 and most[key][n] >= k - 1e-9:
                had[key] += 1
                left -= 1
            else:
                waiting.append(lot)
        queue = waiting
        for key in number:
            path[key].append(float(had[key]))
    given = {ally: path[ally] for ally in allies if not provider[ally]}
    for package, inside in together.items():
        total = sum(final[ally] for ally in inside)
        for ally in inside:
            part = final[ally] / total if total > 0 else 0.0
            given[ally] = [part * each for each in path[package]]
    return given


def _earliest(ally: str, capability: str, lots: Lots, years: int, least: float) -> list[float]:
    """Return the most lots that an ally may have added by each year; a later limit counts before, too."""
    pair = ally, capability
    growth, cap = lots.limits.growth[pair], lots.limits.cap[pair]
    most = [min(growth[n], cap[n]) for n in range(years)]
    most = [min(most[n:]) for n in range(years)]
    kept = max(lots.lower(pair), least)
    return [max(each, kept) for each in most]


def _kept(
    capability: str, allies: list[str], inside: set[str], lots: Lots, excess: float
) -> dict[str, float]:
    """Return what allies have to keep of what they hold where all hold more than is required."""
    own = {ally: lots.held[ally, capability] for ally in allies if ally in inside}
    total, lot = sum(own.values()), lots.lot[capability]
    part = max(total - excess, 0.0) / total if total > 0 else 0.0
    exact = {ally: part * held / lot for ally, held in own.items()}
    whole = {ally: floor(min(exact[ally], held / lot) + 1e-9) for ally, held in own.items()}
    left = round(part * total / lot) - sum(whole.values())
    while left > 0:
        able = [ally for ally in own if exact[ally] > 0 and whole[ally] < floor(own[ally] / lot + 1e-9)]
        if not able:
            break
        # the largest remainders first, then those that the case names first
        able = sorted(able, key=lambda ally: whole[ally] - exact[ally])[:left]
        for ally in able:
            whole[ally] += 1
        left -= len(able)
    return {ally: number * lot for ally, number in whole.items()}
