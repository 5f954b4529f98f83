"""Checks each ally's share of the last year's requirement, and that burdens are as even as limits let be."""

from __future__ import annotations

from collections import defaultdict
from math import ceil, inf

import polars as pl

from sinews.case import Case
from sinews.implementation import Plan
from sinews.verify.plan.findings import Findings, compared
from sinews.verify.plan.targets import EVEN, MEASURED, WHOLE, Pair, abilities, due_lots, held_by, read_limits
from sinews.verify.plan.tolerance import TOLERANCE

KEYS = ["ally", "capability"]


class Lots:
    """Shares in lots above what is held, as the plan has them, with what limits them."""

    def __init__(self, plan: Plan) -> None:
        case = plan.case
        self.lot = dict(case["capabilities"].select("capability", "lot").iter_rows())
        self.held, self.limits = held_by(case), read_limits(plan)
        self.due = due_lots(plan)
        costs = plan.tables["lot_costs"].select("capability", "lot_cost", "crew")
        self.cost = {key: cost for key, cost, _ in costs.iter_rows()}
        self.crew = {key: crew for key, _, crew in costs.iter_rows()}
        self.fair: dict[Pair, float] = {}
        self.whole: dict[Pair, float] = {}
        for r in plan.tables["shares"].iter_rows(named=True):
            pair, lot = (r["ally"], r["capability"]), self.lot.get(r["capability"])
            if lot is None or pair not in self.limits.asked or r["capability"] not in self.crew:
                # told where tables are compared
                continue
            self.fair[pair] = (r["fair_share"] - self.held[pair]) / lot
            self.whole[pair] = (r["target"] - self.held[pair]) / lot
        self.people = _people(case)
        self.offered = _offers(case, self)
        self.least = dict(case["viability"].select("capability", "minimum").iter_rows())
        self.package = _packages(case)

    def most(self, pair: Pair) -> float:
        """Return the most lots that an ally can be asked for in the end."""
        limits = self.limits
        if limits.asked[pair]:
            return 0.0
        most = min(limits.growth[pair][-1], limits.cap[pair][-1], self.due[pair[1]][-1])
        return max(most, self.offered.get(pair, 0.0))

    def lower(self, pair: Pair) -> float:
        """Return the fewest lots that an ally adds: what it offers, or what makes a share of use."""
        capability, whole = pair[1], self.whole.get(pair, 0.0)
        least = self.viable(capability)
        raised = least > 1 and not self.held[pair] > 0 and abs(self.fair.get(pair, 0.0) - least) <= MEASURED
        return max(min(self.offered.get(pair, 0.0), whole), least if raised else 0.0)

    def viable(self, capability: str) -> float:
        """Return the fewest lots of a capability that are of use to who has none."""
        return float(ceil((self.least.get(capability) or 0.0) / self.lot[capability] - WHOLE))


def _people(case: Case) -> dict[str, float]:
    """Return the persons that each ally can add; without end where its personnel is not known."""
    known: dict[str, float] = {}
    for r in case["personnel"].sort("year").iter_rows(named=True):
        if r["year"] <= case.settings.base_year and r["military"] is not None:
            known[r["ally"]] = 1000.0 * r["military"] * case.settings.personnel_growth
    return defaultdict(lambda: inf, known)


def _offers(case: Case, lots: Lots) -> dict[Pair, float]:
    """Return what allies offer to add, in lots, as far as caps and the requirement allow."""
    offered: dict[Pair, float] = {}
    for r in case["offers"].filter(pl.col("kind") == "offer").iter_rows(named=True):
        pair = r["ally"], r["capability"]
        if pair[1] in lots.due and not lots.limits.asked[pair]:
            wanted = float(ceil(r["quantity"] / lots.lot[pair[1]] - WHOLE))
            offered[pair] = min(wanted, lots.limits.cap[pair][-1], lots.due[pair[1]][-1])
    return offered


