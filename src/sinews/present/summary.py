"""The headline of a plan: the one set of figures that the console, the JSON and the report all show."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, fields
from inspect import signature
from typing import TypeVar

import polars as pl

from sinews.assessment import Review
from sinews.case import members, scope_name
from sinews.implementation import Element, Plan
from sinews.implementation.waiting import waiting
from sinews.present import figures, foundation
from sinews.present.attribution import group_cost
from sinews.present.rounds import Need, needs_of
from sinews.readings import additions, groups_bound, main_scope, outside_share

FIRST_BOTTLENECKS = 5

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class YearCost:
    """What the plan costs the Alliance in a year; USD m at constant prices, gdp_share in % of GDP.

    `paid` is by element of cost, as is that of `AllyCost`; `committed` is what allies bind themselves to pay,
    and `then_year` the total in prices of the year.
    """

    year: int
    paid: dict[str, float]
    total: float
    gdp_share: float | None
    committed: float
    then_year: float


@dataclass(frozen=True, slots=True)
class GroupCost:
    """What one pledge group costs: in total and, year by year, in the order of the years; USD m."""

    pledge_group: str
    total: float
    by_year: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class CapabilityResult:
    """What is required of a capability and what the plan gives; quantities in its unit.

    `required`, `stock` and `met` (share, 0..1) are those of the horizon. `met_year` is the first year in
    which the requirement stands at its final level and is met, None if there is none by the horizon.
    `lowest_met` and `lowest_year` tell how far, and when, it falls behind its own path.
    """

    capability: str
    name: str
    domain: str
    pledge_group: str
    unit: str
    aggregate: bool
    driver: str
    reason: str
    baseline: float
    required: float
    stock: float
    met: float
    met_year: int | None
    lowest_met: float
    lowest_year: int

    @property
    def grows(self) -> bool:
        """Whether more is required than is held today."""
        return self.required > self.baseline * (1 + 1e-9)


@dataclass(frozen=True, slots=True)
class AllyCost:
    """What an ally carries over the horizon.

    `total` and what is `paid` are USD m at constant prices; `share` is its part of the Alliance's total and
    `gdp_part` its part of the allies' GDP (both 0..1); `gdp` is its own GDP over the same years in USD m,
    and `gdp_share` the total in % of that.
    """

    ally: str
    name: str
    region: str
    paid: dict[str, float]
    total: float
    share: float
    gdp: float
    gdp_share: float | None
    gdp_part: float


@dataclass(frozen=True, slots=True)
class CoreSpending:
    """Core defence expenditure of the Alliance in a year: USD m at constant prices, and % of GDP."""

    year: int
    core: float
    gdp: float
    gdp_share: float | None


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """A limit that holds the plan back.

    `relief`: fall of the weighted shortfall, in %, for 1 % more of it; `price`, in `price_unit`, for one unit
    more a year from `first_year` on. `step` more units a year close `closes` % of the weighted shortfall,
    bring what is late of `capability` forward by `months` on average, and are worth `value` USD m in the
    budgets that bind; None where that cannot be said.
    """

    rank: int
    kind: str
    key: str
    name: str
    first_year: int
    last_year: int
    relief: float
    price: float
    price_unit: str
    step: float
    closes: float
    capability: str | None
    months: float | None
    value: float | None
    statement: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A value of the review's scoreboard, its band (None without a range), and the table that it rests on."""

    dimension: str
    measure: str
    unit: str
    year: int
    value: float | None
    low: float | None
    high: float | None
    table: str


@dataclass(frozen=True, slots=True)
class Addition:
    """What is to be added of a capability whose former requirement was published, under one reading.

    `exists` (named in public lists), `forming` of that, `counted` (with its band where units had to be
    converted, else None), `required` and `added` are in units of the capability; `planned` says whether the
    plan follows this reading.
    """

    reading: str
    planned: bool
    capability: str
    name: str
    unit: str
    exists: float
    forming: float
    counted: float
    counted_low: float | None
    counted_high: float | None
    required: float
    added: float


@dataclass(frozen=True, slots=True)
class Outside:
    """Whom only some pledges bind.

    `scope` is the name of the group that the others bind alone, on the `groups` of capabilities; `cost` what
    the plan costs that group (USD m over the horizon); `allies` the names of those outside it, and `share`
    their part of the life-cycle cost of all that is added, 0..1.
    """

    scope: str
    groups: tuple[str, ...]
    cost: float
    allies: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Foundation:
    """How well a table's figures are founded: its rows, and the share of them of each status, 0..1."""

    table: str
    rows: int
    published: float
    derived: float
    estimated: float
    assumed: float


@dataclass(frozen=True, slots=True)
class Solution:
    """How the plan was solved: solver, status, seconds, size of the model.

    Gaps are shares: what remains to the optimum, what whole steps and whole units cost, and what it costs to
    split what lines deliver among the allies as `split` says.
    """

    status: str
    solver: str
    gap: float | None
    objective: float | None
    seconds: float
    columns: int
    rows: int
    whole_steps_gap: float
    whole_units_gap: float
    few_types_gap: float
    split: str
    split_gap: float


