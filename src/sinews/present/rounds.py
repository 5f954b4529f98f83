"""The rounds of the loop: what held in each, what became a requirement, and why the rest cannot be held."""

from __future__ import annotations

import polars as pl

from sinews.assessment.needs import NAMES
from sinews.document import Column, Table, wording
from sinews.implementation import Plan
from sinews.loop.reasons import OPEN, OUTCOMES
from sinews.loop.rounds import RAISED


def needs_of(plan: Plan) -> pl.DataFrame:
    """Return the plan's table of rounds with names: what enablers need of capabilities in tested years.

    Returns
    -------
    polars.DataFrame
        round, year, enabler, capability, name (the enabler's where no capability mends what it lacks), held,
        needed, required (units of the capability, of all allies and pools), holds, outcome, reason; no
        columns for a plan without rounds.
    """
    if plan.rounds.is_empty():
        return plan.rounds
    names = plan.case["capabilities"].select("capability", "name")
    return plan.rounds.join(names, on="capability", how="left", maintain_order="left").select(
        *("round", "year", "enabler", "capability"),
        pl.col("name").fill_null(pl.col("enabler").replace_strict(NAMES)),
        *("held", "needed", "required", "holds", "outcome", "reason"),
    )


def last_round(needs: pl.DataFrame) -> pl.DataFrame:
    """Return what the last round found."""
    return needs.filter(pl.col("round") == pl.col("round").last())


def verdict(needs: pl.DataFrame) -> list[str]:
    """Return in sentences how the loop ended: after how many rounds, and what is not held in which year."""
    last = last_round(needs)
    broken, made = last.filter(~pl.col("holds")), last["round"][0]
    rounds = f"{made} round{'s' if made > 1 else ''} of planning"
    tested = last["year"].unique().sort().to_list()
    years = wording.listed(list(map(str, tested)))
    if broken.is_empty():
        return [
            f"The plan holds: after {rounds} all {last.height} needs of the defence plans are met in {years}."
        ]
    unfinished = OPEN in broken["outcome"]
    more = "further rounds would ask for more" if unfinished else "a further round would ask for no more"
    sentences = [
        f"The plan does not hold: after {rounds} {last.height - broken.height} of {last.height} needs of the "
        f"defence plans are met in {years}, and {more}."
    ]
    for year in tested:
        names = wording.listed(broken.filter(year=year)["name"].to_list())
        sentences.append(f"Not met in {year}: {names}." if names else f"In {year} all are met.")
    return sentences


def raised_table(needs: pl.DataFrame) -> Table:
    """Return what became a requirement, by capability and year."""
    years = needs["year"].unique().sort().to_list()
    raised = needs.filter(outcome=RAISED).group_by("name", maintain_order=True)
    rows = raised.agg(
        # the largest need of a year is the one that stands
        *(pl.col("needed").filter(pl.col("year") == year).max().alias(str(year)) for year in years),
        rounds=pl.col("round").unique().sort().cast(pl.String).str.join(", "),
        enablers=pl.col("enabler").replace_strict(NAMES).unique(maintain_order=True),
    )
    return Table(
        "raised",
        "What broke, and became a requirement",
        rows.with_columns(pl.col("enablers").map_elements(wording.listed, pl.String)),
        (
            Column("name", "Capability"),
            *(Column(str(year), str(year), "count", status="estimated") for year in years),
            Column("rounds", "In round", "key"),
            Column("enablers", "Enabler"),
        ),
    )


NEED = (
    Column("name", "Capability"),
    Column("year", "Year", "year"),
    Column("enabler", "Enabler", wide_only=True),
    Column("held", "Held", "count"),
    Column("needed", "Needed", "count", status="estimated"),
)


def broken_table(needs: pl.DataFrame) -> Table:
    """Return what the last round does not hold, and why."""
    return Table(
        "broken",
        "What is not held in the end, and why",
        _named(needs).filter(~pl.col("holds")),
        (*NEED, Column("outcome", "Verdict", wide_only=True), Column("reason", "Why")),
        empty="All that was tested is held in the end.",
    )


def last_table(needs: pl.DataFrame) -> Table:
    """Return all that the last round tested."""
    held = pl.when("holds").then(pl.lit("yes")).otherwise(pl.lit("no"))
    columns = (*NEED, Column("required", "Required", "count"), Column("holds", "Holds"))
    return Table("needs", "Every need in the last round", _named(needs).with_columns(holds=held), columns)


def _named(needs: pl.DataFrame) -> pl.DataFrame:
    """Return what the last round found, with enablers and outcomes in words."""
    return last_round(needs).with_columns(
        pl.col("enabler").replace_strict(NAMES), pl.col("outcome").replace(OUTCOMES)
    )
