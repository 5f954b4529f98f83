"""Check that what is paid stays within the budgets, and money within its purpose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import inf
from typing import NamedTuple

import polars as pl

from sinews.case import in_case_money, priced
from sinews.implementation import Plan
from sinews.verify.plan.findings import Findings, compared
from sinews.verify.plan.ledger import OURS, paid_for
from sinews.verify.plan.loans import loan_flows
from sinews.verify.plan.running import of_orders
from sinews.verify.plan.tolerance import TOLERANCE


class Use(NamedTuple):
    """What is spent of some money in a year, what there is of it, and by how much the one may be more."""

    ally: str
    year: int
    money: str
    spent: float
    left: float
    slack: float


def budgets(plan: Plan) -> Findings:
    """Check payments against the budgets, which are recomputed from the case."""
    due = _budgets(plan)
    found = compared("spending", plan.spending, due, ["ally", "year"])
    return found + [
        f"spending, ally {use.ally}, year {use.year}: {use.spent:.10g} of the {use.money} is spent where "
        f"{use.left:.10g} is left"
        for use in _of_budgets(plan, due)
        if not use.spent <= use.left + use.slack
    ]


def room(plan: Plan) -> dict[tuple[str, int], float]:
    """Return how much more each ally could pay in each year: of both budgets, and beside what is novel."""
    found: dict[tuple[str, int], float] = {}
    for use in (*_of_budgets(plan, _budgets(plan)), *_beside_novel(plan)):
        key = use.ally, use.year
        found[key] = min(found.get(key, inf), use.left - use.spent)
    return found


def _of_budgets(plan: Plan, due: pl.DataFrame) -> Iterator[Use]:
    """Yield what is spent of the two budgets, which are `due`."""
    rows = {(r["ally"], r["year"]): r for r in plan.spending.iter_rows(named=True)}
    added: dict[tuple[str, int], float] = defaultdict(float)
    for (ally, _, year), cost in of_orders(plan).items():
        added[ally, year] += cost
    _, _, on_loans = loan_flows(plan)
    # what families of a user's own are paid from
    more = [e for e in plan.elements if e.key not in OURS]
    for r in due.iter_rows(named=True):
        key, mine = (r["ally"], r["year"]), rows.get((r["ally"], r["year"]))
        if mine is None:
            continue
        equipment, headroom = r["equipment_budget"], r["operating_headroom"]
        slack = TOLERANCE * max(1000.0, equipment)  # at least a millionth of USD 1 bn
        last = rows.get((r["ally"], r["year"] - 1), {"carried": 0.0, "owed": 0.0})
        bought = "procurement", "follow_on", "expansion", "inputs", "sustaining"
        invested = sum(mine[element] for element in bought)
        invested += sum(mine[e.key] for e in more if e.paid_from == "equipment")
        moved = mine["carried"] - last["carried"] + last["owed"] - mine["owed"] + mine["interest"]
        moved -= on_loans[key]
        spent = invested + moved - mine["resilience"]
        promised = mine["contracted"] + mine["support"] + mine["introduction"] + on_loans[key]
        left = max(0.0, equipment - promised)
        yield Use(*key, "equipment budget", spent, left, slack)
        left = equipment + headroom - promised
        left = max(0.0, left - (mine["operating"] - added[key]))
        spent += added[key] + sum(mine[e.key] for e in more if e.paid_from != "equipment")
        yield Use(*key, "total budget", spent, left, slack)


def _budgets(plan: Plan) -> pl.DataFrame:
    """Return ally, year, equipment_budget, operating_headroom, lent, repaid: what the case leads to."""
    shares = {r["ally"]: r for r in plan.case["budgets"].iter_rows(named=True)}
    gdp = {(r["ally"], r["year"]): r["gdp"] for r in priced(plan.case, "economy").iter_rows(named=True)}
    outside = _outside(plan)
    given: dict[tuple[str, int], float] = defaultdict(float)
    for row in in_case_money(plan.case, plan.case["commitments"]).iter_rows(named=True):
        given[row["ally"], row["year"]] += row["money"]
    before = plan.case.settings.base_year - 1
    on_lines = _paid_to_lines(plan)
    lent, repaid, _ = loan_flows(plan)
    rows = []
    for r in plan.tables["spending_path"].iter_rows(named=True):
        key, share = (r["ally"], r["year"]), shares[r["ally"]]
        open_to_us = share["programme_share"]
        if open_to_us is None:
            open_to_us = 100.0 - outside[r["ally"]]
        own = max(0.0, gdp[key] * r["gdp_share"] / 100.0 - given[key])
        equipment = own * r["equipment_share"] / 100.0 * open_to_us / 100.0
        equipment += min(on_lines.get(key, 0.0), given[key]) + lent[key] - repaid[key]
        own_before = gdp[r["ally"], before] * share["gdp_share"] / 100.0 - given[r["ally"], before]
        headroom = max(0.0, own - own_before) * share["operating_share"] / 100.0
        rows.append((*key, equipment, headroom, lent[key], repaid[key]))
    names = ("equipment_budget", "operating_headroom", "lent", "repaid")
    schema = {"ally": pl.String, "year": pl.Int64} | dict.fromkeys(names, pl.Float64)
    return pl.DataFrame(rows, schema=schema, orient="row")


def _paid_to_lines(plan: Plan) -> dict[tuple[str, int], float]:
    """Return what lines that build for Ukraine are paid by each ally in each year."""
    paid: dict[tuple[str, int], float] = defaultdict(float)
    for (payer, _, year), amount in paid_for(plan, "support").items():
        paid[payer, year] += amount
    return paid


def _outside(plan: Plan) -> dict[str, float]:
    """Return what of an ally's money for equipment lies outside the case, %: its own parts or a group's."""
    parts: dict[tuple[str, str], float] = {}
    rows = plan.case["outside_programmes"].to_dicts()
    for ally, group in plan.case["groups"].select("ally", "group").iter_rows():
        parts |= {(ally, r["part"]): r["share"] for r in rows if r["scope"] == group}
    parts |= {(r["ally"], r["part"]): r["share"] for r in rows if r["ally"]}
    outside: dict[str, float] = defaultdict(float)
    for (ally, _), share in parts.items():
        outside[ally] += share
    return outside


def moves(plan: Plan) -> Findings:
    """Check what is carried over, owed, drawn from resilience funds and left for novel products."""
    rules = {r["ally"]: r for r in plan.case["fiscal_rules"].iter_rows(named=True)}
    none = {"carry_over": 0.0, "borrowing": 0.0}
    horizon = plan.case.settings.horizon
    found = Findings()
    for r in plan.spending.sort("ally", "year").iter_rows(named=True):
        budget, rule = r["equipment_budget"], rules.get(r["ally"], none)
        moved = 0.0 if r["year"] == horizon else max(budget, 0.0) / 100.0
        limits = {
            "carried": rule["carry_over"] * moved,
            "owed": rule["borrowing"] * moved,
        }
        found += [
            f"spending, ally {r['ally']}, year {r['year']}, {name}: {r[name]:.10g} where it may be "
            f"{limit:.10g}"
            for name, limit in limits.items()
            if not r[name] <= limit + TOLERANCE * max(1000.0, budget) or not r[name] >= -TOLERANCE
        ]
    found += [
        f"spending, ally {use.ally}, year {use.year}, {use.money}: {use.spent:.10g} where it may be "
        f"{use.left:.10g}"
        for use in _beside_novel(plan)
        if not use.spent <= use.left + use.slack
    ]
    return found + _funds(plan)


def _beside_novel(plan: Plan) -> Iterator[Use]:
    """Yield what is spent on what is not novel, where a part of the budget is to be left for that."""
    innovation = pledged(plan, "innovation_share")
    interest = dict(plan.case["fiscal_rules"].select("ally", "interest").iter_rows())
    _, _, on_loans = loan_flows(plan)
    last: dict[str, dict[str, float]] = {}
    for r in plan.spending.sort("ally", "year").iter_rows(named=True):
        before, last[r["ally"]] = last.get(r["ally"], {"owed": 0.0, "carried": 0.0}), r
        if not innovation:
            continue
        budget = r["equipment_budget"]
        rest = budget * (1.0 - innovation[r["year"]] / 100.0)
        promised = r["contracted"] + r["support"] + r["introduction"] + on_loans[r["ally"], r["year"]]
        owed = before["owed"] * (1.0 + (interest.get(r["ally"]) or 0.0) / 100.0)
        other = (
            r["procurement"] - r["novel"] + r["follow_on"] + r["expansion"] + r["inputs"] + r["sustaining"]
            - r["resilience"] + r["carried"] - before["carried"] - r["owed"] + owed
        )  # fmt: skip
        slack = TOLERANCE * max(1000.0, budget)
        yield Use(r["ally"], r["year"], "other", other, max(rest - promised, 0.0), slack)


def _funds(plan: Plan) -> Findings:
    """Check what is drawn from each fund against the fund and against what is spent on its uses."""
    resilience = pledged(plan, "resilience_share")
    gdp = {(r["ally"], r["year"]): r["gdp"] for r in plan.spending.iter_rows(named=True)}
    share = dict(plan.case["resilience_funds"].select("fund", "share").iter_rows())
    uses: dict[str, set[str]] = defaultdict(set)
    for r in plan.case["resilience_uses"].iter_rows(named=True):
        uses[r["fund"]].add(r["use"])
    bought = paid_for(plan, "procurement")
    industry = [paid_for(plan, element) for element in ("expansion", "inputs")]
    spent: dict[tuple[str, str, int], float] = defaultdict(float)
    for fund in share:
        for (payer, capability, year), amount in bought.items():
            if capability in uses[fund]:
                spent[fund, payer, year] += amount
        if "industry" in uses[fund]:
            for paid in industry:
                for (payer, _, year), amount in paid.items():
                    spent[fund, payer, year] += amount
    found = Findings((), plan.tables["resilience"].height)
    for r in plan.tables["resilience"].iter_rows(named=True):
        key = r["ally"], r["year"]
        where = f"resilience, fund {r['fund']}, ally {key[0]}, year {key[1]}, drawn"
        if r["fund"] not in share or key not in gdp:
            found.append(f"{where}: {r['drawn']} from a fund, or in a year, that nobody has")
            continue
        limit = min(gdp[key] * resilience.get(key[1], 0.0) / 100.0 * share[r["fund"]] / 100.0,
                    spent[r["fund"], *key])  # fmt: skip
        if not 0.0 < r["drawn"] <= limit + TOLERANCE * max(1000.0, limit):
            found.append(f"{where}: {r['drawn']:.10g} where the fund and its uses allow {limit:.10g}")
    return found


def pledged(plan: Plan, kind: str) -> dict[int, float]:
    """Return the highest share that the Alliance pledges of a kind in each year, in %; empty without any."""
    pledges = plan.case["pledges"].filter(pl.col("kind") == kind, pl.col("ally").is_null())
    share: dict[int, float] = {}
    for r in pledges.iter_rows(named=True):
        for year in plan.case.years:
            done = (year - r["start_year"]) / (r["target_year"] - r["start_year"])
            done = min(max(done, 0.0), 1.0) if r["path"] == "linear" else float(year >= r["target_year"])
            share[year] = max(share.get(year, 0.0), done * r["share"])
    return share