def _packages(case: Case) -> dict[Pair, str]:
    """Return the package that an ally provides a capability in; of two the one that the case names first."""
    package: dict[Pair, str] = {}
    for r in case["packages"].iter_rows(named=True):
        package.setdefault((r["ally"], r["capability"]), r["package"])
    return package


def shares(plan: Plan) -> Findings:
    """Check each ally's share: what it rests on, that it is whole, and that it lies within its limits."""
    lots, ability = Lots(plan), abilities(plan)
    allies = plan.case["allies"]["ally"].to_list()
    rows, found = [], Findings()
    for capability in lots.due:
        able = {
            ally: ability[ally]
            for ally in allies
            if lots.limits.asked[ally, capability] not in ("scope", "ineligible")
        }
        whole = sum(able.values())
        for ally in allies:
            pair = ally, capability
            part = able.get(ally, 0.0) / whole if whole > 0 else 0.0
            cost = lots.whole.get(pair, 0.0) * lots.cost.get(capability, 0.0)
            rows.append((ally, capability, lots.held[pair], part, cost, lots.package.get(pair)))
            found += _within(pair, lots)
    figures = dict.fromkeys(("held", "ability", "cost"), pl.Float64)
    schema = pl.Schema({"ally": pl.String, "capability": pl.String, **figures, "package": pl.String})
    due = pl.DataFrame(rows, schema=schema, orient="row")
    table = plan.tables["shares"]
    compare = compared("shares", table, due, KEYS, least={"held": 1e-3, "ability": 1e-4, "cost": 1e-2})
    return compare + found + _totals(lots) + _labels(plan, lots)


def _within(pair: Pair, lots: Lots) -> list[str]:
    """Return what is wrong with one share by itself."""
    if pair not in lots.whole:
        return []
    ally, capability = pair
    where = f"shares, ally {ally}, capability {capability}"
    most, found = lots.most(pair), []
    for name, amount in (("fair_share", lots.fair[pair]), ("target", lots.whole[pair])):
        if not -1e-6 <= amount <= most + 1e-6 * max(1.0, most):
            found.append(
                f"{where}, {name}: {amount:.10g} lots are added where at most {most:.10g} can be asked"
            )
    if pair not in lots.package and not abs(lots.whole[pair] - round(lots.whole[pair])) <= TOLERANCE:
        found.append(f"{where}, target: {lots.whole[pair]:.10g} lots are no whole number")
    least = lots.viable(capability)
    if least > 1 and not lots.held[pair] > 0 and pair not in lots.package and pair not in lots.offered:
        for name, amount in (("fair_share", lots.fair[pair]), ("target", lots.whole[pair])):
            if MEASURED < amount < least - MEASURED:
                found.append(
                    f"{where}, {name}: {amount:.10g} lots are too few to be of use, which takes {least:.10g}"
                )
    return found


def _totals(lots: Lots) -> list[str]:
    """Return where shares do not add up, before rounding and after, or take more people than there are."""
    found = []
    fair: dict[str, float] = defaultdict(float)
    whole: dict[str, float] = defaultdict(float)
    crew: dict[str, float] = defaultdict(float)
    for pair, amount in lots.fair.items():
        fair[pair[1]] += amount
        whole[pair[1]] += lots.whole[pair]
        crew[pair[0]] += lots.whole[pair] * lots.crew[pair[1]]
    for capability, total in fair.items():
        slack = 1e-5 * max(1.0, total)
        if not -slack <= total - whole[capability] <= slack + _left_out(lots, capability):
            found.append(
                f"shares, capability {capability}, fair_share: {total:.10g} lots in all, and "
                f"{whole[capability]:.10g} in whole ones"
            )
    for ally, people in crew.items():
        if not people <= lots.people[ally] * (1 + TOLERANCE) + 1e-6:
            found.append(
                f"shares, ally {ally}, target: takes {people:.10g} persons of {lots.people[ally]:.10g}"
            )
    return found


