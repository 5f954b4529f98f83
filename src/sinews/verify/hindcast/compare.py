"""Set the plans of 2022 beside what happened, and split each error into knowledge and model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from sinews.implementation import Plan
from sinews.verify.hindcast.errors import log_ratio
from sinews.verify.hindcast.outcomes import Outcome, read_outcomes
from sinews.verify.hindcast.plans import Plans
from sinews.verify.hindcast.spending import EQUIPMENT, EXPENDITURE, foreseen, happened, totals

EUROPE_AND_CANADA = "Europe and Canada"
"""The allies of 2022 but the United States and Iceland."""

LARGE = ("USA", "DEU", "GBR", "FRA", "ITA", "POL")
"""Allies that are shown by themselves."""

NATO = "NATO, Defence Expenditure of NATO Countries, editions of 2024 and August 2025"

NOT_COMPARED = {
    "brigades held": "no count by ally of the end of 2021 is at hand, holdings here are those of 2026, and "
    "which of them counted then is assumed; "
    "what was required in 2021 and in 2024 is compared instead",
    "interceptors but PAC-3": "of Aster and IRIS-T multiples were published, no counts of missiles made",
    "HIMARS delivered": "of launchers made only exports are counted in public; the rate of the line is "
    "compared instead",
    "equipment expenditure of 2025": "NATO's edition of 2026 counts it on a new basis (core defence), the "
    "edition of 2025 does not have it",
    "stocks of ammunition": "neither what was held in 2021 nor what is held now is public",
}
"""What cannot be compared honestly, and why."""

UNITS = {"himars": 1.0, "pac3_mse": 1.0, "ammo_155_lot": 1.0, "gmlrs_pod": 6.0}
"""Published units in one product of the lines: thousand rounds in a lot of 1,000, rockets in a pod."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a plan of 2022 had for a later year, beside what happened.

    Attributes
    ----------
    key, quantity, what, year, unit, basis, source, status, why
        As of `Outcome`.
    seen
        Ours, as things were seen on 1 January 2022.
    known
        Ours with the need known; None where the need itself is compared.
    happened
        What happened.
    ahead
        Years from the start of 2022 to the end of the year.
    counted
        Whether the error is one of those of the distributions; a sum of allies is not.
    shown
        Whether the row is printed; the others are told in JSON.
    """

    key: str
    quantity: str
    what: str
    year: int
    seen: float
    known: float | None
    happened: float
    unit: str
    basis: str
    source: str
    status: str
    why: str
    ahead: int
    counted: bool = True
    shown: bool = True

    @property
    def ratio(self) -> float:
        """Ours, as seen in 2022, over what happened."""
        return self.seen / self.happened

    @property
    def log_error(self) -> float:
        """The logarithm of the ratio: the sum of the errors of knowledge and of the model."""
        return log_ratio(self.seen, self.happened)

    @property
    def model_error(self) -> float | None:
        """The part that is left with the need known: the model's own."""
        return None if self.known is None else log_ratio(self.known, self.happened)

    @property
    def knowledge_error(self) -> float:
        """The part that knowing the need would have taken away."""
        return self.log_error if self.known is None else log_ratio(self.seen, self.known)


def compare(plans: Plans) -> list[Row]:
    """Return a row for each figure that can be compared: output, requirements, then spending."""
    first = plans.seen.case.settings.base_year
    return [
        *(_of_outcome(plans, outcome, outcome.year - first + 1) for outcome in read_outcomes()),
        *_of_spending(plans, first),
    ]


def line_output(plan: Plan, lines: tuple[str, ...], year: int) -> float:
    """Return what lines can make in a year, in the units in which their output is published.

    It is today's and announced output with what the plan adds. What a plan closes for want of orders is
    left out: the buyers outside the Alliance who keep a line going are not in the case.
    """
    rows = plan.tables["lines"].filter(pl.col("line").is_in(lines) & (pl.col("year") == year))
    made = pl.col("base") + pl.col("expansion")
    published = made * pl.col("product").replace_strict(UNITS, return_dtype=pl.Float64)
    return float(rows.select(published.sum()).item())


