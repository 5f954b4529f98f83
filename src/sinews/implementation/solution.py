"""How the planning model of a plan was solved."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Solution:
    """How the planning model was solved.

    Attributes
    ----------
    status, solver
        The solver's word, and its name, version and algorithm.
    gap
        Relative distance between primal and dual objective.
    objective
        Weighted shortfall (thousandths of a requirement, times years) plus weighted cost.
    seconds
        Wall-clock time of the solve.
    columns, rows
        Size of the model.
    rounds
        How often it was solved for prices to settle.
    price_change
        Part by which the money for what is delivered would still change in a further round.
    converged
        Whether prices have settled: whether that part is at most a thousandth.
    whole_steps_gap
        By what part the objective lies above the optimum, at most, because plants grow in whole steps.
    whole_units_gap
        By what part the objective lies above a bound because ships, batteries and the like count in whole
        units only, and orders are whole where `contract_sizes` says so; 0 where nothing is. In models of up
        to 5,000 columns, and where units were searched for, no plan in whole units, orders and steps can
        better the bound: the gap holds what steps cost, too. In others it is the objective in fractions and
        in whole steps, and the gap below 0 where rounding comes out ahead.
    few_types_gap
        The same for few types, and the cost of introducing some; 0 where nothing limits them.
    split
        How what lines deliver was split among the allies.
    split_gap
        By what part the objective rose by that.
    started_from, start
        Fingerprint of the ending of the plan that the search started from, otherwise empty; and the same in
        words, or why the search did not start from the plan that it was given.
    """

    status: str
    solver: str
    gap: float
    objective: float
    seconds: float
    columns: int
    rows: int
    rounds: int
    price_change: float
    converged: bool
    whole_steps_gap: float
    whole_units_gap: float
    split: str = ""
    split_gap: float = 0.0
    started_from: str = ""
    start: str = "from nothing"
    few_types_gap: float = 0.0
