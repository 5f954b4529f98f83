"""What formations and systems consume: rates by class of supply, and how they follow intensity and attrition.

The level-of-effort method: the rate of a day of intense combat, times the part of the force that is in combat
of each intensity, times the strength that attrition leaves (US Army ATP 4-90, appendix C, and FM 101-10-1/2
have the rates; `docs/methods/supply.md` the formulas).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from sinews.case import Case
from sinews.case.problems import CaseError, Problem
from sinews.enablers.supply.interceptors import interceptor_classes, interceptor_rates, use_over_days
from sinews.enablers.supply.tables import Intensity, supply_classes
from sinews.engines.arrays import Values

EVERY = "all"
"""What `per` says in a rate that goes by soldiers or by a column of the table of formations."""


def formation_rates(case: Case) -> pl.DataFrame:
    """Return what one formation consumes on a day of intense combat.

    Systems that the formation is one unit of count with it: a battery fires its interceptors.

    Parameters
    ----------
    case
        A checked case.

    Returns
    -------
    polars.DataFrame
        formation, supply_class, only_with (the capability without which an ally consumes none; null for
        none), rate (units of the class per day); one row for each with a rate above zero.
    """
    own = _own_rates(case)
    fired = (
        case["formations"]
        .join(_rates(case, "system"), left_on="capability", right_on="per", maintain_order="left")
        .select(own.columns)
    )
    return _summed(pl.concat([own, fired]))


def intense_consumption(case: Case, held: pl.DataFrame) -> pl.DataFrame:
    """Return what all forces of each ally consume on a day of intense combat, at full strength.

    Interceptors follow the raids that come (`interceptor_rates`), not the batteries that could fire them; by
    `supply_rates` they go only in a case without raids.

    An ally that holds nothing of the capability that counts a class has no weapons for it, or draws on the
    storage of others; it is left out.

    Parameters
    ----------
    case
        A checked case.
    held
        ally, capability, quantity.

    Returns
    -------
    polars.DataFrame
        ally, supply_class, rate (units of the class per day); one row for each pair with a rate above zero,
        in the order of the tables of allies and classes.
    """
    formations = case["formations"].select("formation", "capability")
    by_formation = (
        held.join(formations, on="capability", maintain_order="left")
        .join(_own_rates(case), on="formation", maintain_order="left")
        .select("ally", "supply_class", "only_with", rate=pl.col("quantity") * pl.col("rate"))
    )
    by_system = (
        held.join(_rates(case, "system"), left_on="capability", right_on="per", maintain_order="left")
        .with_columns(afloat=pl.col("capability").is_in(_warships(case).implode()))
        .select("ally", "supply_class", "only_with", rate=pl.col("quantity") * pl.col("rate") * _at_sea(case))
    )
    classes = supply_classes(case).select("supply_class", "capability").with_row_index("class_order")
    raided = interceptor_classes(case)
    by_raids = [] if raided.is_empty() else [_by_raids(case, held)]
    owners = held.filter(pl.col("quantity") > 0).select("ally", only_with="capability", owns=pl.lit(True))
    allies = case["allies"].select("ally").with_row_index("ally_order")
    return (
        pl.concat(
            [
                *(each.join(raided, on="supply_class", how="anti") for each in (by_formation, by_system)),
                *by_raids,
            ]
        )
        .join(classes, on="supply_class", maintain_order="left")
        .join(owners, on=["ally", "only_with"], how="left", maintain_order="left")
        .filter(pl.col("only_with").is_null() | pl.col("owns").is_not_null())
        .drop("owns")
        .join(
            owners.rename({"only_with": "capability"}),
            on=["ally", "capability"],
            how="left",
            maintain_order="left",
        )
        .filter(pl.col("capability").is_null() | pl.col("owns").is_not_null())
        .join(allies, on="ally", maintain_order="left")
        .group_by("ally", "supply_class", "ally_order", "class_order", maintain_order=True)
        .agg(pl.col("rate").sum())
        .filter(pl.col("rate") > 0)
        .sort("ally_order", "class_order")
        .select("ally", "supply_class", "rate")
    )


def _by_raids(case: Case, held: pl.DataFrame) -> pl.DataFrame:
    """Return the rates of interceptors with the columns of other rates."""
    return interceptor_rates(case, held).select(
        "ally", "supply_class", only_with=pl.lit(None, pl.String), rate="rate"
    )


def forces_of_plan(case: Case, held: pl.DataFrame, plan: str) -> pl.DataFrame:
    """Return what is held where the force packages of one plan alone consume.

    An ally has the formations that it sends, no other formation and no ship, aircraft or battery beside
    them; of all else, stocks among it, it has what it holds, but for interceptors: raids on a plan use them,
    and air and missile defence answers for its magazines.

    Parameters
    ----------
    case
        A checked case.
    held
        ally, capability, quantity.
    plan
        Key of a defence plan.
    """
    sent = (
        case["force_packages"]
        .filter(pl.col("plan") == plan)
        .join(case["nodes"].select(origin="node", ally="country"), on="origin", maintain_order="left")
        .join(case["formations"].select("formation", "capability"), on="formation", maintain_order="left")
        .group_by("ally", "capability", maintain_order=True)
        .agg(pl.col("quantity").sum().cast(pl.Float64))
    )
    consume = pl.concat([case["formations"]["capability"], _rates(case, "system")["per"]]).implode()
    raided = interceptor_classes(case)["capability"].implode()
    left_out = pl.col("capability").is_in(consume) | pl.col("capability").is_in(raided)
    kept = held.filter(~left_out).select("ally", "capability", "quantity")
    return pl.concat([kept, sent.select(kept.columns)], how="vertical_relaxed")


@dataclass(frozen=True, slots=True)
class Effort:
    """How much of the rates of a day of intense combat is consumed.

    Attributes
    ----------
    classes
        Keys of the classes of supply, c of them, in the order of their table.
    share
        Part of the rate, by class and day, attrition included, (c, d).
    opening
        Part of the rate on the first day, at full strength, (c,).
    """

    classes: list[str]
    share: Values
    opening: Values


def effort(case: Case, intensity: Intensity, days: int) -> Effort:
    """Return the effort of a campaign by class of supply and day.

    Parameters
    ----------
    case
        A checked case.
    intensity
        Of the campaign as a whole.
    days
        Number of days.

    Raises
    ------
    CaseError
        If the case has no phases for this intensity from day 0 on.
    """
    classes = supply_classes(case)
    phases = case["supply_phases"].filter(pl.col("intensity") == intensity).sort("first_day")
    if phases.is_empty() or phases["first_day"][0] != 0:
        raise CaseError(
            [
                Problem(
                    "supply_phases", None, "first_day", "", f"phases of intensity {intensity} from day 0 on"
                )
            ]
        )
    day = np.arange(days)
    phase = np.searchsorted(phases["first_day"].to_numpy(), day, side="right") - 1
    parts = phases.select("high", "medium", "low").to_numpy() / 100.0
    parts = np.column_stack([parts, 1.0 - parts.sum(axis=1)])
    weights = (
        classes.select(high=pl.lit(100.0), medium="medium", low="low", reserve="reserve").to_numpy() / 100.0
    )
    survives = 1.0 - phases["attrition"].to_numpy()[phase] / 100.0
    strength = np.concatenate([[1.0], np.cumprod(survives)[:-1]])
    by_phase = weights @ parts.T
    share, opening = by_phase[:, phase] * strength, by_phase[:, 0].copy()
    keys = classes["supply_class"].to_list()
    if not interceptor_classes(case).is_empty():
        # raids do not wait for the war on the ground: they have phases of their own
        for supply_class, level in use_over_days(case, days).items():
            share[keys.index(supply_class)], opening[keys.index(supply_class)] = level, 1.0
    return Effort(keys, share, opening)


def _own_rates(case: Case) -> pl.DataFrame:
    """Return formation, supply_class, rate, only_with: what goes by soldiers and formations."""
    formations = case["formations"]
    by_soldier = formations.join(_rates(case, "soldier"), how="cross").select(
        "formation", "supply_class", "only_with", rate=pl.col("personnel") * pl.col("rate")
    )
    by_formation = _rates(case, "formation").select("supply_class", "only_with", "rate", formation="per")
    fuel = formations.join(_rates(case, "formation fuel"), how="cross").select(
        "formation", "supply_class", "only_with", rate=pl.col("fuel") * pl.col("rate")
    )
    counted = (
        by_formation.join(
            supply_classes(case).filter(pl.col("number") == "V"), on="supply_class", maintain_order="left"
        )
        .group_by("formation", maintain_order=True)
        .agg(tonnes=(pl.col("rate") * pl.col("weight")).sum())
    )
    rest = (
        formations.join(counted, on="formation", how="left", maintain_order="left")
        .select("formation", rest=(pl.col("ammunition") - pl.col("tonnes").fill_null(0.0)).clip(0.0))
        .join(_rates(case, "formation ammunition"), how="cross")
        .join(supply_classes(case).select("supply_class", "weight"), on="supply_class", maintain_order="left")
        .select(
            "formation", "supply_class", "only_with", rate=pl.col("rest") * pl.col("rate") / pl.col("weight")
        )
    )
    columns = ["formation", "supply_class", "rate", "only_with"]
    parts = [part.select(columns) for part in (by_soldier, by_formation, fuel, rest)]
    return _summed(pl.concat(parts))


def _rates(case: Case, basis: str) -> pl.DataFrame:
    """Return the rates of a basis: supply_class, per, rate, only_with."""
    return (
        case["supply_rates"]
        .filter(pl.col("basis") == basis)
        .select("supply_class", "per", "rate", "only_with")
    )


def _summed(rates: pl.DataFrame) -> pl.DataFrame:
    """Return the rates of formations added up by class, without those that are zero."""
    return (
        rates.group_by("formation", "supply_class", "only_with", maintain_order=True)
        .agg(pl.col("rate").sum())
        .filter(pl.col("rate") > 0)
    )


def _warships(case: Case) -> pl.Series:
    """Return the capabilities of ships."""
    return case["capabilities"].filter(pl.col("domain") == "maritime")["capability"]


def _at_sea(case: Case) -> pl.Expr:
    """Return the part of systems that consumes: ships at sea, and all others."""
    values = case["logistics_factors"].filter(pl.col("factor") == "ships_at_sea")["value"].drop_nulls()
    part = values[0] / 100.0 if values.len() else 1.0
    return pl.when("afloat").then(part).otherwise(1.0)
