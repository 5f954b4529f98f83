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

from sinews.case import Case, OutputError, open_kept, replace_folder, write_case
from sinews.implementation.ending import Ending, open_ending
from sinews.implementation.taken import Taken, found_again

MANIFEST = "plan.json"
"""The file that makes a folder a plan folder."""

FORMAT = 4
"""Format of plan folders: raised whenever what is written is such that the code before cannot read it, or the
code after not what was written before: a table or a column more or less, another meaning of one."""

ENDING = "ending.npz"
"""The file with where the search for the plan ended; a plan folder is complete without it."""

ELEMENTS = (
    "contracted",
    "support",
    "procurement",
    "expansion",
    "inputs",
    "sustaining",
    "interest",
    "operating",
)
"""Columns of the table of spending that add up to what the plan costs an ally in a year."""


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
        By what part the objective lies above the optimum of the model, at most, because lines and materials
        are expanded in whole steps only.
    whole_units_gap
        By what part the objective lies above a bound because ships, batteries and the like count in whole
        units only; 0 where nothing does. In models of up to 5,000 columns, and where units were searched
        for, no plan in whole units and steps can better the bound: the gap holds what steps cost, too.
        In others it is the objective in fractions and in whole steps, and the gap below 0 where rounding
        comes out ahead.
    started_from
        Fingerprint of the ending of the plan that the search started from; otherwise empty.
    start
        The same in words, or why the search did not start from the plan that it was given.
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
    started_from: str = ""
    start: str = "from nothing"


@dataclass(frozen=True, slots=True)
class Plan:
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
    """

    case: Case
    tables: dict[str, pl.DataFrame]
    solution: Solution
    ending: Ending | None = None
    constraints: tuple[Taken, ...] = ()

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
        """New orders: ally, product, line, order_year, delivery_year, quantity, unit_price, value."""
        return self.tables["orders"]

    @property
    def deliveries(self) -> pl.DataFrame:
        """Work and deliveries: ally, capability, product, line, year, ordered, contracted, completed."""
        return self.tables["deliveries"]

    @property
    def stock(self) -> pl.DataFrame:
        """Stock by year: ally, capability, year, opening, retired, delivered, closing, target, shortfall."""
        return self.tables["stock"]

    @property
    def spending(self) -> pl.DataFrame:
        """What each ally spends in each year, in USD m, beside its budgets."""
        return self.tables["spending"]

    @property
    def cost(self) -> pl.DataFrame:
        """What the plan costs each ally in each year: ally, year, cost, the sum of `ELEMENTS` in USD m."""
        return self.spending.select("ally", "year", cost=pl.sum_horizontal(*ELEMENTS))

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
        with replace_folder(path, MANIFEST) as folder:
            self.write(folder)

    def write(self, folder: Path) -> None:
        """Write the plan's files into a folder that exists."""
        write_case(self.case, folder / "case")
        if self.ending is not None:
            self.ending.save(folder / ENDING)
        for name, frame in self.tables.items():
            frame.write_parquet(folder / f"{name}.parquet")
            frame.write_csv(folder / f"{name}.csv")
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
            "tables": {
                name: {"rows": frame.height, "columns": frame.columns} for name, frame in self.tables.items()
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

    Raises
    ------
    OutputError
        If the folder holds no plan, or not all of it, or one in another format than this version's.
    """
    folder = Path(path)
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise OutputError(
                f"{folder} was made by Sinews {manifest['versions']['sinews']}, in format "
                f"{manifest['format']} of plan folders; this is Sinews {version('sinews')}, which opens "
                f"format {FORMAT}. Make the plan again with: sinews plan {folder / 'case'} --out {folder}"
            )
        solution = Solution(**manifest["solution"])
        tables = {name: pl.read_parquet(folder / f"{name}.parquet") for name in manifest["tables"]}
        taken = found_again(manifest.get("constraints", ()), list(constraints))
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError) as error:
        raise OutputError(
            f"{folder} is no complete plan folder ({error}); make one with: sinews plan --out {folder}"
        ) from None
    return Plan(
        case=open_kept(folder / "case"),
        tables=tables,
        solution=solution,
        ending=open_ending(folder / ENDING),
        constraints=taken,
    )
