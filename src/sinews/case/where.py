"""Where a figure comes from, and what rests on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from sinews.case.case import Case, declared
from sinews.case.catalogue import TABLES
from sinews.case.fleets import fleets_counted
from sinews.case.frames import shown
from sinews.case.holdings import holdings
from sinews.case.pledges import every_pledge
from sinews.case.rows import Key, row_with_key
from sinews.case.schema import Status


@dataclass(frozen=True, slots=True)
class Provenance:
    """The origin of one row of a case.

    Attributes
    ----------
    table, key
        The row.
    values
        Its figures by column, with their units: column, value, unit, description, all text.
    status, note
        How well it is founded, and what the reader should know; ``""`` where the table has neither.
    source
        The publication by its columns in the table of sources; empty where the table has none.
    dependants
        table, column, rows: how many rows of other tables name this row, in the order of the catalogue.
    """

    table: str
    key: str
    values: pl.DataFrame
    status: str
    note: str
    source: dict[str, str]
    dependants: pl.DataFrame


def where(case: Case, table: str, key: Key) -> Provenance:
    """Return where the figures of a row come from and which rows of the case rest on it.

    Parameters
    ----------
    case
        The case.
    table, key
        The row; see `Case.with_value` for the forms of a key. For a holding that the inventory does not
        count, the list that it is counted from is told, or the row of the factor that gives it, with the
        quantity.

    Raises
    ------
    CaseError
        If there is no such table or row.
    """
    declaration = declared(table)
    frame = case[table]
    elsewhere = _held_by_list(case, table, key) or _held_by_factor(case, table, key)
    if elsewhere:
        return elsewhere
    row = frame.filter(row_with_key(declaration, frame, key)).row(0, named=True)
    provenance = ("source", "status", "note") if "status" in declaration.column_names else ()
    figures = [column for column in declaration.columns if column.name not in provenance]
    return Provenance(
        table=table,
        key="/".join(shown(row[name]) for name in declaration.key),
        values=pl.DataFrame(
            [(column.name, shown(row[column.name]), column.unit, column.description) for column in figures],
            schema=dict.fromkeys(("column", "value", "unit", "description"), pl.String),
            orient="row",
        ),
        status=shown(row.get("status")),
        note=shown(row.get("note")),
        source=_source(case, row["source"]) if provenance else {},
        dependants=dependants(case, table, row),
    )


def dependants(case: Case, table: str, row: dict[str, Any]) -> pl.DataFrame:
    """Return how many rows of each table refer to a row: table, column, rows.

    On a holding rest the pledges and the published requirements of its capability too.
    """
    found = _counted_in(case, row) if table in ("inventory", "pooled") else []
    for other in TABLES:
        for column in other.columns:
            home, _, target = column.references.partition(".")
            if home == table:
                count = int((case[other.name].get_column(column.name) == row[target]).sum())
                if count:
                    found.append((other.name, column.name, count))
    schema = {"table": pl.String, "column": pl.String, "rows": pl.Int64}
    return pl.DataFrame(found, schema=schema, orient="row")


_LISTS = {
    "formations_held": ("name", "count", "formations by name, as far as formation_counts lets them count"),
    "air_defence_held": ("system", "quantity", "systems, in fire units by the table fire_units"),
    "fleets": ("type", "active", "types in service, and what of those in store counts"),
}
"""Lists of holdings: the column that names a row's holding, that of its number, and how they count."""


def _held_by_list(case: Case, table: str, key: Key) -> Provenance | None:
    """Return the origin of a holding that is counted from a list of formations or systems; or None.

    A sum of capabilities is told with the lists of all of them.
    """
    parts = key if isinstance(key, tuple) else tuple(str(key).split("/"))
    if table != "inventory" or len(parts) != 2:
        return None
    ally, capability = map(str, parts)
    above = pl.col("aggregate") == capability
    members = case["capabilities"].filter((pl.col("capability") == capability) | above.fill_null(False))
    this = (pl.col("ally") == ally) & pl.col("capability").is_in(members["capability"].implode())
    held = holdings(case).filter(this)
    for listed, (name, number, how) in _LISTS.items():
        rows = case[listed].filter(this)
        if listed == "fleets" and fleets_counted(case).filter(this).is_empty():
            continue
        if rows.height and held.height:
            total = shown(float(held["quantity"].sum()))
            values = [("quantity", total, "units of the capability", f"counted from {how}")]
            values += [
                (each[name], shown(each[number]), each.get("unit", ""), f"{each['status']}, {each['source']}")
                for each in rows.iter_rows(named=True)
            ]
            if listed == "fleets":
                values += _leaving(case, this)
            if listed == "formations_held":
                values += _counting(case, ally, {capability, *members["aggregate"].drop_nulls()})
            schema = dict.fromkeys(("column", "value", "unit", "description"), pl.String)
            return Provenance(
                table=listed,
                key=f"{ally}/{capability}",
                values=pl.DataFrame(values, schema=schema, orient="row"),
                status=max(held["status"], key=[str(status) for status in Status].index),
                note=f"counted from {listed}: its rows name their sources one by one",
                source=_source(case, held["source"][0]),
                dependants=dependants(case, "inventory", {"ally": ally, "capability": capability}),
            )
    return None