def _left_out(lots: Lots, capability: str) -> float:
    """Return how many lots personnel can keep from being given in whole."""
    return lots.due[capability][-1] if lots.crew[capability] > 0 else 0.0


def _labels(plan: Plan, lots: Lots) -> list[str]:
    """Return where what is said to limit a share does not."""
    crew: dict[str, float] = defaultdict(float)
    for (ally, capability), amount in lots.fair.items():
        crew[ally] += amount * lots.crew[capability]
    found = []
    for r in plan.tables["shares"].iter_rows(named=True):
        pair = r["ally"], r["capability"]
        if pair not in lots.limits.asked:
            continue
        allowed = _allowed(pair, lots, crew[pair[0]])
        if r["limit"] not in allowed:
            words = " or ".join(repr(word) for word in allowed)
            found.append(
                f"shares, ally {pair[0]}, capability {pair[1]}, limit: {r['limit']!r} where {words} follows"
            )
    return found


def _allowed(pair: Pair, lots: Lots, crew: float) -> tuple[str, ...]:
    """Return what can be said to limit a share."""
    asked, capability = lots.limits.asked[pair], pair[1]
    if asked:
        return (asked,)
    growth, cap, due = lots.limits.growth[pair][-1], lots.limits.cap[pair][-1], lots.due[capability][-1]
    amount, offered = lots.fair[pair], lots.offered.get(pair, 0.0)
    least = lots.viable(capability)
    new = least > 1 and not lots.held[pair] > 0
    words: list[str] = []
    if offered > 0 and amount <= offered + MEASURED:
        words.append("offer")
    if new and (amount <= MEASURED or amount <= least + MEASURED):
        # whether it was left out or raised is for the search to say; both are among its choices
        words += ["viability"]
    if amount >= lots.most(pair) - MEASURED and min(growth, cap) < due and due > 0:
        words.append("cap" if cap <= growth else "growth")
    people = lots.people[pair[0]]
    if people < inf and crew >= people * (1 - 1e-5) and lots.crew[capability] > 0 and due > 0:
        words.append("personnel")
    if words and words[0] in ("cap", "growth", "personnel"):
        return tuple(words[:1])
    return (*words, "")


def burdens(plan: Plan) -> Findings:
    """Check each ally's burden against its shares and its ability, and that none could be evened out."""
    lots, ability = Lots(plan), abilities(plan)
    total = sum(ability.values())
    cost: dict[str, float] = defaultdict(float)
    fair: dict[str, float] = defaultdict(float)
    unit: dict[str, float] = defaultdict(float)
    for pair, amount in lots.whole.items():
        ally, capability = pair
        price = lots.cost.get(capability, 0.0)
        cost[ally] += amount * price
        fair[ally] += lots.fair[pair] * price
        if abs(lots.fair[pair] - round(lots.fair[pair])) > MEASURED:
            unit[ally] = max(unit[ally], price)
    money = sum(cost.values())
    rows = []
    for ally, able in ability.items():
        weight = able / total if total > 0 else able
        relative = cost[ally] / (weight * money) if weight > 0 and money > 0 else 0.0
        burden = cost[ally] / able if able > 0 else 0.0
        rounding = cost[ally] - fair[ally]
        rows.append((ally, able, weight, cost[ally], fair[ally], burden, relative, rounding, unit[ally]))
    names = ("ability", "ability_share", "cost", "fair_cost", "burden", "relative", "rounding", "unit_cost")
    schema = {"ally": pl.String} | dict.fromkeys(names, pl.Float64)
    due = pl.DataFrame(rows, schema=schema, orient="row")
    least = {"ability_share": 1e-4, "burden": 1e-3, "relative": 1e-2}
    least["rounding"] = max(1.0, money * 1e-3)
    found = compared("burdens", plan.tables["burdens"], due, ["ally"], least=least)
    if plan.proof is not None and plan.proof.rule == "leximin":
        found += _levels(plan, lots, fair, ability) + _even(lots, fair, ability, money)
    elif plan.tables["burdens"]["level"].null_count() < len(ability):
        found.append("burdens, level: there are levels under lexicographic min-max only")
    return found


