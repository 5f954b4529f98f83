"""Plan, test, raise what breaks, and plan again.

Requirements only ever rise from round to round, and each round either raises one or is the last; the number
of rounds is bounded besides. The last round says of each thing that still breaks why it does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from sinews import pipeline
from sinews.assessment.needs import NAMES, USUAL, Standing, needs_beside, standing_needs
from sinews.case import Case
from sinews.implementation import Plan
from sinews.kept import kept
from sinews.loop.reasons import BEYOND, reasons
from sinews.requirements import SIZED

MOST_ROUNDS = 6
"""Rounds after which to stop."""

HOLDS, RAISED, BEHIND = "holds", "raised", "behind"

ROUNDS = {
    "round": pl.Int64,
    "year": pl.Int64,
    "enabler": pl.String,
    "capability": pl.String,
    "held": pl.Float64,
    "needed": pl.Float64,
    "required": pl.Float64,
    "holds": pl.Boolean,
    "outcome": pl.String,
    "reason": pl.String,
}
"""Columns of the table of rounds. Quantities are of all allies and pools, at the end of the year; `required`
is what the round's plan was made for. `capability` is null for what no capability mends. `outcome` is
``holds``, ``raised`` (the need is required from the next round on), ``behind`` (it is required already, and
not delivered) or, in the last round, one of `sinews.loop.reasons.OUTCOMES`; `reason` says in words what
drives the need, or in the last round why it is not held."""

EXACT = 1e-9


def hold(
    case: Case,
    years: Iterable[int] | None = None,
    *,
    enablers: Sequence[str] = USUAL,
    most_rounds: int = MOST_ROUNDS,
    progress: Callable[[str], None] | None = None,
    constraints: Sequence[Any] = (),
) -> Plan:
    """Plan until what the plan delivers is what the enablers need, or until that provably cannot be.

    Each round plans, sets what is held at the end of each tested year beside what each enabler's model needs
    then, and makes what is missing a requirement of the next round, beside what is pledged and published.

    Parameters
    ----------
    case
        A checked case with defence plans.
    years
        The planning years to test; those divisible by five after the first, and the last, if not given.
    enablers
        Whose needs count, of `sinews.assessment.finding.ENABLERS`; all but movement if not given.
    most_rounds
        Rounds after which to stop, at least one.
    progress
        Called with what is done, as it begins.
    constraints
        Families of constraints of your own, as for `sinews.plan`.

    Returns
    -------
    The plan of the last round, with the tables ``rounds`` (columns as `ROUNDS`) and ``sized``.

    Raises
    ------
    CaseError
        If a table that an enabler rests on is empty.
    ValueError
        If a year is not a planning year of the case.

    Examples
    --------
    >>> import sinews
    >>> plan = sinews.hold(sinews.open_case())  # doctest: +SKIP
    >>> plan.rounds.filter(pl.col("round") == pl.col("round").max(), ~pl.col("holds"))  # doctest: +SKIP
    """
    tell = progress or (lambda _: None)
    tested = _tested(case, years)
    standing = kept(
        "needs", case, [" ".join(sorted(enablers))], lambda: standing_needs(case, enablers, tell), tell
    )
    sized, rounds = pl.DataFrame(schema=SIZED), []
    for number in range(1, most_rounds + 1):
        plan = pipeline.plan(case, _of_round(number, tell), sized=sized, constraints=constraints)
        found = _test(plan, standing, tested, enablers, number, tell)
        raised = found.filter(pl.col("outcome") == RAISED)
        last = raised.is_empty() or number == most_rounds
        if last:
            tell(f"round {number}: why what breaks cannot be held")
            found = reasons(plan, found, unfinished=not raised.is_empty())
        rounds.append(found)
        if last:
            break
        sized = pl.concat([sized, _as_requirements(raised)])
    return replace(plan, tables={**plan.tables, "rounds": pl.concat(rounds)})


def _of_round(number: int, tell: Callable[[str], None]) -> Callable[[str], None]:
    """Return what tells of the steps of a round."""
    return lambda step: tell(f"round {number}, {step}")


def _tested(case: Case, years: Iterable[int] | None) -> list[int]:
    """Return the years to test."""
    planned = list(case.years)
    if years is None:
        return [year for year in planned[1:] if year % 5 == 0 or year == planned[-1]] or planned[-1:]
    chosen = sorted(set(years))
    outside = [year for year in chosen if year not in planned]
    if outside or not chosen:
        named = outside[0] if outside else "none"
        raise ValueError(
            f"{named} is no planning year of this case; choose from {planned[0]} to {planned[-1]}"
        )
    return chosen


def _test(
    plan: Plan,
    standing: Standing,
    years: Sequence[int],
    enablers: Sequence[str],
    number: int,
    tell: Callable[[str], None],
) -> pl.DataFrame:
    """Return what holds of a round's plan, columns as `ROUNDS`."""
    parts = []
    for year in years:
        tell(f"round {number}: what holds in {year}")
        required = plan.requirements.filter(pl.col("year") == year).select("capability", "required")
        parts.append(
            needs_beside(plan.case, standing.needs, plan.held(year), year, enablers)
            .join(required, on="capability", how="left", maintain_order="left")
            .with_columns(
                round=pl.lit(number, pl.Int64),
                year=pl.lit(year, pl.Int64),
                holds=pl.col("held") >= pl.col("needed") - EXACT,
            )
            .with_columns(
                outcome=pl.when("holds")
                .then(pl.lit(HOLDS))
                .when(pl.col("needed") > pl.col("required") + EXACT)
                .then(pl.lit(RAISED))
                .otherwise(pl.lit(BEHIND)),
                reason="driver",
            )
            .select(*ROUNDS)
        )
        parts.append(
            pl.DataFrame(
                [
                    (number, year, enabler, None, None, None, None, False, BEYOND, statement)
                    for enabler, statement in standing.beyond
                ],
                schema=ROUNDS,
                orient="row",
            )
        )
    return pl.concat(parts)


def _as_requirements(raised: pl.DataFrame) -> pl.DataFrame:
    """Return what is missing as needs of the next round, columns as `SIZED`."""
    return raised.select(
        "capability",
        "year",
        "needed",
        sizing=pl.format(
            "Needed by {} of {}, found in round {} of planning: {}",
            "year",
            pl.col("enabler").replace_strict(NAMES),
            "round",
            "reason",
        ),
    )
