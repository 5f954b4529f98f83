"""Limits that contradict each other: which rows they stand in, and the smallest relaxation that helps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from sinews.apportionment.limits import Limits, Terms, set_limits
from sinews.engines.arrays import Values
from sinews.engines.burden_matrix import BurdenMatrix
from sinews.engines.lp import LpError, LpModel

SCHEMA = {
    "capability": pl.String,
    "quantity": pl.Float64,
    "limit": pl.String,
    "rows": pl.String,
    "now": pl.Float64,
    "needed": pl.Float64,
    "helps": pl.Boolean,
    "statement": pl.String,
}
FINEST = 1e-3

_CLOSED = {
    "scope": "is not bound by it",
    "ineligible": "is ineligible",
    "no ability": "has no ability to bear cost",
    "opt-out": "has opted out",
}
"""Why nothing can be asked of an ally, in words."""


@dataclass(frozen=True, slots=True)
class _Relaxation:
    """A limit that can be relaxed, by how much it would have to be, and whether that is enough."""

    limit: str
    rows: str
    now: float | None
    needed: float | None
    helps: bool
    statement: str


def relief(terms: Terms, due: Values) -> pl.DataFrame:
    """Name the limits that keep a requirement from being shared out, and what would have to give.

    Parameters
    ----------
    terms
        The terms of apportionment.
    due
        Lots of each capability that could be assigned, (c,).

    Returns
    -------
    polars.DataFrame
        ``capability, quantity, limit, rows, now, needed, helps, statement``: for every capability of which
        `quantity` units are unassigned in the last year, one row for each limit in its way. `rows` names the
        table and keys; `needed` is the smallest value of the limit, the others unchanged, under which all
        can be assigned, and null where none is enough (`helps` is then false). Offers that had to be cut are
        listed likewise.
    """
    rows: list[dict[str, object]] = []
    required = terms.lots_due[:, -1]
    limits = set_limits(terms)
    for c in np.flatnonzero(required > due + FINEST):
        short = float((required[c] - due[c]) * terms.lot[c])
        if limits.upper[:, c].sum() < required[c] - FINEST:
            found = _of_one(terms, int(c))
        else:
            found = [_personnel(terms, limits)]
        rows += [_row(terms.capabilities[c], short, each) for each in found]
    rows += _offers_cut(terms, limits)
    return pl.DataFrame(rows, schema=SCHEMA)


def _row(capability: str, quantity: float, found: _Relaxation) -> dict[str, object]:
    return {
        "capability": capability,
        "quantity": quantity,
        "limit": found.limit,
        "rows": found.rows,
        "now": found.now,
        "needed": found.needed,
        "helps": found.helps,
        "statement": found.statement,
    }


def _of_one(terms: Terms, c: int) -> list[_Relaxation]:
    """Return what could be relaxed for one capability, by itself, and finally all of it together."""

    def enough(changed: Terms) -> bool:
        return bool(set_limits(changed).upper[:, c].sum() >= terms.lots_due[c, -1] - FINEST)

    name = terms.capabilities[c]
    found: list[_Relaxation] = []
    eligible = terms.eligible[:, c]
    if terms.cap[c, -1] < 1.0:
        needed = _smallest(lambda cap: enough(_with_cap(terms, c, cap)), float(terms.cap[c, -1]), 1.0)
        found.append(
            _Relaxation(
                "cap",
                f"pledges/{terms.cap_pledge[c]}",
                100 * float(terms.cap[c, -1]),
                None if needed is None else 100 * needed,
                needed is not None,
                f"One ally may provide at most {100 * terms.cap[c, -1]:.4g} % of {name}; "
                + (
                    f"{100 * needed:.4g} % would do."
                    if needed is not None
                    else "no higher cap is enough by itself."
                ),
            )
        )
    needed = _smallest(
        lambda growth: enough(replace(terms, yearly_growth=growth)), terms.yearly_growth, 100.0
    )
    found.append(
        _Relaxation(
            "growth",
            "settings/yearly_growth",
            terms.yearly_growth,
            needed,
            needed is not None,
            f"Targets for {name} may grow by {100 * terms.yearly_growth:.4g} % a year; "
            + (
                f"{100 * needed:.4g} % would do."
                if needed is not None
                else "no faster growth is enough by itself."
            ),
        )
    )
    for a in np.flatnonzero(terms.opted_out[:, c]):
        opted_out = terms.opted_out.copy()
        opted_out[a, c] = False
        helps = enough(replace(terms, opted_out=opted_out))
        found.append(
            _Relaxation(
                "opt-out",
                f"offers/{terms.allies[a]}/{name}",
                None,
                None,
                helps,
                f"{terms.allies[a]} has opted out of {name}; its part would "
                + ("be enough." if helps else "not be enough by itself."),
            )
        )
    if not np.all(eligible):
        helps = enough(_asking_all(terms, c))
        who = "no ally is" if not eligible.any() else f"{int(eligible.sum())} of {eligible.size} allies are"
        found.append(
            _Relaxation(
                "eligibility",
                f"capabilities/{name}",
                float(eligible.sum()),
                None,
                helps,
                f"By the rule on who may be asked, {who} eligible for {name}; asking every ally with "
                "ability to pay would " + ("be enough." if helps else "not be enough by itself."),
            )
        )
    return found


def _asking_all(terms: Terms, c: int) -> Terms:
    """Return terms under which every ally may be asked for a capability."""
    eligible = terms.eligible.copy()
    eligible[:, c] = True
    return replace(terms, eligible=eligible)


def _with_cap(terms: Terms, c: int, cap: float) -> Terms:
    """Return terms with another cap on the shares of a capability."""
    caps = terms.cap.copy()
    caps[c] = np.maximum(caps[c], cap)
    return replace(terms, cap=caps)


def _smallest(enough: Callable[[float], bool], low: float, high: float) -> float | None:
    """Return the smallest value that is enough, to a thousandth; None if even `high` is not."""
    if not enough(high):
        return None
    while high - low > FINEST / 2:
        middle = (low + high) / 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    steps = np.ceil(high / FINEST - 0.5 - 1e-9)
    candidate = float(steps * FINEST)
    return candidate if enough(candidate) else float((steps + 1) * FINEST)


def _personnel(terms: Terms, limits: Limits) -> _Relaxation:
    """Return by which factor personnel would have to grow for all to be shared out."""
    problem = BurdenMatrix(
        total=np.minimum(terms.lots_due[:, -1], limits.upper.sum(axis=0)),
        cost=terms.cost,
        ability=terms.ability,
        lower=limits.lower,
        upper=limits.upper,
        use=terms.crew,
        supply=terms.personnel,
    )
    factor = _personnel_factor(problem)
    if factor is not None and factor <= 1.0:
        return _Relaxation(
            "personnel",
            "personnel; crews; settings/personnel_growth",
            1.0,
            None,
            False,
            "In fractions the allies' people would do; in whole units no way was found to crew all of it.",
        )
    return _Relaxation(
        "personnel",
        "personnel; crews; settings/personnel_growth",
        1.0,
        factor,
        factor is not None,
        "Crews take more personnel than the allies may add; "
        + (f"{factor:.4g} times as many would do." if factor else "no number of them is enough by itself."),
    )


def _personnel_factor(problem: BurdenMatrix) -> float | None:
    """Return the least factor on every ally's personnel under which all can be shared out."""
    model = LpModel()
    x = model.add_columns(
        problem.agents * problem.goods, lower=problem.lower.ravel(), upper=problem.upper.ravel()
    ).reshape(problem.agents, problem.goods)
    factor = model.add_columns(1, cost=1.0)
    rows = model.add_rows(problem.goods, lower=problem.total, upper=problem.total)
    model.add_entries(rows[None, :], x, 1.0)
    limited = np.flatnonzero(np.isfinite(problem.supply))
    supply = model.add_rows(limited.size, upper=0.0)
    model.add_entries(supply[:, None], x[limited], problem.use[None, :])
    model.add_entries(supply, factor, -problem.supply[limited])
    try:
        return float(np.ceil(model.solve(algorithm="simplex").x[factor[0]] / FINEST) * FINEST)
    except LpError:
        return None