@dataclass(frozen=True, slots=True)
class Summary:
    """The headline of a plan and its review. Money: millions of `currency` in prices of `price_year`."""

    name: str
    title: str
    case_hash: str
    base_year: int
    horizon: int
    currency: str
    price_year: int
    total_cost: float
    elements: tuple[Element, ...]
    cost: tuple[YearCost, ...]
    pledge_groups: tuple[GroupCost, ...]
    capabilities: tuple[CapabilityResult, ...]
    allies: tuple[AllyCost, ...]
    core: tuple[CoreSpending, ...]
    additions: tuple[Addition, ...]
    outside: Outside | None
    bottlenecks: tuple[Bottleneck, ...]
    waits: tuple[str, ...]
    scoreboard: tuple[Measure, ...]
    provenance: tuple[Foundation, ...]
    price_foundation: dict[str, float]
    output_foundation: dict[str, float]
    spending_foundation: dict[str, float]
    shortfall_foundation: dict[str, float]
    rounds: tuple[Need, ...]
    solution: Solution


def summarise(plan: Plan, review: Review) -> Summary:
    """Return the headline of a plan and its review.

    Parameters
    ----------
    plan
        A solved plan.
    review
        The review of that plan.

    Returns
    -------
    Summary
        Cost per year and by pledge group, when each capability is met, what each ally carries, core
        spending, the tightest bottlenecks, the scoreboard, provenance and the solution.
    """
    settings = plan.case.settings
    cost = figures.yearly_cost(plan)
    return Summary(
        name=settings.name,
        title=settings.title,
        case_hash=plan.case.hash,
        base_year=settings.base_year,
        horizon=settings.horizon,
        currency=settings.currency,
        price_year=settings.price_year,
        total_cost=float(cost["total"].sum()),
        elements=plan.elements,
        cost=_records(YearCost, _paid(plan, cost)),
        pledge_groups=_group_costs(plan),
        capabilities=_records(CapabilityResult, figures.capability_results(plan)),
        allies=_records(AllyCost, _paid(plan, figures.ally_cost(plan))),
        core=_records(CoreSpending, figures.core_spending(plan)),
        additions=_records(Addition, additions(plan.case)),
        outside=_outside(plan),
        bottlenecks=_records(Bottleneck, plan.tables["bottlenecks"].sort("rank").head(FIRST_BOTTLENECKS)),
        waits=tuple(waiting(plan).values()),
        scoreboard=_records(Measure, review.scoreboard),
        provenance=_records(Foundation, figures.provenance(plan.case)),
        price_foundation=_by_status(figures.price_foundation(plan)),
        output_foundation=_by_status(foundation.output_foundation(plan)),
        spending_foundation=_by_status(foundation.spending_foundation(plan)),
        shortfall_foundation=_by_status(foundation.shortfall_foundation(plan)),
        rounds=needs_of(plan),
        solution=Solution(**{field.name: getattr(plan.solution, field.name) for field in fields(Solution)}),
    )


def _outside(plan: Plan) -> Outside | None:
    """Return whom only some pledges bind; None where each binds everybody."""
    scope = main_scope(plan.case)
    bound = members(plan.case, scope)
    others = plan.case["allies"].filter(~pl.col("ally").is_in(bound))
    if others.is_empty():
        return None
    cost = plan.cost.filter(pl.col("ally").is_in(bound))
    return Outside(
        scope=scope_name(plan.case, scope),
        groups=tuple(groups_bound(plan.case, scope)),
        cost=float(cost["cost"].sum()),
        allies=tuple(others["name"].to_list()),
        share=outside_share(plan, scope),
    )


def _by_status(shares: pl.DataFrame) -> dict[str, float]:
    """Return shares by status, best first."""
    return dict(zip(shares["status"].to_list(), shares["share"].to_list(), strict=True))


def as_json(summary: Summary) -> dict[str, object]:
    """Return the summary as dictionaries, lists, numbers, texts and None: what `json.dumps` takes.

    Numbers that are not finite, which JSON cannot hold, become None.
    """
    plain = _plain(asdict(summary))
    assert isinstance(plain, dict)
    for table in ("cost", "allies"):
        plain[table] = [row.pop("paid") | row for row in plain[table]]
    return plain


def _paid(plan: Plan, cost: pl.DataFrame) -> pl.DataFrame:
    """Return costs with what is paid by element of cost in one column."""
    return cost.with_columns(paid=pl.struct(element.key for element in plan.elements))


def _group_costs(plan: Plan) -> tuple[GroupCost, ...]:
    """Return the pledge groups' costs, the dearest first."""
    costs = [
        GroupCost(str(group), float(rows["total"].sum()), tuple(rows["total"].to_list()))
        for (group,), rows in group_cost(plan).group_by("pledge_group", maintain_order=True)
    ]
    return tuple(sorted(costs, key=lambda cost: (-cost.total, cost.pledge_group)))


def _records(kind: type[Record], frame: pl.DataFrame) -> tuple[Record, ...]:
    """Return the rows of a frame as records of a dataclass, by column name."""
    columns = list(signature(kind).parameters)
    return tuple(kind(**row) for row in frame.select(columns).iter_rows(named=True))


def _plain(value: object) -> object:
    """Return dictionaries, lists and finite numbers in place of tuples and of what JSON cannot hold."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