def required(plan: Plan, requirement: str) -> float:
    """Return the quantity of a published requirement in a plan's case."""
    rows = plan.case["published_requirements"].filter(pl.col("requirement") == requirement)
    return float(rows["quantity"].item())


def _of_outcome(plans: Plans, of: Outcome, ahead: int) -> Row:
    """Return the row of a published figure."""
    if of.measure == "requirement":
        # what is required is put into the second plan, so there is nothing to compare there
        seen, known = required(plans.seen, *of.of), None
    else:
        seen, known = (line_output(plan, of.of, of.year) for plan in (plans.seen, plans.known))
    return Row(
        of.key, of.quantity, of.what, of.year, seen, known, of.happened, of.unit, of.basis, of.source,
        of.status, of.why, ahead,
    )  # fmt: skip


def _of_spending(plans: Plans, first: int) -> Iterator[Row]:
    """Yield the rows of spending: by ally and year, and for all but the United States together."""
    spent, seen, known = happened(plans.today, first), foreseen(plans.seen), foreseen(plans.known)
    both = seen.select("ally").unique()
    spent = spent.join(both, on="ally", how="semi", maintain_order="left")
    tables = []
    for table in (spent, seen, known):
        europe = totals(table.filter(pl.col("ally") != "USA"), EUROPE_AND_CANADA)
        tables.append(pl.concat([europe, table]))
    complete = both.height - 1
    whole_years = (
        spent.filter(pl.col("ally") != "USA").group_by("year", maintain_order=True).len()
        .filter(pl.col("len") == complete)["year"].to_list()
    )  # fmt: skip
    joined = tables[0].join(tables[1], on=["ally", "year"], suffix="_seen", maintain_order="left")
    joined = joined.join(tables[2], on=["ally", "year"], suffix="_known", maintain_order="left")
    names = dict(plans.today["allies"].select("ally", "name").iter_rows())
    for of in joined.iter_rows(named=True):
        if of["ally"] == EUROPE_AND_CANADA and of["year"] not in whole_years:
            continue
        for quantity in (EXPENDITURE, EQUIPMENT):
            if quantity == EXPENDITURE or of["equipment_share"] is not None:
                yield _spending_row(of, quantity, names.get(of["ally"], of["ally"]), of["year"] - first + 1)


def _spending_row(of: dict[str, float], quantity: str, name: str, ahead: int) -> Row:
    """Return the row of an ally's spending in a year, with the factors that its error is made of."""
    ally, year = str(of["ally"]), int(of["year"])
    factors = {"GDP": "gdp", "share of GDP": "gdp_share"}
    amounts = {end: of[f"core{end}"] / 1000.0 for end in ("", "_seen", "_known")}
    if quantity == EQUIPMENT:
        factors["equipment share"] = "equipment_share"
        amounts = {end: amount * of[f"equipment_share{end}"] / 100.0 for end, amount in amounts.items()}
    why = ", ".join(
        f"{word} {_percent(of[f'{column}_seen'] / of[column])}" for word, column in factors.items()
    )
    shown = year == (2024 if quantity == EQUIPMENT or ally in ("DEU", EUROPE_AND_CANADA) else 2025)
    return Row(
        key=f"{quantity.split()[0]}_{ally}_{year}",
        quantity=quantity,
        what=name,
        year=year,
        seen=amounts["_seen"],
        known=amounts["_known"],
        happened=amounts[""],
        unit="USD bn at prices of 2024",
        basis="output",
        source=NATO,
        status="derived",
        why=why,
        ahead=ahead,
        counted=ally != EUROPE_AND_CANADA,
        shown=shown and ally in (EUROPE_AND_CANADA, *LARGE),
    )


def _percent(ratio: float) -> str:
    """Return how far a ratio is above or below one, as ``+4 %`` or ``-20 %``."""
    return f"{round((ratio - 1.0) * 100.0):+d} %"
