"""The planning model: one sparse linear programme, built of families of constraints.

Every family (`sinews.implementation.families`) declares its columns and rows; once all are there, families
write their entries, into each other's rows too, and say what is paid for their columns. What the families
are, and their formulas, is in their docstrings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from sinews.case import CaseError, Problem
from sinews.engines.arrays import Flags, Indices, Values
from sinews.engines.lp import SHARED, LpModel, LpSolution
from sinews.implementation.families import contents
from sinews.implementation.families.family import ALWAYS, Columns, Family, KeyLimit, Payments, Rows, numbered
from sinews.implementation.instance import Instance

Block = TypeVar("Block", Rows, Columns)

Placed = tuple[Rows | Columns, Indices]
"""A block, and its rows or columns in the linear programme, in the shape of its positions."""


@dataclass(frozen=True, slots=True)
class Model:
    """A planning problem as a linear programme.

    Attributes
    ----------
    problem, families
        The problem, and the families that the model is built of.
    names
        The name of each family in the model: that of a second one of a name ends in ``.2``.
    lp
        The linear programme.
    row_blocks, column_blocks
        Its blocks by the family's name and their own, with a dot between.
    """

    problem: Instance
    families: tuple[Family[Any], ...]
    names: tuple[str, ...]
    lp: LpModel = field(default_factory=LpModel)
    row_blocks: dict[str, tuple[Rows, Indices]] = field(default_factory=dict)
    column_blocks: dict[str, tuple[Columns, Indices]] = field(default_factory=dict)
    payments: list[Payments] = field(default_factory=list)

    def rows(self, family: Family[Any] | type[Family[Any]], name: str) -> Indices:
        """Return the rows of a block, in the shape of its positions; KeyError if there is none."""
        return self.row_blocks[f"{self.name_of(family)}.{name}"][1]

    def columns(self, family: Family[Any] | type[Family[Any]], name: str) -> Indices:
        """Return the columns of a block, in the shape of its positions; KeyError if there is none."""
        return self.column_blocks[f"{self.name_of(family)}.{name}"][1]

    def blocks_of(self, family: Family[Any]) -> list[Placed]:
        """Return the blocks of a family, rows first, with their places."""
        ours = self.name_of(family)
        blocks: list[tuple[str, Placed]] = [*self.row_blocks.items(), *self.column_blocks.items()]
        return [placed for name, placed in blocks if name.rpartition(".")[0] == ours]

    def name_of(self, family: Family[Any] | type[Family[Any]]) -> str:
        """Return the name of a family in the model; a class stands for its first."""
        for name, each in zip(self.names, self.families, strict=True):
            if each is family or type(each) is family:
                return name
        raise KeyError(f"the model has no family {family.name}")

    def limits(self, solution: LpSolution) -> list[KeyLimit]:
        """Return all limits that can be widened, and how large they are in a solution."""
        return [
            # two of one family are told apart by what the model calls them
            replace(each, kind=name) if each.kind == family.name else each
            for name, family in zip(self.names, self.families, strict=True)
            for each in family.limits(self.problem, self, solution)
        ]

    def payments_at(self, problem: Instance) -> list[Payments]:
        """Return what all families pay in a problem that differs from the model's in prices alone."""
        return [paid for family in self.families for paid in family.payments(problem, self)]

    @property
    def priced(self) -> Flags:
        """Whether entries of deliveries are at their price in each row, (rows,)."""
        flags = np.zeros(self.lp.rows, np.bool_)
        for block, rows in self.row_blocks.values():
            flags[rows.ravel()] = block.priced
        return flags


def build(problem: Instance) -> Model:
    """Build the model of a problem: blocks in the order of `contents`, then those of its constraints."""
    families: tuple[Family[Any], ...] = (*contents.FAMILIES, *problem.constraints)
    model = Model(problem, families, numbered(families))
    named = list(zip(model.names, families, strict=True))
    columns = {f"{name}.{each.name}": each for name, family in named for each in family.columns(problem)}
    rows = {f"{name}.{each.name}": each for name, family in named for each in family.rows(problem)}
    for name, column_block, number in _in_order(columns, contents.COLUMNS):
        model.column_blocks[name] = column_block, _placed(model, name, column_block, number)
    for name, row_block, number in _in_order(rows, contents.ROWS):
        model.row_blocks[name] = row_block, _placed(model, name, row_block, number)
    for name, family in named:
        paid = list(family.payments(problem, model))
        if family not in contents.FAMILIES and any(each.column is ALWAYS for each in paid):
            raise _wrong(name, "payments for columns", "what falls due in any case belongs into the case")
        model.payments.extend(paid)
    by_row, by_column = counted_by(model.row_blocks), counted_by(model.column_blocks)
    for family in families:
        for rows_of, columns_of, values in family.entries(problem, model):
            counted = np.asarray(values) * by_column[np.asarray(columns_of)] / by_row[np.asarray(rows_of)]
            model.lp.add_entries(rows_of, columns_of, counted)
    return model


def counted_by(blocks: Mapping[str, tuple[Block, Indices]]) -> Values:
    """Return by how many of its unit the linear programme counts each row, or column."""
    by = np.ones(sum(places.size for _, places in blocks.values()))
    for block, places in blocks.values():
        by[places] = block.by
    return by


def _in_order(blocks: Mapping[str, Block], first: Sequence[str]) -> Iterator[tuple[str, Block, int]]:
    """Yield blocks by name, some of them first, each with a number that hangs on its name alone."""
    number = {name: place for place, name in enumerate(sorted(blocks))}
    those: list[str] = [each for each in first if each in blocks]
    for name in (*those, *(each for each in blocks if each not in first)):
        yield name, blocks[name], number[name]


def _wrong(name: str, expected: str, remedy: str) -> CaseError:
    """Return what is wrong with a family of constraints that does not come along."""
    return CaseError([Problem("constraints", None, name, "", expected, remedy)])


def _placed(model: Model, name: str, block: Rows | Columns, number: int) -> Indices:
    """Add a block to the linear programme and return its rows or columns, in the shape of its positions."""
    position = dict(zip(block.at, np.broadcast_arrays(*block.at.values()), strict=True))
    shape = next(iter(position.values())).shape
    ally = position.pop("ally", None)
    agent = np.asarray(SHARED) if ally is None else ally
    role = np.asarray(0) if ally is None else _role(model.problem, position, block.apart, shape)
    stranger = ally is not None and name not in (*contents.ROWS, *contents.COLUMNS)
    if stranger and np.unique(np.stack([agent.ravel(), role.ravel()]), axis=1).shape[1] < agent.size:
        # in groups, what stands at one place is taken for one
        remedy = "tell apart what is not the same by an axis, or by `apart`"
        raise _wrong(name, "every position once", remedy)
    bounds: dict[str, ArrayLike] = {
        "lower": np.asarray(block.lower) / block.by,
        "upper": np.asarray(block.upper) / block.by,
        "agent": agent,
        "role": role,
    }
    if isinstance(block, Rows):
        return model.lp.add_rows(shape, block=number, **bounds)
    return model.lp.add_columns(shape, cost=np.asarray(block.cost) * block.by, block=number, **bounds)


def _role(
    problem: Instance, position: Mapping[str, Indices], apart: ArrayLike, shape: tuple[int, ...]
) -> Indices:
    """Return one number for where each member of a block stands on all axes but that of the allies."""
    role = np.broadcast_to(np.asarray(apart, np.int64), shape)
    for axis, place in position.items():
        role = role * len(problem.labels(axis)) + place
    return role
