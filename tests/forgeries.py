"""Forgeries of a plan's tables: generated over all columns of all tables, and of several tables at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from sinews.engines.arrays import Values
from sinews.implementation import Plan

Tables = dict[str, pl.DataFrame]


@dataclass(frozen=True)
class Forgery:
    """A change of a plan's tables.

    Attributes
    ----------
    kind
        What is done, in a word or two.
    table, column
        Where; the column is empty where rows or the whole table are changed.
    change
        Returns the tables with it.
    """

    kind: str
    table: str
    column: str
    change: Callable[[Tables], Tables]

    def __str__(self) -> str:
        return f"{self.kind}: {self.table}{'.' if self.column else ''}{self.column}"

    def of(self, plan: Plan) -> Plan | None:
        """Return the plan with the change; None where there is nothing to change."""
        tables = self.change(dict(plan.tables))
        if all(frame.equals(plan.tables[name]) for name, frame in tables.items()):
            return None
        return replace(plan, tables=tables)


def told_nothing_new(plan: Plan, forged: Plan) -> bool:
    """Return whether a forgery is none: the same rows in another order, figures alike to the ninth digit."""
    for name, frame in plan.tables.items():
        other = forged.tables[name]
        if other.height != frame.height:
            return False
        if frame.equals(other):
            continue
        texts = [column for column, kind in frame.schema.items() if not kind.is_float()]
        mine, theirs = (each.sort(texts, nulls_last=True, maintain_order=True) for each in (frame, other))
        if not mine.select(texts).equals(theirs.select(texts)):
            return False
        for column in set(frame.columns) - set(texts):
            scale = max(float(mine.select(pl.col(column).abs().max()).item() or 0.0), 1.0)
            apart = (mine[column] - theirs[column]).abs() <= 1e-9 * scale
            both = apart | (mine[column].is_null() & theirs[column].is_null())
            if not both.fill_null(False).all():
                return False
    return True


def forgeries(plan: Plan, other: Plan) -> Iterator[Forgery]:
    """Yield forgeries of a plan; another plan's tables are taken from `other`."""
    for name, frame in plan.tables.items():
        yield from _of_table(name, frame, other.tables[name])
        for column in frame.columns:
            yield from _of_column(name, frame, column)
    yield from together()


def of_certificate(plan: Plan) -> Iterator[tuple[str, Plan]]:
    """Yield forgeries of what proves that no plan is better, in words, with the plan that has them."""
    kept = plan.certificate
    assert kept is not None
    yield "none at all", replace(plan, certificate=None)
    for kind in ("prices", "values"):
        arrays = getattr(kept, kind)
        for name, array in arrays.items():
            largest = np.unravel_index(np.abs(array).argmax(), array.shape)
            for what, to in (
                ("halved", array * 0.5),
                ("plus 1 %", array * 1.01),
                ("with the other sign", -array),
                ("dropped", array * 0.0),
                ("plus one", array + 1.0),
                ("not a number", array * np.nan),
                ("in another order", np.roll(array, 1, axis=0)),
                ("the largest dropped", _put(array, largest, 0.0)),
                ("the largest doubled", _put(array, largest, 2.0 * array[largest])),
                ("a year later", np.roll(array, 1, axis=-1)),
            ):
                if not np.array_equal(to, array):
                    other = replace(kept, **{kind: {**arrays, name: to}})
                    yield f"{what}: certificate.{name}", replace(plan, certificate=other)


def _put(array: Values, place: tuple[Any, ...], value: float) -> Values:
    changed = array.copy()
    changed[place] = value
    return changed


def _of_table(name: str, frame: pl.DataFrame, other: pl.DataFrame) -> Iterator[Forgery]:
    """Yield changes of the rows of a table."""
    half = frame.height // 2

    def changed(kind: str, change: Callable[[pl.DataFrame], pl.DataFrame]) -> Forgery:
        return Forgery(kind, name, "", lambda tables: tables | {name: change(tables[name])})

    yield changed("drop the first row", lambda rows: rows.slice(1))
    yield changed("drop the last row", lambda rows: rows.head(-1))
    yield changed("drop a row in the middle", lambda rows: pl.concat([rows.head(half), rows.slice(half + 1)]))
    yield changed("drop all rows", lambda rows: rows.clear())
    yield changed("a row twice", lambda rows: pl.concat([rows, rows.slice(half, 1)]))
    yield changed("all rows twice", lambda rows: pl.concat([rows, rows]))
    yield changed("the table of another plan", lambda _: other)


