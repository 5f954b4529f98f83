"""What a family of constraints is: a part of the planning model that says all about itself.

A family declares columns and rows over named axes, then writes entries and payments between them, and says
which figures of the case its bounds are. Model, bottlenecks, contradictions, the rows that clash and the
check of a plan are loops over families.
"""

from __future__ import annotations

from abc import ABC
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Literal, NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sinews.case import Case
from sinews.case.schema import STATUS_RANK, Status
from sinews.engines.arrays import Indices, Values
from sinews.engines.lp import LpSolution
from sinews.implementation.families.element import Element
from sinews.implementation.instance import Instance
from sinews.implementation.plan import Plan

Facts = TypeVar("Facts")

Labels = NDArray[np.str_]

At = Mapping[str, ArrayLike]
"""Position on each axis, the arrays broadcast together: ``{"line": line[:, None], "year": year}``.

The axes are ``ally``, ``capability``, ``line``, ``material``, ``pool``, ``fund`` and ``year``.
"""

ALWAYS = -1
"""The column of payments that fall due whatever is decided."""

NONE = -1
"""The line or capability of payments that are for none."""

THOUSANDS = 1000.0
"""The linear programme counts money by the thousand (USD m): its figures then are as large as the others."""

ASSUMED = STATUS_RANK[Status.ASSUMED]
"""How well a price is founded that no row vouches for."""

BEFORE = -1
"""The year in which what was promised before the first planning year was committed."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A figure of the case that bounds the rows or columns of a block, and words for it.

    Attributes
    ----------
    table, column
        The cell of the case; the key of its row is the position on the block's axes without the year.
    kind
        What it is called as a bottleneck; empty if it is none.
    names, units
        For each key, as `by_key` orders them: its name for people, and what it is counted in. One unit does
        for all; without names the kind and the key are the name.
    size
        How much of it there is, (keys, t), in that unit: what a bottleneck is spoken of in parts of.
    scale
        What one unit is in the rows.
    binds
        What it means in words that it binds.
    side
        Which bound of the block it is.
    mend
        What to change where it clashes with others, in words.
    """

    table: str
    column: str
    kind: str = ""
    names: Sequence[str] = ()
    units: str | Sequence[str] = "unit"
    size: ArrayLike = 1.0
    scale: float = 1.0
    binds: str = "it binds"
    side: Literal["lower", "upper"] = "upper"
    mend: str = "raise it, or lower what is promised"


@dataclass(frozen=True, slots=True)
class Columns:
    """A block of columns of one kind; arrays are of the shape that the positions have together.

    Attributes
    ----------
    name
        Its name in the family.
    at
        Where each column stands on the axes. Allies on the axis ``ally`` are alike but for their bounds.
    cost, lower, upper
        Coefficient of the objective, and bounds.
    apart
        What else tells apart columns of different allies that the axes do not, numbered from 0.
    limit
        The figure of the case that bounds them.
    by
        By how many of the block's unit the linear programme counts.
    """

    name: str
    at: At
    cost: ArrayLike = 0.0
    lower: ArrayLike = 0.0
    upper: ArrayLike = np.inf
    apart: ArrayLike = 0
    limit: Limit | None = None
    by: float = 1.0


@dataclass(frozen=True, slots=True)
class Rows:
    """A block of rows, as `Columns`; `priced` where entries of deliveries are at their price.

    Prices move from round to round, and entries in priced rows with them.
    """

    name: str
    at: At
    lower: ArrayLike = -np.inf
    upper: ArrayLike = np.inf
    apart: ArrayLike = 0
    limit: Limit | None = None
    priced: bool = False
    by: float = 1.0


class Entries(NamedTuple):
    """Coefficients of the model; the arrays broadcast against each other, and repeated places add up."""

    rows: ArrayLike
    columns: ArrayLike
    values: ArrayLike


class Payments(NamedTuple):
    """What one more of a column costs whom in which year, USD m; the arrays broadcast against each other.

    What falls due on `ALWAYS` comes off the budgets before anything is decided. `line` and `capability` say
    what it is for, and a line stands for its capability, too. The work is done in `country`, otherwise in
    that of the line, otherwise in the payer's. `status` is the rank of the price's; `committed` the
    year in which the payer binds itself, otherwise that of the payment. `booked` in ``"budgets"`` alone is
    what a column of the family's own stands for that the ledger tells apart, and the family has the same
    money in the ``"ledger"`` alone.
    """

    element: Element
    payer: Indices
    year: Indices
    column: Indices | int
    amount: Values
    line: Indices | int = NONE
    capability: Indices | int = NONE
    country: Labels | None = None
    status: Indices | int = ASSUMED
    committed: Indices | int | None = None
    booked: Literal["", "budgets", "ledger"] = ""


class Promise(NamedTuple):
    """By how much contracts and commitments are more than a limit in each year, (keys, t), and what then.

    `units` are for each of the limit's `keys`; `words` say what happens all the same, and what to change.
    """

    limit: Limit
    keys: Sequence[str]
    excess: Values
    units: str | Sequence[str]
    words: str


class Model(Protocol):
    """The model that a family writes into: see `sinews.implementation.model.Model`."""

    def rows(self, family: Family[Any] | type[Family[Any]], name: str) -> Indices:
        """Return the rows of a block, in the shape of its positions."""

    def columns(self, family: Family[Any] | type[Family[Any]], name: str) -> Indices:
        """Return the columns of a block, in the shape of its positions."""

    def blocks_of(self, family: Family[Any]) -> list[tuple[Rows | Columns, Indices]]:
        """Return the blocks of a family, rows first, with their places."""

    @property
    def payments(self) -> list[Payments]:
        """The payments of all families."""


