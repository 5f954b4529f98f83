"""The plan: what the steps up to implementation have found, in tables."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from sinews.apportionment import Proof, Targets
from sinews.case import (
    Case,
    OutputError,
    file_in,
    fill_with_case,
    open_kept,
    price_level,
    replace_folder,
    told,
    write_csv,
)
from sinews.case.bounded import parse_json, read_bounded, read_parquet
from sinews.case.limits import MANIFEST_BYTES
from sinews.guidance import Ambition
from sinews.implementation import kept
from sinews.implementation.certificate import Certificate, open_certificate
from sinews.implementation.ending import Ending, open_ending
from sinews.implementation.families.element import Element, by_element
from sinews.implementation.shown import Shown
from sinews.implementation.taken import Taken, found_again
from sinews.requirements import Requirements

MANIFEST = "plan.json"
DICTIONARY = "dictionary.csv"
"""The file that makes a folder a plan folder."""

FORMAT = 7
"""Format of plan folders: raised whenever what is written is such that the code before cannot read it, or the
code after not what was written before: a table or a column more or less, another meaning of one."""

PAYMENT, COMMITMENT = "payment", "commitment"
"""Kinds of rows of the ledger."""

ENDING = "ending.npz"
"""The file with where the search for the plan ended; a plan folder is complete without it."""

CERTIFICATE = "certificate.npz"
"""The file with what proves that no plan is better."""


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
    rounds, price_change, converged
        How often it was solved for prices to settle; by what part the money for what is delivered would still
        change in a further round, and whether that is at most a thousandth.
    whole_steps_gap
        By what part the objective lies above the optimum, at most, because plants grow in whole steps.
    whole_units_gap
        By what part it lies above a bound because ships, batteries and the like count in whole units only,
        and orders are whole where `contract_sizes` says so; 0 where nothing is. In models of up to 5,000
        columns, and where units were searched for, no plan in whole units, orders and steps can better it,
        and the gap holds what steps cost. Else it is the objective in fractions, and below 0 if it is less.
    few_types_gap
        The same for few types, and the cost of introducing some; 0 where nothing limits them.
    split, split_gap
        How what lines deliver was split among the allies, and by what part the objective rose by that.
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


@dataclass(frozen=True, slots=True)
class Plan(Shown):
    """A costed, time-phased plan.

    Attributes
    ----------
    case
        The case that it was made from.
    tables
        All its tables by name; the properties below describe them. Money is in USD m at the case's price
        year, quantities in units of the capability or in products.
    solution
        How the model was solved.
    ending
        Where the search for it ended, for another plan to start from; None if that was not kept.
    constraints
        The families of constraints that it was made with, beside those that come along.
    elements
        What it pays for: each is a column of the table of spending.
    proof
        How its targets were divided, and what proves it.
    certificate
        What proves that no plan is better: see `sinews.implementation.certificate`.
    """

    case: Case
    tables: dict[str, pl.DataFrame]
    solution: Solution
    ending: Ending | None = None
    constraints: tuple[Taken, ...] = ()
    elements: tuple[Element, ...] = ()
    proof: Proof | None = None
    certificate: Certificate | None = None

    def __repr__(self) -> str:
        """Return the name of its case, its years and how it was solved."""
        case, status = self.case.settings, self.solution.status
        return f"Plan({case.name!r}, {case.base_year}-{case.horizon}, {len(self.tables)} tables, {status})"

    @property
    def apportioned(self) -> Targets:
        """The targets that it was made for, with what each costs, how they came about and what proves it.

        Raises
        ------
        ValueError
            If the plan was put together without the tables of the steps before.
        """
        if self.proof is None:
            raise ValueError("this plan has no targets with their proof: it was not made by sinews.plan")
        tables = self.tables
        ambition = Ambition(
            levels=tables["ambition"],
            spending_path=tables["spending_path"],
            share_caps=tables["share_caps"],
            shares=tables["pledged_shares"],
        )
        return Targets(
            targets=self.targets,
            shares=tables["shares"],
            unassigned=tables["unassigned"],
            requirements=Requirements(self.requirements, ambition),
            burdens=tables["burdens"],
            costs=tables["lot_costs"],
            relief=tables["relief"],
            proof=self.proof,
        )

    @property
    def rules(self) -> tuple[Any, ...]:
        """The families of constraints beside those that come along, as far as they are here."""
        return tuple(taken.rule for taken in self.constraints if taken.rule is not None)

    @property
    def requirements(self) -> pl.DataFrame:
        """What is required of each capability in each year, and the driver."""
        return self.tables["requirements"]

    @property
    def targets(self) -> pl.DataFrame:
        """Each ally's target: ally, capability, year, held, target."""
        return self.tables["targets"]

    @property
    def orders(self) -> pl.DataFrame:
        """New orders: ally, product, line, contract, years of order and delivery, quantity, price, value."""
        return self.tables["orders"]

    @property
    def contracts_signed(self) -> pl.DataFrame:
        """Contracts that orders stand under: line, who leads and buys, how many, for how much, when."""
        return self.tables["contracts_signed"]

    @property
    def deliveries(self) -> pl.DataFrame:
        """Work and deliveries: ally, capability, product, line, year, ordered, contracted, completed."""
        return self.tables["deliveries"]

    @property
    def stock(self) -> pl.DataFrame:
        """Stock by year: what each ally holds, what leaves, is used up and arrives, target and shortfall."""
        return self.tables["stock"]

    @property
    def spending(self) -> pl.DataFrame:
        """What each ally spends in each year, in USD m, beside its budgets."""
        return self.tables["spending"]

    @property
    def payments(self) -> pl.DataFrame:
        """All that is paid.

        Columns year, payer, element, capability, product, line, country, status, amount (USD m); see
        `sinews.implementation.ledger.ledger`.
        """
        ledger = self.tables["ledger"]
        return ledger.filter(pl.col("kind") == PAYMENT).drop("kind")

    @property
    def paid_to_lines(self) -> pl.DataFrame:
        """The payments for what lines build for allies and for Ukraine."""
        built = [element.key for element in self.elements if element.work == "capability"]
        return self.payments.filter(pl.col("element").is_in(built))

    @property
    def commitments(self) -> pl.DataFrame:
        """The same money in the year in which its payer bound itself to pay it."""
        ledger = self.tables["ledger"]
        return ledger.filter(pl.col("kind") == COMMITMENT).drop("kind")

    @property
    def then_year(self) -> pl.DataFrame:
        """The payments in then-year money: in the prices of the years in which they fall due.

        By the deflator of the case's currency, see `sinews.case.price_level`.
        """
        case, currency = self.case, self.case.settings.currency
        now = price_level(case, currency, case.settings.price_year)
        level = {year: price_level(case, currency, year) / now for year in case.years}
        return self.payments.with_columns(
            pl.col("amount") * pl.col("year").replace_strict(level, return_dtype=pl.Float64)
        )

    def paid(self, *by: str) -> pl.DataFrame:
        """Return what is paid by some columns of the ledger: these, a column an element, total; in USD m."""
        return by_element(self.payments, self.elements, *by).sort(by)

    @property
    def cost(self) -> pl.DataFrame:
        """What the plan costs each ally in each year: ally, year, cost (USD m); every ally and year."""
        total = self.payments.group_by("payer", "year", maintain_order=True).agg(cost=pl.col("amount").sum())
        return (
            self.spending.select("ally", "year")
            .join(
                total, left_on=["ally", "year"], right_on=["payer", "year"], how="left", maintain_order="left"
            )
            .with_columns(pl.col("cost").fill_null(0.0))
        )

    @property
    def budgets(self) -> pl.DataFrame:
        """What each ally may spend in each year: ally, year, budget (USD m).

        The budget for equipment, room for operating what is added, and what resilience funds pay.
        """
        parts = pl.sum_horizontal("equipment_budget", "operating_headroom", "resilience")
        return self.spending.select("ally", "year", budget=parts)

    @property
    def shortfall(self) -> pl.DataFrame:
        """Where a target is missed: ally, capability, year, target, closing, shortfall."""
        missed = self.stock.filter(pl.col("shortfall") > 0)
        return missed.select("ally", "capability", "year", "target", "closing", "shortfall")

    @property
    def fulfilment(self) -> pl.DataFrame:
        """What of each requirement is held: capability, aggregate, year, baseline, required, stock, met."""
        return self.tables["fulfilment"]

    def held(self, year: int) -> pl.DataFrame:
        """Return ally, capability, quantity: what is held at the end of a planning year."""
        return self.stock.filter(pl.col("year") == year).select("ally", "capability", quantity="closing")

    def line_capacity(self, year: int) -> pl.DataFrame:
        """Return line, capacity (products a year): what the plan has made of the lines by a planning year."""
        return self.tables["lines"].filter(pl.col("year") == year).select("line", "capacity")

    @property
    def bottlenecks(self) -> pl.DataFrame:
        """The limits that hold the plan back, the tightest first."""
        return self.tables["bottlenecks"]

    @property
    def rounds(self) -> pl.DataFrame:
        """What held in each round of planning; empty for a plan that was not made by `sinews.hold`."""
        return self.tables.get("rounds", pl.DataFrame())

    def save(self, path: str | Path) -> None:
        """Save the plan as a folder: a manifest, the case, and each table as Parquet and CSV.

        Parameters
        ----------
        path
            The folder. A plan that stands there is replaced, as a whole; anything else is left alone.

        Raises
        ------
        OutputError
            If something other than a plan stands there, or it cannot be written.
        """
        with replace_folder(path, MANIFEST) as folder, told(path):
            self.write(folder)

    def write(self, folder: Path) -> None:
        """Write the plan's files into a folder that exists."""
        (folder / "case").mkdir()
        fill_with_case(folder / "case", self.case)
        if self.ending is not None:
            self.ending.save(folder / ENDING)
        if self.certificate is not None:
            (folder / CERTIFICATE).write_bytes(self.certificate.to_bytes())
        for name, frame in self.tables.items():
            frame.write_parquet(file_in(folder, f"{name}.parquet"))
            write_csv(frame, file_in(folder, f"{name}.csv"))
        write_csv(kept.dictionary(self.tables, self.elements), file_in(folder, DICTIONARY))
        manifest = {
            "format": FORMAT,
            "case": {
                "name": self.case.settings.name,
                "title": self.case.settings.title,
                "hash": self.case.hash,
                "edition": self.case.settings.edition,
                "errata": self.case["errata"].to_dicts(),
            },
            "settings": self.case.settings.model_dump(mode="json"),
            "versions": {
                "sinews": version("sinews"),
                "highspy": version("highspy"),
                "polars": version("polars"),
                "python": platform.python_version(),
            },
            "solution": asdict(self.solution),
            "ending": None if self.ending is None else self.ending.fingerprint,
            "certificate": None if self.certificate is None else self.certificate.fingerprint,
            "elements": [asdict(element) for element in self.elements],
            "proof": None if self.proof is None else asdict(self.proof),
            "tables": {
                name: kept.record(name, frame, self.elements, folder) for name, frame in self.tables.items()
            },
        }
        if self.constraints:
            manifest["constraints"] = [taken.kept() for taken in self.constraints]
        (folder / MANIFEST).write_text(
            json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )


def open_plan(path: str | Path, constraints: Iterable[Taken] = ()) -> Plan:
    """Open a saved plan.

    Parameters
    ----------
    path
        A plan folder, as `Plan.save` writes it. No code comes from it: of the constraints that it was made
        with, those are there that an installed package offers.
    constraints
        Constraints with their families, for those that no package offers: each serves where the plan was made
        with the same fields and the same file.

    Returns
    -------
    Plan
        The plan with the case that it was made from, equal to the one that was saved.

    Raises
    ------
    OutputError
        If the folder holds no plan, or not all of it, or one in another format than this version's.
    """
    folder = Path(path)
    try:
        manifest = parse_json(read_bounded(folder / MANIFEST, MANIFEST_BYTES))
        if manifest["format"] != FORMAT:
            raise OutputError(
                f"{folder} was made by Sinews {manifest['versions']['sinews']}, in format "
                f"{manifest['format']} of plan folders; this is Sinews {version('sinews')}, which opens "
                f"format {FORMAT}. Make the plan again with: sinews plan {folder / 'case'} --out {folder}"
            )
        solution = kept.made_of(Solution, manifest["solution"])
        tables = {name: read_parquet(file_in(folder, f"{name}.parquet")) for name in manifest["tables"]}
        elements = tuple(kept.made_of(Element, element) for element in manifest["elements"])
        proof = None if manifest["proof"] is None else kept.made_of(Proof, manifest["proof"])
        given = [kept.made_of(Taken, each) for each in manifest.get("constraints", ())]
        case = open_kept(folder / "case")
        kept.refuse_unsound(manifest, tables, elements, case)
        kept.refuse_altered(folder, manifest)
        proved = open_certificate(folder / CERTIFICATE, manifest["certificate"])
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError) as error:
        raise OutputError(
            f"{folder} is no complete plan folder ({error}); make one with: sinews plan --out {folder}"
        ) from None
    return Plan(
        case=case,
        tables=tables,
        solution=solution,
        ending=open_ending(folder / ENDING),
        constraints=found_again(given, list(constraints)),
        elements=elements,
        proof=proof,
        certificate=proved,
    )
