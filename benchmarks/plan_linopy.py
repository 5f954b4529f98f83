"""The planning model in linopy: labelled arrays, a line for each formula, HiGHS with its default options.

Written from the mathematics in the docstrings of `sinews.implementation.families`, in natural units (units of
a capability, products, USD m) and with all that can be labelled: every ally may order from every line, and
every stock is a variable. With our own model it shares the figures of the instance and nothing else.
"""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import Any

import linopy
import numpy as np
import xarray as xr

from benchmarks.plan_figures import PlanFigures
from benchmarks.registry import Outcome
from sinews.implementation.instance import Instance

Expression = Any
"""What linopy's operators return; the library's types do not tell."""


def build(instance: Instance) -> linopy.Model:
    """Build the model; see `_build`."""
    given = PlanFigures(instance)
    # linopy's coming rules: labels must agree, and what is absent has to be filled in by name
    with linopy.options as options:
        options.set_value(semantics="v1")
        return _build(given)


def solve(model: linopy.Model) -> Outcome:
    """Solve the model with HiGHS as it comes, handed over in memory: linopy's quickest way."""
    model.solve(solver_name="highs", io_api="direct", progress=False, output_flag=False)
    if model.termination_condition != "optimal" or model.objective.value is None:
        raise RuntimeError(f"linopy's model ended as: {model.termination_condition}")
    return Outcome(objective=float(model.objective.value), columns=int(model.nvars), rows=int(model.ncons))