@dataclass(frozen=True, slots=True)
class KeyLimit:
    """A limit at one key, over the years.

    Attributes
    ----------
    family, limit
        Whose it is, and what it is of.
    kind
        What it is called as a bottleneck.
    key, name, unit, place
        Key of its row in the case, its name, what it is counted in, and its position among the keys.
    rows
        The model's rows that it bounds, (n, t), -1 for none: more of it widens all n of a year together.
    size
        How much of it there is in each year, (t,), in its unit.
    scale
        What one unit of it is in the model's rows.
    lasting
        Whether its one row is for all years together; it stands in the first one then.
    """

    family: Family[Any]
    limit: Limit
    kind: str
    key: str
    name: str
    unit: str
    place: int
    rows: Indices
    size: Values
    scale: float = 1.0
    lasting: bool = False

    @property
    def is_money(self) -> bool:
        """Whether it is a budget."""
        return self.kind.endswith("budget")

    def price(self, solution: LpSolution) -> Values:
        """Return by how much one more unit in each year would lower the objective, (t,).

        Years without any of a limit that is there in others have no price: where nothing is left there is no
        smaller limit to compare with, and the dual is but a bound.
        """
        sign = -1.0 if self.limit.side == "upper" else 1.0
        duals = np.clip(np.where(self.rows >= 0, sign * solution.row_dual[self.rows], 0.0), 0.0, None)
        there = (self.size > 0) | (not self.size.any())
        return np.asarray(self.scale * np.where(there, duals.sum(axis=0), 0.0))


class Family(ABC, Generic[Facts]):
    """A family of constraints; every method has a default, and a user's family needs two or three.

    Attributes
    ----------
    name
        Begins the names of its blocks.
    needs
        Families whose facts it reads or into whose blocks it writes.
    """

    name: ClassVar[str]
    needs: ClassVar[tuple[type[Family[Any]], ...]] = ()

    def read(self, case: Case, problem: Instance) -> Facts:
        """Return what it reads of a case: `problem.of(family)` keeps it."""
        raise TypeError(f"the family {self.name} has no facts")

    def columns(self, problem: Instance) -> Iterable[Columns]:
        """Yield its blocks of columns."""
        return ()

    def rows(self, problem: Instance) -> Iterable[Rows]:
        """Yield its blocks of rows."""
        return ()

    def entries(self, problem: Instance, model: Model) -> Iterable[Entries]:
        """Yield coefficients in its own blocks and in others, once all blocks are declared."""
        return ()

    def payments(self, problem: Instance, model: Model) -> Iterable[Payments]:
        """Yield what is paid for its columns, from the payers' budgets."""
        return ()

    def limits(self, problem: Instance, model: Model, solution: LpSolution) -> Iterable[KeyLimit]:
        """Yield the limits that can be bottlenecks: those of its rows that have a kind."""
        for block, places in model.blocks_of(self):
            if isinstance(block, Rows) and block.limit is not None and block.limit.kind:
                yield from key_limits(self, problem, block, block.limit, places)

    def promises(self, problem: Instance) -> Iterable[Promise]:
        """Yield limits with what is promised beyond them."""
        return ()

    def relaxed(self, problem: Instance, limit: KeyLimit, added: Values) -> Instance | None:
        """Return the problem with more of a limit by year, (t,), in its rows' unit; None if it cannot."""
        return None

    def check(self, plan: Plan) -> list[str]:
        """Return what in a plan's tables breaks its rules, in words, without the model that it wrote."""
        return []


def numbered(families: Sequence[Family[Any]]) -> tuple[str, ...]:
    """Return a name for each family: its own, with a number from the second of that name on."""
    names = [family.name for family in families]
    before = [names[:place].count(name) for place, name in enumerate(names)]
    return tuple(f"{name}.{1 + n}" if n else name for name, n in zip(names, before, strict=True))


def by_key(problem: Instance, at: At, places: Indices) -> tuple[list[str], Indices, bool]:
    """Return the keys of a block, and its rows or columns by key and year.

    Returns
    -------
    The keys; the rows or columns, (keys, t), -1 for none; and whether the block has no years: what is for all
    years together stands in the first one.
    """
    position = {
        axis: np.ravel(each) for axis, each in zip(at, np.broadcast_arrays(*at.values()), strict=True)
    }
    year = position.pop("year", None)
    found = np.stack([*position.values()]) if position else np.zeros((1, places.size), np.int64)
    unique, which = np.unique(found, axis=1, return_inverse=True)
    table = np.full((unique.shape[1], problem.years.size), -1)
    table[which.ravel(), 0 if year is None else year] = places.ravel()
    labels = [problem.labels(axis) for axis in position]
    keys = [
        "/".join(axis[place] for axis, place in zip(labels, key, strict=True)) for key in unique.T.tolist()
    ]
    return keys, table, year is None


def key_limits(
    family: Family[Any], problem: Instance, block: Rows | Columns, limit: Limit, places: Indices
) -> Iterable[KeyLimit]:
    """Yield the limit of a block at each of its keys."""
    keys, table, lasting = by_key(problem, block.at, places)
    size = np.broadcast_to(np.asarray(limit.size, np.float64), table.shape)
    units = [limit.units] * len(keys) if isinstance(limit.units, str) else limit.units
    names = limit.names or [f"{limit.kind}, {key}" if key else limit.kind for key in keys]
    for place, (key, name, unit) in enumerate(zip(keys, names, units, strict=True)):
        rows = table[place : place + 1]
        yield KeyLimit(
            family,
            limit,
            limit.kind,
            key,
            name,
            unit,
            place,
            rows,
            size[place],
            limit.scale / block.by,
            lasting,
        )