def _levels(plan: Plan, lots: Lots, fair: dict[str, float], ability: dict[str, float]) -> list[str]:
    """Return where levels are not those of the burdens before rounding, counted from the highest."""
    found = []
    told = dict(plan.tables["burdens"].select("ally", "level").iter_rows())
    burden = {ally: fair[ally] / able for ally, able in ability.items() if able > 0}
    mean = sum(fair.values()) / (sum(ability.values()) or 1.0)
    known = sorted({level for level in told.values() if level is not None})
    if plan.proof is not None and known != list(range(1, plan.proof.levels + 1)):
        found.append(f"burdens, level: {len(known)} levels where the proof has {plan.proof.levels}")
    # what costs nothing burdens nobody
    dear = [capability for capability in lots.due if lots.cost.get(capability, 0.0) > 0.0]
    can = {ally for ally in burden if any(lots.most((ally, capability)) > 0 for capability in dear)}
    for ally, level in told.items():
        if (level is None) != (ally not in can):
            found.append(f"burdens, ally {ally}, level: {level} at an ability of {ability.get(ally)}")
    ranked = [(burden[ally], level) for ally, level in told.items() if level is not None and ally in burden]
    by_level: dict[int, list[float]] = defaultdict(list)
    for value, level in ranked:
        by_level[level].append(value)
    slack = EVEN * max(mean, 1e-12)
    for ally, level in told.items():
        if level is None or ally not in burden:
            continue
        value, same = burden[ally], sorted(by_level[level])
        middle = same[len(same) // 2]
        if not abs(value - middle) <= slack or any(
            (other < level and min(values) < value - slack) or (other > level and max(values) > value + slack)
            for other, values in by_level.items()
        ):
            found.append(
                f"burdens, ally {ally}, level: {level} at a fair burden of {value:.10g} where that level's "
                f"is {middle:.10g}"
            )
    return found


def _even(lots: Lots, fair: dict[str, float], ability: dict[str, float], money: float) -> list[str]:
    """Return where an ally could hand a share to one that is less burdened: the highest would be lower.

    Burdens that can be reached form a base of a polymatroid, on which none is lexicographically smaller if no
    exchange between two allies lowers the higher of their burdens (S. Fujishige, Mathematics of Operations
    Research 5(2), 1980). An ally whose people are all needed takes no more of what needs people.
    """
    mean = money / (sum(ability.values()) or 1.0)
    crew: dict[str, float] = defaultdict(float)
    for (ally, capability), amount in lots.fair.items():
        crew[ally] += amount * lots.crew[capability]
    found = []
    for capability, cost in lots.cost.items():
        if not cost > 0 or capability not in lots.due:
            continue
        slack = 1e-6 * max(lots.due[capability][-1], 1e-9)
        more: list[tuple[float, str]] = []
        less: list[tuple[float, str]] = []
        for ally, able in ability.items():
            pair = ally, capability
            if not able > 0 or pair not in lots.fair:
                continue
            amount, least = lots.fair[pair], lots.offered.get(pair, 0.0)
            kept = lots.viable(capability)
            new = kept > 1 and not lots.held[pair] > 0
            manned = lots.crew[capability] == 0 or crew[ally] < lots.people[ally] * (1 - 1e-5)
            if amount > max(least, kept if new else 0.0) + slack:
                less.append((fair[ally] / able, ally))
            if amount < lots.most(pair) - slack and manned and not new:
                more.append((fair[ally] / able, ally))
        if less and more and max(less)[0] - min(more)[0] > EVEN * mean:
            (high, giver), (low, taker) = max(less), min(more)
            found.append(
                f"shares, ally {giver}, capability {capability}, fair_share: a part of it could go to "
                f"{taker}, whose burden is {low:.6g} of its ability where the other's is {high:.6g}"
            )
    return found