def _of_column(name: str, frame: pl.DataFrame, column: str) -> Iterator[Forgery]:
    """Yield changes of the cells of a column."""
    kind = frame.schema[column]
    values = frame[column]
    known = values.is_not_null().arg_true()
    if not known.len():
        return
    if kind.is_float():
        largest = int(values.abs().fill_nan(0.0).arg_max() or 0)
        least = int(known[values.gather(known).abs().arg_min() or 0])
        nonzero = values.abs().max() not in (0.0, None)
        for at, words in ((largest, "the largest"), (least, "the least")):
            value = float(values[at])
            for what, to in (
                (f"{words} plus one", value + 1.0),
                (f"{words} minus one", value - 1.0),
                (f"{words} doubled", value * 2.0),
                (f"{words} plus 1 %", value * 1.01),
                (f"{words} with the other sign", -value),
                (f"{words} dropped", 0.0),
                (f"{words} not a number", float("nan")),
                (f"{words} without end", float("inf")),
                (f"{words} empty", None),
            ):
                if to != value:
                    yield _cell(what, name, column, at, to)
        if nonzero:
            for what, factor in (
                ("all halved", 0.5),
                ("all plus 1 %", 1.01),
                ("all with the other sign", -1.0),
                ("all dropped", 0.0),
                ("all not a number", float("nan")),
            ):
                yield _whole(what, name, column, pl.col(column) * factor)
    elif kind.is_integer():
        middle = int(known[known.len() // 2])
        for by in (1, -1, 1000):
            yield _cell(f"one by {by:+}", name, column, middle, values[middle] + by)
        yield _cell("one empty", name, column, middle, None)
        yield _whole("all plus one", name, column, pl.col(column) + 1)
    elif kind == pl.Boolean:
        yield _cell("one turned", name, column, int(known[0]), not values[int(known[0])])
        yield _whole("all turned", name, column, ~pl.col(column))
    else:
        middle = int(known[known.len() // 2])
        others = [each for each in values.drop_nulls().unique(maintain_order=True) if each != values[middle]]
        yield _cell("one unknown", name, column, middle, "nobody knows it")
        yield _cell("one empty", name, column, middle, None)
        if others:
            yield _cell("one like another", name, column, middle, others[0])
    differing = values.ne_missing(values[int(known[0])]).arg_true()
    if differing.len():
        first, second = int(known[0]), int(differing[0])
        yield Forgery(
            "two swapped",
            name,
            column,
            lambda tables: tables | {name: _swapped(tables[name], column, first, second)},
        )


def _cell(kind: str, name: str, column: str, at: int, value: Any) -> Forgery:
    return _whole(
        kind,
        name,
        column,
        pl.when(pl.int_range(pl.len()) == at).then(pl.lit(value)).otherwise(pl.col(column)),
    )


def _whole(kind: str, name: str, column: str, to: pl.Expr) -> Forgery:
    def change(tables: Tables) -> Tables:
        frame = tables[name]
        return tables | {name: frame.with_columns(to.cast(frame.schema[column]).alias(column))}

    return Forgery(kind, name, column, change)


def _swapped(frame: pl.DataFrame, column: str, first: int, second: int) -> pl.DataFrame:
    values = frame[column].to_list()
    values[first], values[second] = values[second], values[first]
    return frame.with_columns(pl.Series(column, values, frame.schema[column]))


def together() -> Iterator[Forgery]:
    """Yield changes of several tables that agree with each other."""

    def both(kind: str, change: Callable[[Tables], Tables]) -> Forgery:
        return Forgery(kind, "several", "", change)

    yield both("everything but the prices emptied", _all_but_prices)
    yield both("all orders deleted, and no longer paid", _no_orders)
    yield both("an ally's orders deleted, and no longer paid", _no_orders_of_one)
    yield both("a negative order as a credit", _credit)
    yield both("prices of orders at a hundredth, and paid so", lambda tables: _dearer(tables, 0.01))
    yield both("prices of orders doubled, and paid so", lambda tables: _dearer(tables, 2.0))
    yield both("prices of orders up by a third, and paid so", lambda tables: _dearer(tables, 1.33))
    yield both("targets at what is held, all met", _easy_targets)
    yield both("requirements at what is held, all met", _easy_requirements)
    yield both("the share of GDP doubled, and spent", _richer)
    yield both("contracts no longer paid", lambda tables: _unpaid(tables, "contracted", 0.0))
    yield both("contracts half paid", lambda tables: _unpaid(tables, "contracted", 0.5))
    yield both("running costs no longer paid", lambda tables: _unpaid(tables, "operating", 0.0))
    yield both("running costs up by a hundredth", lambda tables: _unpaid(tables, "operating", 1.01))
    yield both("support no longer paid", lambda tables: _unpaid(tables, "support", 0.0))
    yield both("expansion no longer paid", lambda tables: _unpaid(tables, "expansion", 0.0))
    yield both("no support given", _no_support)
    yield both("materials without end", _materials)
    yield both("lines without end", _lines)
    yield both("a unit from nowhere", _unit_from_nowhere)
    yield both("nothing retires", _nothing_retires)
    yield both("no shortfall anywhere", _no_shortfall)
    yield both("workers without end", _workers)
    yield both("burdens all alike", _alike)


def _paid(tables: Tables, ledger: pl.DataFrame) -> Tables:
    """Return tables with another ledger, and spending as it says."""
    payments = ledger.filter(pl.col("kind") == "payment")
    spending = tables["spending"]
    elements = [
        name
        for name in spending.columns
        if name in set(ledger["element"].unique()) | {"contracted", "procurement"}
    ]
    sums = payments.group_by("payer", "year").agg(
        pl.col("amount").filter(pl.col("element") == name).sum().alias(name) for name in elements
    )
    columns = spending.columns
    spending = (
        spending.drop(elements)
        .join(sums, left_on=["ally", "year"], right_on=["payer", "year"], how="left", maintain_order="left")
        .with_columns(pl.col(elements).fill_null(0.0))
        .select(columns)
    )
    return tables | {"ledger": ledger, "spending": spending}


def _scaled(ledger: pl.DataFrame, element: str, factor: float) -> pl.DataFrame:
    scaled = pl.when(pl.col("element") == element).then(pl.col("amount") * factor).otherwise("amount")
    return ledger.with_columns(amount=scaled).filter(pl.col("amount") != 0.0)


def _all_but_prices(tables: Tables) -> Tables:
    return {name: frame if name == "prices" else frame.clear() for name, frame in tables.items()}


def _no_orders(tables: Tables) -> Tables:
    paid = _paid(tables, tables["ledger"].filter(pl.col("element") != "procurement"))
    spending = paid["spending"].with_columns(novel=pl.lit(0.0))
    return paid | {"orders": tables["orders"].clear(), "spending": spending}


def _no_orders_of_one(tables: Tables) -> Tables:
    ally = tables["orders"]["ally"][0]
    ledger = tables["ledger"].filter((pl.col("element") != "procurement") | (pl.col("payer") != ally))
    orders = tables["orders"].filter(pl.col("ally") != ally)
    paid = _paid(tables, ledger)
    novel = pl.when(pl.col("ally") == ally).then(0.0).otherwise("novel")
    return paid | {"orders": orders, "spending": paid["spending"].with_columns(novel=novel)}


def _credit(tables: Tables) -> Tables:
    orders = tables["orders"]
    credit = orders.head(1).with_columns(
        quantity=pl.lit(-1.0), value=-pl.col("unit_price"), delivery_year=pl.col("delivery_year") + 1,
        order_year=pl.col("order_year") + 1,
    )  # fmt: skip
    return tables | {"orders": pl.concat([orders, credit])}


def _dearer(tables: Tables, factor: float) -> Tables:
    orders = tables["orders"].with_columns(pl.col("unit_price", "value") * factor)
    paid = _paid(tables, _scaled(tables["ledger"], "procurement", factor))
    return paid | {
        "orders": orders,
        "spending": paid["spending"].with_columns(pl.col("novel") * factor),
    }


def _met(tables: Tables) -> Tables:
    return {"fulfilment": tables["fulfilment"].with_columns(met=pl.lit(1.0))}


def _easy_targets(tables: Tables) -> Tables:
    stock = tables["stock"].with_columns(target=pl.min_horizontal("target", "closing"), shortfall=pl.lit(0.0))
    targets = (
        tables["targets"]
        .drop("target")
        .join(
            stock.select("ally", "capability", "year", "target"),
            on=["ally", "capability", "year"],
            how="left",
        )
    )
    return tables | _met(tables) | {"stock": stock, "targets": targets.select(tables["targets"].columns)}


def _easy_requirements(tables: Tables) -> Tables:
    easy = _easy_targets(tables)
    requirements = easy["requirements"].with_columns(required="baseline", pledged="baseline")
    ambition = easy["ambition"].with_columns(level="baseline")
    fulfilment = easy["fulfilment"].with_columns(required="baseline")
    return easy | {"requirements": requirements, "ambition": ambition, "fulfilment": fulfilment}


def _richer(tables: Tables) -> Tables:
    path = tables["spending_path"].with_columns(pl.col("gdp_share", "core") * 2.0)
    money = ["core", "equipment_budget", "operating_headroom"]
    return tables | {"spending_path": path, "spending": tables["spending"].with_columns(pl.col(money) * 2.0)}


def _unpaid(tables: Tables, element: str, factor: float) -> Tables:
    return _paid(tables, _scaled(tables["ledger"], element, factor))


def _no_support(tables: Tables) -> Tables:
    given = tables["stock"].with_columns(given=pl.lit(0.0))
    paid = _paid(tables, tables["ledger"].filter(pl.col("element") != "support"))
    return paid | {"support": tables["support"].clear(), "stock": given}


def _materials(tables: Tables) -> Tables:
    return tables | {"materials": tables["materials"].with_columns(pl.col("base", "capacity") * 100.0)}


def _lines(tables: Tables) -> Tables:
    return tables | {"lines": tables["lines"].with_columns(pl.col("base", "capacity") * 100.0)}


def _unit_from_nowhere(tables: Tables) -> Tables:
    first = (pl.col("ally") == pl.col("ally").first()) & (
        pl.col("capability") == pl.col("capability").first()
    )
    more = [(pl.col(name) + first.cast(pl.Float64)).alias(name) for name in ("opening", "closing")]
    return tables | {"stock": tables["stock"].with_columns(more)}


def _nothing_retires(tables: Tables) -> Tables:
    so_far = pl.col("retired").cum_sum().over("ally", "capability")
    stock = tables["stock"].with_columns(
        closing=pl.col("closing") + so_far, opening=pl.col("opening") + so_far - pl.col("retired")
    )
    missed = (pl.col("target") - pl.col("closing")).clip(lower_bound=0.0)
    return tables | {"stock": stock.with_columns(retired=pl.lit(0.0), shortfall=missed)}


def _no_shortfall(tables: Tables) -> Tables:
    stock = tables["stock"].with_columns(
        closing=pl.max_horizontal("closing", "target"), shortfall=pl.lit(0.0)
    )
    return tables | _met(tables) | {"stock": stock}


def _workers(tables: Tables) -> Tables:
    more = tables["workforce"].with_columns(pl.col("workers") + 1000.0, pl.col("recruits") + 1000.0)
    return tables | {"workforce": more}


def _alike(tables: Tables) -> Tables:
    burdens = tables["burdens"]
    mean = float(burdens["cost"].sum()) / float(burdens["ability"].sum())
    alike = burdens.with_columns(cost=pl.col("ability") * mean, burden=pl.lit(mean), relative=pl.lit(1.0))
    return tables | {"burdens": alike}