def _offers_cut(terms: Terms, limits: Limits) -> list[dict[str, object]]:
    """Return a row for each offer that had to be cut, and why."""
    rows = []
    required = terms.lots_due[:, -1]
    for a, c in zip(*np.nonzero(terms.offered > limits.lower + FINEST), strict=True):
        name, lot = terms.capabilities[c], float(terms.lot[c])
        offered, kept = float(terms.offered[a, c]) * lot, float(limits.lower[a, c]) * lot
        if limits.label[a, c] in _CLOSED:
            why = f"the ally {_CLOSED[str(limits.label[a, c])]}"
        elif terms.cap_lots()[a, c] < terms.offered[a, c]:
            why = f"no ally may provide more than {100 * terms.cap[c, -1]:.4g} %"
        elif terms.offered[a] @ terms.crew > terms.personnel[a]:
            why = "its crews take more personnel than the ally may add"
        else:
            why = f"only {required[c] * lot:.6g} are required above today's level"
        rows.append(
            _row(
                name,
                offered - kept,
                _Relaxation(
                    "offer",
                    f"offers/{terms.allies[a]}/{name}",
                    offered,
                    kept,
                    False,
                    f"{terms.allies[a]} offers {offered:.6g} of {name}, of which {kept:.6g} count: {why}.",
                ),
            )
        )
    return rows
