"""The benchmarks: what each builds, in which sizes, in which phases, by whom.

A benchmark is a record. To add one, write a module with a ``load`` for its inputs and a module for each
contender, and name them here; measuring, checking and printing are done for all alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a contender found, and the size of the model in which it did.

    Attributes
    ----------
    objective
        Value of the objective, by which contenders are compared.
    columns, rows
        Size of the contender's model.
    """

    objective: float
    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One problem and those who solve it.

    Modules are named, not imported: each contender runs in a process of its own, which loads nothing else.

    Attributes
    ----------
    name, title
        As on the command line, and in words.
    sizes
        Names of the problem's sizes.
    inputs
        Module with ``load(size)``, which returns what the first phase is given.
    contenders
        Name and module of each, our own first.
    phases
        Functions that every contender's module has. Each is given what the one before it returned; the last
        returns an `Outcome`.
    tolerance
        Largest relative difference between the contenders' objectives.
    """

    name: str
    title: str
    sizes: tuple[str, ...]
    inputs: str
    contenders: Mapping[str, str]
    phases: tuple[str, ...]
    tolerance: float


PLAN = Benchmark(
    name="plan",
    title="the planning model: which orders, from which lines, in which years",
    sizes=("small", "baseline"),
    inputs="benchmarks.plan_inputs",
    contenders={"Sinews": "benchmarks.plan_sinews", "linopy": "benchmarks.plan_linopy"},
    phases=("build", "solve"),
    tolerance=1e-6,
)

SETTLED = Benchmark(
    name="settled",
    title="from tables to plan, with prices that follow learning curves until they settle",
    sizes=("small", "baseline"),
    inputs="benchmarks.settled_inputs",
    contenders={"Sinews": "benchmarks.settled_sinews", "linopy": "benchmarks.settled_linopy"},
    phases=("plan",),
    tolerance=1e-3,
)

PLAN_GROWTH = Benchmark(
    name="plan_growth",
    title="the planning model as it grows: allies, products and years of made-up cases",
    sizes=("8x60x15", "32x60x15", "64x60x15", "32x15x15", "32x200x15", "32x60x8", "32x60x30"),
    inputs="benchmarks.plan_growth_inputs",
    contenders=PLAN.contenders,
    phases=PLAN.phases,
    tolerance=PLAN.tolerance,
)

COVERING = Benchmark(
    name="covering",
    title="layered covering: which sites the pooled air defence units cover, to a gap of 1 %",
    sizes=("today", "pledge"),
    inputs="benchmarks.covering_inputs",
    contenders={"Sinews": "benchmarks.covering_sinews", "plain HiGHS": "benchmarks.covering_highs"},
    phases=("build", "solve"),
    tolerance=0.011,
)

APPORTIONMENT = Benchmark(
    name="apportionment",
    title="apportionment: lexicographic min-max of relative burden over all capabilities",
    sizes=("alliance", "world"),
    inputs="benchmarks.apportionment_inputs",
    contenders={"Sinews": "benchmarks.apportionment_sinews", "SciPy": "benchmarks.apportionment_scipy"},
    phases=("build", "solve"),
    tolerance=1e-6,
)

P_MEDIAN = Benchmark(
    name="p_median",
    title="p-median: OR-Library's problems, and made-up ones of their shape, to the proven optimum",
    sizes=(
        *(f"pmed{number}" for number in range(1, 21)),
        *("300x5", "300x10", "300x30", "300x100", "400x5", "400x10", "400x40", "400x133"),
    ),
    inputs="benchmarks.p_median_inputs",
    contenders={"Sinews": "benchmarks.p_median_sinews", "plain HiGHS": "benchmarks.p_median_highs"},
    phases=("build", "solve"),
    tolerance=1e-9,
)

MOVEMENT = Benchmark(
    name="movement",
    title="movement: force packages by rail over days, and all by all means, to a gap of 1 %",
    sizes=("1x5x4", "2x6x4", "3x8x4", "4x10x4", "4x15x2", "4x20x2", "baseline"),
    inputs="benchmarks.movement_inputs",
    contenders={"Sinews": "benchmarks.movement_sinews", "plain HiGHS": "benchmarks.movement_highs"},
    phases=("build", "solve"),
    tolerance=0.01,
)
