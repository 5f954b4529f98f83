"""The Netherlands: what its targets cost in a year and whom they take, beside what its minister said.

In May 2025 the Dutch government put its part of NATO's capability targets at EUR 16 to 19 bn a year above
2 % of GDP and at 17,000 to 18,000 people: the one ally that has published both.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from sinews.case import in_case_money, unit_costs
from sinews.verify.published.evidence import TARGET_YEAR, Evidence, amount

ALLY = "NLD"
MONEY, PEOPLE = "nld_money", "nld_people_more"
"""The ally, and the keys of its two figures in published_targets."""

REASONS = {
    "equipment": "Ours is what the plan's targets add, bought until then. Research, what the case has no "
    "capability of (space, cyber, electronic warfare) and equipment of formations that exist are theirs.",
    "people": "Ours is the pay of the crews of what is added, theirs the Dutch part of pay in all spending: "
    "more pay for those who serve, reserves, training and staffs are in it.",
    "infrastructure": "The case builds no barracks, ranges, shelters or depots but those for fuel.",
    "readiness": "Ours is the upkeep of what is added. Theirs is upkeep, exercises, spares, ammunition used "
    "in training and services of the whole force, which is to be made ready, and support of Ukraine.",
}
"""The named parts of spending, and what makes ours differ from theirs."""

_SHARES = {
    "equipment": "equipment_share",
    "people": "personnel_share",
    "infrastructure": "infrastructure_share",
    "readiness": "other_share",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a year's cost, EUR bn in prices of 2025: the ends of the published range, and ours."""

    name: str
    low: float
    high: float
    ours: float


@dataclass(frozen=True, slots=True)
class BesideDutch:
    """The parts of a year's cost, and the people: thousands, the ends of the published range, and ours."""

    parts: tuple[Part, ...]
    people_low: float
    people_high: float
    people: float

    @property
    def factor(self) -> float:
        """How many times as much as ours the middle of the published range is."""
        middle = sum(part.low + part.high for part in self.parts) / 2.0
        return middle / sum(part.ours for part in self.parts)


def beside_dutch(of: Evidence) -> BesideDutch:
    """Return what the Dutch targets of a plan cost in a year beside what was published, part by part.

    The published money is split as NATO's edition of 2026 splits Dutch spending of 2025, the last year for
    which all four parts are there; the same split for what is added is our assumption. Ours are the targets
    of 2035 less what is held: bought evenly from the base year on at the mean price of the products, and
    operated for a year.
    """
    case = of.case
    targets = case["published_targets"]
    money, people = (targets.row(by_predicate=pl.col("target") == key, named=True) for key in (MONEY, PEOPLE))
    split = case["core_expenditure"].filter(ally=ALLY).drop_nulls(list(_SHARES.values())).sort("year").tail(1)
    whole = sum(split[column].item() for column in _SHARES.values())
    rows = (
        of.plan.targets.filter(pl.col("ally") == ALLY, pl.col("year") == TARGET_YEAR)
        .join(unit_costs(case), on="capability", how="left")
        .join(case["crews"].select("capability", "crew"), on="capability", how="left")
        .with_columns(added=(pl.col("target") - pl.col("held")).clip(0.0))
    )
    bought, operated, crews = (
        float(rows.select((pl.col("added") * pl.col(column)).sum()).item())
        for column in ("mean_price", "operating", "crew")
    )
    pay = crews * float(in_case_money(case, case["personnel_costs"])["money"].sum())
    years = TARGET_YEAR - case.settings.base_year + 1
    own = {
        "equipment": bought / years,
        "people": pay,
        "infrastructure": 0.0,
        "readiness": operated - pay,
    }
    parts = tuple(
        Part(
            name,
            money["low"] * split[column].item() / whole,
            money["high"] * split[column].item() / whole,
            amount(case, own[name] / 1000.0, "EUR", 2025),
        )
        for name, column in _SHARES.items()
    )
    return BesideDutch(parts, people["low"], people["high"], crews / 1000.0)


def as_page(found: BesideDutch) -> str:
    """Return the comparison as a page of the documentation."""
    low, high, ours = (sum(getattr(part, end) for part in found.parts) for end in ("low", "high", "ours"))
    rows = [
        f"| {part.name} | {part.low:.1f} to {part.high:.1f} | {part.ours:.1f} "
        f"| {(part.low + part.high) / 2.0 - part.ours:.1f} | {REASONS[part.name]} |"
        for part in found.parts
    ]
    middle = (low + high) / 2.0
    least, most, times = found.people_low, found.people_high, found.people / found.people_high
    return f"""\
# The Netherlands: the cost of its targets

This page is made by `tools/cross_checks.py` for the plan of the baseline case. The Netherlands are the one
ally whose government has said what NATO's capability targets cost and whom they take:
EUR {low:.0f} to {high:.0f} bn a year above 2 % of GDP, and {least:.0f},000 to {most:.0f},000 people
(DutchNews, May 2025). The targets themselves are secret; ours are the Dutch share, by the rule of division,
of what was promised and published.

**Money.** In ours, what is to be held more in {TARGET_YEAR} than today costs EUR {ours:.1f} bn a year in
prices of 2025: bought evenly until then, operated for one. The published money is {found.factor:.1f} times
that. The factor by named parts, the published money split as the Dutch spending of 2025 was (NATO's edition
of 2026; that what is added splits alike is our assumption):

| part | published, EUR bn a year | ours | difference from the middle | what is in it |
| --- | ---: | ---: | ---: | --- |
{chr(10).join(rows)}
| sum | {low:.1f} to {high:.1f} | {ours:.1f} | {middle - ours:.1f} | |

So most of the distance is no new equipment: it is people, barracks and the readiness of what exists, for
which no public text says how much the targets ask. The plan does not ask for that money; it lies between
its spending and the pledged share of GDP.

**People.** The crews of what is added are {found.people:.0f} thousand, beside {least:.0f} to {most:.0f}
thousand: {times:.2f} times the upper end. Theirs are posts beside a growth that was decided before; ours
count from the forces of today, and know no posts that are only moved.
"""
