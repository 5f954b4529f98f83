"""What changed between two plans: in the case, the cost, the capabilities, the allies, the bottlenecks."""

from __future__ import annotations

import math
from dataclasses import dataclass

import polars as pl

from sinews import registry
from sinews.case import Case
from sinews.case.catalogue import TABLES
from sinews.case.schema import Table
from sinews.implementation import Plan
from sinews.present import figures

NOTHING = ""

PROVENANCE = ("status", "source", "note")
"""Columns that tell of a row where it is from."""

TOLERANCE = 1e-6
"""Relative change below which two results are the same: what a solver leaves open."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences between plan a and plan b. Money is in USD m at constant prices.

    Attributes
    ----------
    name_a, name_b
        The names of the cases, told apart where they are the same.
    case_changes
        table, key, column, before, after: every value of the two cases that differs, as text; a row that
        only one case has shows as "row" with "absent" and "present"; settings have the table "settings".
    cost
        year, a, b, change: cost of the plan in each year; every year.
    capabilities
        capability, name, met_year_a, met_year_b, met_a, met_b, required_a, required_b: those that differ.
    allies
        ally, name, a, b, change: cost over the horizon of the allies for which it differs, largest change
        first.
    bottlenecks
        kind, key, name, rank_a, rank_b, relief_a, relief_b: those whose relief differs, largest change
        first.
    case
        The case of plan b.
    """

    name_a: str
    name_b: str
    case_changes: pl.DataFrame
    cost: pl.DataFrame
    capabilities: pl.DataFrame
    allies: pl.DataFrame
    bottlenecks: pl.DataFrame
    case: Case

    def __repr__(self) -> str:
        """Return what is compared, and how many values of the case and how much of the cost differ."""
        values, change = self.values.height, float(self.cost["change"].sum()) / 1000.0
        return f"Comparison({self.name_a!r}, {self.name_b!r}, {values} values, cost {change:+,.1f} bn)"

    def _repr_html_(self) -> str:
        """Return what changed, as a notebook shows it."""
        return str(registry.promised("notebook").in_html(self))

    @property
    def values(self) -> pl.DataFrame:
        """The changes of the case without those of what is only told of a row: status, source and note."""
        return self.case_changes.filter(~pl.col("column").is_in(PROVENANCE))

    @property
    def same(self) -> bool:
        """Whether case and results are the same."""
        differing = (self.case_changes, self.capabilities, self.allies, self.bottlenecks)
        return all(frame.is_empty() for frame in differing) and not _differs(
            self.cost["a"].to_list(), self.cost["b"].to_list()
        )


def compare(plan_a: Plan, plan_b: Plan, names: tuple[str, str] | None = None) -> Comparison:
    """Return what changed from one plan to another.

    Parameters
    ----------
    plan_a, plan_b
        The plan before, and the plan after.
    names
        What they are called; by their cases if not given.
    """
    name_a, name_b = names or (plan_a.case.settings.name, plan_b.case.settings.name)
    if name_a == name_b:
        name_a, name_b = f"{name_a} (A)", f"{name_b} (B)"
    return Comparison(
        name_a=name_a,
        name_b=name_b,
        case_changes=case_changes(plan_a.case, plan_b.case),
        cost=_cost(plan_a, plan_b),
        capabilities=_capabilities(plan_a, plan_b),
        allies=_allies(plan_a, plan_b),
        bottlenecks=_bottlenecks(plan_a, plan_b),
        case=plan_b.case,
    )


def case_changes(case_a: Case, case_b: Case) -> pl.DataFrame:
    """Return every value that differs between two cases, row by row of each table's key.

    Returns
    -------
    polars.DataFrame
        table, key (its columns joined by slashes), column, before, after: all text.
    """
    settings_a, settings_b = case_a.settings.model_dump(), case_b.settings.model_dump()
    changes = [
        ("settings", NOTHING, field, _text(settings_a.get(field)), _text(settings_b.get(field)))
        for field in settings_a | settings_b
        if settings_a.get(field) != settings_b.get(field)
    ]
    for table in TABLES:
        changes += _table_changes(table, case_a[table.name], case_b[table.name])
    return pl.DataFrame(
        changes, schema=dict.fromkeys(("table", "key", "column", "before", "after"), pl.String), orient="row"
    )