def _leaving(case: Case, this: pl.Expr) -> list[tuple[str, str, str, str]]:
    """Return when the types of an ally leave service by their age, one by one."""
    return [
        (
            f"leaves: {row['type']}",
            f"{row['leaves_from']} to {row['leaves_by']}",
            "years",
            "evenly, by its years in fleets or its service life",
        )
        for row in fleets_counted(case).filter(this).drop_nulls("leaves_by").iter_rows(named=True)
    ]


def _counting(case: Case, ally: str, names: set[str]) -> list[tuple[str, str, str, str]]:
    """Return which part of an ally's formations counts, component by component, and why."""
    rows = case["formation_counts"].filter(pl.col("ally") == ally, pl.col("capability").is_in(sorted(names)))
    return [
        (
            f"counts: {row['capability']}, {row['component']}",
            shown(row["counts"]),
            "share",
            f"{row['status']}: {shown(row['note'])}",
        )
        for row in rows.iter_rows(named=True)
    ]


def _held_by_factor(case: Case, table: str, key: Key) -> Provenance | None:
    """Return the origin of a holding that no row of the inventory counts, but a factor gives; or None."""
    parts = key if isinstance(key, tuple) else tuple(str(key).split("/"))
    if table != "inventory" or len(parts) != 2:
        return None
    ally, capability = map(str, parts)
    this = (pl.col("ally") == ally) & (pl.col("capability") == capability)
    held = holdings(case).filter(this)
    if held.is_empty() or case["inventory"].filter(this).height:
        return None
    factor = where(case, "holding_factors", capability)
    quantity = ("quantity", shown(held["quantity"][0]), "units of the capability", f"number held by {ally}")
    values = pl.DataFrame([quantity], schema=factor.values.schema, orient="row")
    return replace(factor, values=pl.concat([values, factor.values]))


def _counted_in(case: Case, row: dict[str, Any]) -> list[tuple[str, str, int]]:
    """Return how many pledges and published requirements count from a holding's capability."""
    capabilities = case["capabilities"]
    above = dict(capabilities.select("capability", "aggregate").iter_rows())
    groups = dict(capabilities.select("capability", "pledge_group").iter_rows())
    capability: str | None = row["capability"]
    names: list[str] = []
    while capability is not None:
        names.append(capability)
        capability = above.get(capability)
    asked = case["published_requirements"].filter(pl.col("capability").is_in(names)).height
    named = pl.col("capability").is_in(names)
    grouped = pl.col("pledge_group") == groups[names[0]]
    promised = every_pledge(case, "multiple_of_baseline").filter(named | grouped).height
    found = [
        ("pledges", "capability or pledge_group", promised),
        ("published_requirements", "capability", asked),
    ]
    return [entry for entry in found if entry[2]]


def list_sources(case: Case) -> pl.DataFrame:
    """Return the publications of a case and how much rests on each.

    Returns
    -------
    polars.DataFrame
        The columns of the table of sources, then rows (how many rows of all tables name it) and tables
        (which, joined by commas), most rows first.
    """
    uses = pl.concat(
        [
            case[table.name].select("source", table=pl.lit(table.name))
            for table in TABLES
            if "source" in table.column_names and table.name != "sources"
        ]
    )
    counts = uses.group_by("source", maintain_order=True).agg(
        rows=pl.len().cast(pl.Int64), tables=pl.col("table").unique(maintain_order=True).str.join(", ")
    )
    return (
        case["sources"]
        .join(counts, on="source", how="left", maintain_order="left")
        .with_columns(pl.col("rows").fill_null(0), pl.col("tables").fill_null(""))
        .sort("rows", "source", descending=[True, False])
    )


def _source(case: Case, key: str) -> dict[str, str]:
    """Return the row of a publication as text."""
    rows = case["sources"].filter(pl.col("source") == key)
    return {name: shown(value) for name, value in rows.row(0, named=True).items()} if rows.height else {}
