"""The casualty stream: how many are hit or fall sick on each day of the defence plans, and a draw of it.

A day's battle casualties of a plan are Poisson about a gamma-distributed rate, hence negative binomial, with
days of mass casualties among them; the mean of all days is that of the table of rates.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from sinews.case import Case
from sinews.case.problems import CaseError, Problem
from sinews.enablers.medical.pathways import Pathway
from sinews.enablers.medical.recovery import DeathByDelay
from sinews.enablers.medical.tables import HOURS_A_DAY, check_tables, planning_value
from sinews.engines.arrays import Indices, Values


def expected_casualties(case: Case, *, plan: str | None = None, days: int | None = None) -> pl.DataFrame:
    """Return the casualties to expect of every force package on every day of its combat.

    A package fights from its required-by day on. Its strength is kept up by replacements.

    Parameters
    ----------
    case
        A checked case.
    plan
        One defence plan; all without it.
    days
        Leave out what comes after so many days; nothing without it.

    Returns
    -------
    polars.DataFrame
        plan, force_package, nation (where it comes from), day, battle (hit), sick; persons.

    Raises
    ------
    CaseError
        If the case lacks tables of medical support, has no such plan, nobody who fights in it, or no rate for
        an intensity.
    """
    check_tables(case)
    known = case["defence_plans"]["plan"].to_list()
    if plan is not None and plan not in known:
        raise CaseError([Problem("defence_plans", None, "plan", plan, f"one of {', '.join(known)}")])
    exposure = case["casualty_exposure"].select("formation", "exposure")
    packages = (
        case["force_packages"]
        .filter(pl.lit(True) if plan is None else pl.col("plan") == plan)
        .join(case["formations"].select("formation", "personnel"), on="formation", maintain_order="left")
        .join(case["defence_plans"].select("plan", "duration"), on="plan", maintain_order="left")
        .join(case["nodes"].select(origin="node", nation="country"), on="origin", maintain_order="left")
        .join(exposure, on="formation", how="left", maintain_order="left")
        .with_columns(
            strength=pl.col("quantity") * pl.col("personnel"),
            exposure=pl.col("exposure").fill_null(100.0) / 100.0,
        )
    )
    if packages.is_empty():
        expected = "a force package" if plan is None else f"a force package of plan {plan}"
        raise CaseError([Problem("force_packages", None, "plan", plan or "", expected)])
    sick = planning_value(case, "sick_rate") / 100.0
    frames = []
    for row in packages.iter_rows(named=True):
        fought = np.arange(row["duration"])
        rate = _rates(case, row["intensity"], fought) * row["exposure"]
        frames.append(
            pl.DataFrame(
                {
                    "day": fought + row["required_day"],
                    "battle": row["strength"] * rate,
                    "sick": np.full(fought.size, row["strength"] * sick),
                }
            ).select(
                pl.lit(row["plan"]).alias("plan"),
                pl.lit(row["force_package"]).alias("force_package"),
                pl.lit(row["nation"]).alias("nation"),
                "day",
                "battle",
                "sick",
            )
        )
    stream = pl.concat(frames)
    return stream if days is None else stream.filter(pl.col("day") < days)


def _rates(case: Case, intensity: str, fought: Indices) -> Values:
    """Return battle casualties as a share of strength on days of combat."""
    rows = case["casualty_rates"].filter(pl.col("intensity") == intensity).sort("first_day")
    if rows.is_empty() or rows["first_day"][0] != 0:
        expected = f"rates of intensity {intensity} from day 0 on"
        raise CaseError([Problem("casualty_rates", None, "first_day", "", expected)])
    phase = np.searchsorted(rows["first_day"].to_numpy(), fought, side="right") - 1
    return np.asarray(rows["rate"].to_numpy()[phase] / 100.0)


@dataclass(frozen=True, slots=True)
class Casualties:
    """The casualties of one world.

    Attributes
    ----------
    arrival
        When each is hit or falls sick, in ascending order, in days, (n,).
    kind
        Number of its kind: that of the pathway, plus the pathways' number times that of the nation, (n,).
    deadline
        Until when surgery must have begun; infinite for who does not die without it, (n,).
    killed
        How many more were killed at once.
    """

    arrival: Values
    kind: Indices
    deadline: Values
    killed: int


@dataclass(frozen=True, slots=True)
class Stream:
    """What casualties are drawn from; g groups of plan and nation, d days, k pathways.

    Attributes
    ----------
    battle, sick
        Expected numbers, (g, d).
    plan, nation
        Numbers of each group's plan and nation, (g,).
    pathways
        The pathways.
    killed
        Share of the hit who are killed at once.
    mortal
        Share of the immediate who die without surgery.
    death
        The law of death by delay.
    battle_shape, sick_shape
        Shapes of the gamma factors of a plan's day; infinite for none.
    mass_share, mass_factor, mass_window
        Share of days with mass casualties, their factor, and within how many days they come.
    """

    battle: Values
    sick: Values
    plan: Indices
    nation: Indices
    pathways: tuple[Pathway, ...]
    killed: float
    mortal: float
    death: DeathByDelay
    battle_shape: float
    sick_shape: float
    mass_share: float
    mass_factor: float
    mass_window: float

    def draw(self, seed: int, world: int) -> Casualties:
        """Draw the casualties of a world: a function of seed and world alone."""
        rng = np.random.Generator(np.random.Philox(key=[seed, world]))
        plans, days = int(self.plan.max(initial=-1)) + 1, self.battle.shape[1]
        mass = rng.random((plans, days)) < self.mass_share
        usual = 1.0 / (1.0 + (self.mass_factor - 1.0) * self.mass_share)
        factor = np.where(mass, self.mass_factor, 1.0) * usual * _gamma(rng, self.battle_shape, (plans, days))
        begins = rng.random((plans, days)) * (1.0 - self.mass_window)
        hit = rng.poisson(self.battle * factor[self.plan])
        sick = rng.poisson(self.sick * _gamma(rng, self.sick_shape, (plans, days))[self.plan])
        group, day = _spread(hit)
        within = rng.random(group.size)
        at_mass = mass[self.plan[group], day]
        within = np.where(at_mass, begins[self.plan[group], day] + self.mass_window * within, within)
        wounded = rng.random(group.size) >= self.killed
        group, time = group[wounded], (day + within)[wounded]
        kind = self._kinds(rng.random(group.size), False)
        sick_group, sick_day = _spread(sick)
        sick_kind = self._kinds(rng.random(sick_group.size), True)
        arrival = np.concatenate([time, sick_day + rng.random(sick_group.size)])
        kinds = np.concatenate([kind, sick_kind])
        nations = self.nation[np.concatenate([group, sick_group])]
        order = np.argsort(arrival, kind="stable")
        arrival, kinds, nations = arrival[order], kinds[order], nations[order]
        immediate = np.array([pathway.triage == "T1" for pathway in self.pathways])[kinds]
        deadline = np.full(arrival.size, np.inf)
        at_risk = np.flatnonzero(immediate)
        at_risk = at_risk[rng.random(at_risk.size) < self.mortal]
        lives = self.death.scale * rng.weibull(self.death.shape, at_risk.size)
        deadline[at_risk] = arrival[at_risk] + lives
        return Casualties(arrival, nations * len(self.pathways) + kinds, deadline, int((~wounded).sum()))

    def _kinds(self, uniform: Values, sick: bool) -> Indices:
        """Return the pathway of each casualty, by shares."""
        shares = np.array([p.share if (p.triage == "sick") == sick else 0.0 for p in self.pathways])
        edges = np.cumsum(shares) / shares.sum()
        last = int(np.flatnonzero(shares)[-1])
        return np.minimum(np.searchsorted(edges, uniform, side="right"), last)


def stream(case: Case, expected: pl.DataFrame, days: int, nations: list[str], made: tuple[Pathway, ...],
           at_once: float, mortal: float, death: DeathByDelay) -> Stream:  # fmt: skip
    """Return what casualties are drawn from.

    Parameters
    ----------
    case
        A checked case.
    expected
        As `expected_casualties` returns it.
    days
        Number of days.
    nations
        Nations in the order of their numbers.
    made
        The pathways.
    at_once, mortal
        Share of the hit who are killed at once, and of the immediate who die without surgery.
    death
        The law of death by delay.
    """
    groups = expected.select("plan", "nation").unique(maintain_order=True)
    plans = groups["plan"].unique(maintain_order=True).to_list()
    place = {key: number for number, key in enumerate(groups.iter_rows())}
    battle, sick = np.zeros((groups.height, days)), np.zeros((groups.height, days))
    for row in expected.iter_rows(named=True):
        battle[place[row["plan"], row["nation"]], row["day"]] += row["battle"]
        sick[place[row["plan"], row["nation"]], row["day"]] += row["sick"]
    return Stream(
        battle,
        sick,
        np.array([plans.index(plan) for plan in groups["plan"]], np.int64),
        np.array([nations.index(nation) for nation in groups["nation"]], np.int64),
        made,
        at_once,
        mortal,
        death,
        _shape(planning_value(case, "battle_variation")),
        _shape(planning_value(case, "sick_variation")),
        planning_value(case, "mass_share") / 100.0,
        planning_value(case, "mass_factor"),
        planning_value(case, "mass_window") / HOURS_A_DAY,
    )


def _shape(variation: float) -> float:
    """Return the shape of a gamma law with mean 1 from its coefficient of variation in per cent."""
    return float("inf") if variation <= 0 else (100.0 / variation) ** 2


def _gamma(rng: np.random.Generator, shape: float, size: tuple[int, int]) -> Values:
    """Return gamma factors with mean 1."""
    return np.ones(size) if np.isinf(shape) else rng.gamma(shape, 1.0 / shape, size)


def _spread(counts: Indices) -> tuple[Indices, Indices]:
    """Return group and day of each single casualty."""
    which = np.repeat(np.arange(counts.size), counts.ravel())
    return np.divmod(which, counts.shape[1])