def _table_changes(table: Table, a: pl.DataFrame, b: pl.DataFrame) -> list[tuple[str, str, str, str, str]]:
    """Return the changes of one table, in the order of its keys."""
    rows_a, rows_b = _by_key(table, a), _by_key(table, b)
    changes = []
    for key in sorted(rows_a.keys() | rows_b.keys()):
        before, after = rows_a.get(key), rows_b.get(key)
        words = "/".join(key)
        if before is None:
            changes.append((table.name, words, "row", "absent", "present"))
        elif after is None:
            changes.append((table.name, words, "row", "present", "absent"))
        else:
            changes += [
                (table.name, words, column, _text(before[column]), _text(after[column]))
                for column in before
                if column in after and before[column] != after[column]
            ]
    return changes


def _by_key(table: Table, frame: pl.DataFrame) -> dict[tuple[str, ...], dict[str, object]]:
    return {tuple(_text(row[column]) for column in table.key): row for row in frame.iter_rows(named=True)}


def _text(value: object) -> str:
    """Return a cell as a case file writes it."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _cost(plan_a: Plan, plan_b: Plan) -> pl.DataFrame:
    """Return the cost of both plans in each year that either has; 0 in a year that one does not have."""
    a, b = (figures.yearly_cost(plan).select("year", "total") for plan in (plan_a, plan_b))
    return (
        a.rename({"total": "a"})
        .join(b.rename({"total": "b"}), on="year", how="full", coalesce=True)
        .with_columns(pl.col("a", "b").fill_null(0.0))
        .with_columns(change=pl.col("b") - pl.col("a"))
        .sort("year")
    )


def _capabilities(plan_a: Plan, plan_b: Plan) -> pl.DataFrame:
    columns = ("met_year", "met", "required")
    both = _joined(
        figures.capability_results(plan_a).select("capability", "name", *columns),
        figures.capability_results(plan_b).select("capability", "name", *columns),
        ["capability"],
    )
    return _differing(both, columns).select(
        "capability", "name", *(f"{column}_{side}" for column in columns for side in "ab")
    )


def _allies(plan_a: Plan, plan_b: Plan) -> pl.DataFrame:
    costs = [figures.ally_cost(plan).select("ally", "name", "total") for plan in (plan_a, plan_b)]
    return (
        _differing(_joined(costs[0], costs[1], ["ally"]), ("total",))
        .select("ally", "name", a="total_a", b="total_b")
        .with_columns(change=pl.col("b").fill_null(0.0) - pl.col("a").fill_null(0.0))
        .sort(pl.col("change").abs(), "ally", descending=[True, False])
    )


def _bottlenecks(plan_a: Plan, plan_b: Plan) -> pl.DataFrame:
    columns = ("rank", "relief")
    limits = [
        plan.tables["bottlenecks"].select("kind", "key", "name", "rank", "relief")
        for plan in (plan_a, plan_b)
    ]
    change = pl.col("relief_b").fill_null(0.0) - pl.col("relief_a").fill_null(0.0)
    return (
        _differing(_joined(limits[0], limits[1], ["kind", "key"]), ("relief",))
        .sort(change.abs(), "kind", "key", descending=[True, False, False])
        .select("kind", "key", "name", *(f"{column}_{side}" for column in columns for side in "ab"))
    )


def _joined(a: pl.DataFrame, b: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Join two frames by key, all rows of both; other columns get the suffixes _a and _b, name is kept."""
    left, right = (
        frame.rename({column: f"{column}_{side}" for column in frame.columns if column not in key})
        for frame, side in ((a, "a"), (b, "b"))
    )
    return left.join(right, on=key, how="full", coalesce=True, maintain_order="left_right").with_columns(
        name=pl.coalesce("name_b", "name_a")
    )


def _differing(both: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    """Return the rows in which one of the columns differs between the sides by more than the tolerance."""
    differs = [
        _differs_each(both[f"{column}_a"].to_list(), both[f"{column}_b"].to_list()) for column in columns
    ]
    return both.filter(pl.Series([any(row) for row in zip(*differs, strict=True)], dtype=pl.Boolean))


def _differs_each(a: list[float | None], b: list[float | None]) -> list[bool]:
    return [not _same(x, y) for x, y in zip(a, b, strict=True)]


def _differs(a: list[float | None], b: list[float | None]) -> bool:
    return any(_differs_each(a, b))


def _same(x: float | None, y: float | None) -> bool:
    if x is None or y is None:
        return x is y
    return math.isclose(x, y, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