def _build(given: PlanFigures) -> linopy.Model:
    """Build the model from labelled figures.

    Its objective is the weighted shortfall plus the weighted cost of new orders, of expansion, of training
    and of operating what they deliver, each discounted.
    """
    model = linopy.Model()
    forces = [given.ally, given.capability, given.year]
    pools = [given.pool, given.year]
    stock = model.add_variables(lower=0.0, coords=forces, name="stock")
    under = model.add_variables(lower=0.0, coords=forces, name="under")
    over = model.add_variables(lower=0.0, coords=forces, name="over")
    possible = (given.elapsed >= given.earliest) & (given.by_order(given.may_order * 1.0) > 0.0)
    delivered = model.add_variables(
        lower=0.0,
        coords=[given.ally, given.line, given.year],
        mask=possible.transpose("ally", "line", "year"),
        name="delivered",
    ).fillna(0.0)
    expansion = model.add_variables(
        lower=0.0, upper=given.expansion_limit, coords=[given.plant, given.year], name="expansion"
    )
    workers = model.add_variables(lower=0.0, coords=pools, name="workers")
    # apprentices beyond today's intake
    apprentices = model.add_variables(lower=0.0, upper=given.intake_room, coords=pools, name="apprentices")
    recruits = model.add_variables(lower=0.0, upper=given.recruitment, coords=pools, name="recruits")

    idle = model.add_variables(
        lower=0.0, upper=given.sustaining_floor(), coords=[given.line, given.year], name="idle"
    )
    closed = model.add_variables(lower=0.0, upper=1.0, coords=[given.line, given.year], name="closed")
    money = [given.ally, given.year]
    carried = model.add_variables(lower=0.0, upper=given.carry_limit, coords=money, name="carried")
    owed = model.add_variables(lower=0.0, upper=given.loan_limit, coords=money, name="owed")

    committed = given.committed()
    arriving = given.by_capability(delivered * given.yields).fillna(0.0)
    model.add_constraints(
        stock - _before(stock) - arriving == committed - committed.shift(year=1, fill_value=0.0),
        name="stock balance",
    )
    model.add_constraints(stock + under - over == given.target, name="deviation")

    output = delivered.sum("ally")
    growth = expansion - _before(expansion)
    free = given.free_of_lines()
    given_up = (closed * free).rename(line="plant").reindex(plant=given.plant).fillna(0.0)
    used = (output * given.use).sum("line")
    model.add_constraints(used + given_up - expansion <= given.free(), name="capacity")
    floor = given.sustaining_floor()
    model.add_constraints(output + idle + closed * floor >= floor, name="sustaining rate")
    model.add_constraints(closed - _before(closed) >= 0.0, name="closed for good")
    model.add_constraints(growth >= 0.0, name="growth")
    model.add_constraints(growth <= given.ramp, name="ramp")

    skilled = _delayed(apprentices, given.training)
    staying = given.start_workers.where(given.elapsed == 0, 0.0) * given.staying
    model.add_constraints(
        workers - _before(workers) * given.staying - skilled - recruits == staying + given.apprentices,
        name="workforce",
    )
    model.add_constraints((output * given.need).sum("line") - workers <= -given.reserved, name="people")

    paid = _on_terms(delivered * given.price_path, given.parts)
    procurement = paid.sum("line")
    preferred = _on_terms(delivered * given.price_path * given.by_order(given.dearer), given.parts).sum(
        "line"
    )
    for number, (ally, worth) in enumerate(given.shares):
        counts = delivered.sel(ally=ally) * given.price_path * given.by_order(worth)
        model.add_constraints(counts.sum() >= 0.0, name=f"share {number}")
    building = _instalments(growth * given.expansion_cost, given.build_time)
    training = (apprentices + recruits) * given.training_cost
    industry = (building * given.payers(given.plant_host)).sum("plant") + (
        training * given.payers(given.pool_host)
    ).sum("pool")
    standing = (idle * given.idle_price * given.payers(given.line_host)).sum("line")
    invested = procurement + industry + standing
    moved = carried - _before(carried) - owed + _before(owed) * (1.0 + given.interest)
    # what it costs to run all that new orders have delivered
    operated = model.add_variables(lower=0.0, coords=money, name="operated")
    added = (delivered * given.running).sum("line")
    model.add_constraints(operated - _before(operated) - added == 0.0, name="running cost")
    equipment = given.equipment_budget - given.contracted - given.support - given.loan_interest
    total = equipment + given.operating_headroom - given.known_running.sum("capability")
    from_budget = invested + moved
    if given.fund.size:
        drawn = model.add_variables(
            lower=0.0, upper=given.fund_limit, coords=[given.fund, *money], name="drawn"
        )
        uses = (paid * given.fund_pays).sum("line") + industry * given.fund_industry
        model.add_constraints(drawn - uses <= 0.0, name="uses of funds")
        from_budget = from_budget - drawn.sum("fund")
    model.add_constraints(from_budget <= equipment.clip(min=0.0), name="equipment budget")
    model.add_constraints(from_budget + operated <= total.clip(min=0.0), name="total budget")
    if np.isfinite(given.innovation_limit).all():
        # at least the pledged share of each budget is left for what is novel
        beside = given.innovation_limit - given.contracted - given.support - given.loan_interest
        others = from_budget - (paid * given.novel).sum("line")
        model.add_constraints(others <= beside.clip(min=0.0), name="innovation")

    next_discount = given.discount.shift(year=-1).fillna(given.discount.isel(year=-1))
    cost = (invested + preferred + operated) * given.discount + owed * given.interest * next_discount
    shortfall = under * (given.priority * given.discount / given.thousandth)
    model.add_objective(shortfall.sum() + given.cost_weight() * cost.sum())
    return model


def _before(variable: linopy.Variable) -> Expression:
    """Return a variable's value of the year before, zero in the first."""
    return variable.shift(year=1).fillna(0.0)


def _delayed(variable: linopy.Variable, delay: xr.DataArray) -> Expression:
    """Return a variable's value of `delay` years before, zero where that is before the first."""
    return _total(variable.shift(year=int(d)).fillna(0.0) * (delay == d) for d in np.unique(delay))


def _instalments(value: Expression, lead: xr.DataArray) -> Expression:
    """Return what falls due in each year of values paid in equal parts from `lead` years before."""
    part = value / (lead + 1)
    return _total(part.shift(year=-int(n)).fillna(0.0) * (lead >= n) for n in range(int(lead.max()) + 1))


def _on_terms(value: Expression, parts: xr.DataArray) -> Expression:
    """Return what falls due in each year of what is delivered, on the terms of its line."""
    return _total(
        (value * parts.sel(ahead=n, drop=True)).shift(year=-int(n)).fillna(0.0) for n in parts["ahead"].values
    )


def _total(parts: Any) -> Expression:
    """Return the sum of expressions."""
    return reduce(add, parts)
