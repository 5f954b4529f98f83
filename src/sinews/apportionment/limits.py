"""The limits of apportionment: the least and the most each ally can be asked for, and what says so."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sinews.apportionment.burden import ability_to_bear, life_cycle_costs
from sinews.case import Case, holdings, members
from sinews.case.settings import Ability
from sinews.engines.arrays import Indices, Values
from sinews.engines.division import whole_lots
from sinews.requirements import Requirements

Labels = NDArray[np.str_]

WHOLE = 1e-9
"""Quantities this near to a whole number of lots count as whole."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of apportionment as arrays over allies (a), capabilities (c) and years (t).

    Quantities are in units of the capability unless they are called lots.

    Attributes
    ----------
    allies, capabilities
        Their keys.
    years
        The planning years, (t,).
    required, baseline
        What is required, (c, t), and what is held by all at the start, pools included, (c,).
    lot
        Units in a lot, (c,).
    held
        What each ally holds at the start, (a, c).
    inside
        Whether an ally is in the scope of what is required of a capability, (a, c).
    eligible, opted_out
        Who may be asked by scope and the capability's rule, and who has opted out, (a, c).
    offered
        What each ally has offered to add, in lots, (a, c).
    cap, cap_pledge
        The most that one ally may provide by each year, 0 to 1, (c, t), and the pledges that say so of the
        last year.
    cap_of_addition, capped
        Whether the cap is a part of what is added rather than of the total, (c, t), and whom it binds,
        (a, c, t).
    minimum
        The least number of lots that an ally without any can take up, (c,).
    cost, product
        Life-cycle cost of a lot in USD m, (c,), and the reference products.
    ability
        Ability to bear cost, USD m, (a,).
    crew, personnel
        Persons per lot, (c,), and persons that each ally can add, (a,).
    yearly_growth
        The most that a target may grow in a year, as a part of what is held or would be due by ability.
    packages
        Members of each multinational package by name: indices of the capability and of the allies.
    """

    allies: list[str]
    capabilities: list[str]
    years: Indices
    required: Values
    baseline: Values
    lot: Values
    held: Values
    inside: NDArray[np.bool_]
    eligible: NDArray[np.bool_]
    opted_out: NDArray[np.bool_]
    offered: Values
    cap: Values
    cap_of_addition: NDArray[np.bool_]
    capped: NDArray[np.bool_]
    cap_pledge: list[str]
    minimum: Values
    cost: Values
    product: list[str]
    ability: Values
    crew: Values
    personnel: Values
    yearly_growth: float
    packages: dict[str, tuple[int, Indices]] = field(default_factory=dict)

    @property
    def lots_due(self) -> Values:
        """Lots to add to what is held by each year, (c, t); none where more is held than is required."""
        return np.clip(np.rint((self.required - self.baseline[:, None]) / self.lot[:, None]), 0.0, None)

    @property
    def share_of_ability(self) -> Values:
        """Each ally's part of the ability of those eligible for a capability, (a, c)."""
        able = np.where(self.eligible, self.ability[:, None], 0.0)
        total = able.sum(axis=0)
        return np.asarray(np.divide(able, total, out=np.zeros_like(able), where=total > 0))

    def growth_lots(self, years: float) -> Values:
        """Return the most lots that reasonable challenge lets each ally add within some years, (a, c).

        A year's growth is measured against what the ally holds, or would have to hold of the last year's
        requirement in proportion to its ability if that is more. Parts of a lot count as one.
        """
        base = np.maximum(self.held, self.share_of_ability * self.required[:, -1])
        return np.ceil(self.yearly_growth * years * base / self.lot - WHOLE)

    def cap_lots(self, year: int = -1) -> Values:
        """Return the most lots that the cap on its share lets each ally add by a planning year, (a, c).

        Of an addition one ally may always provide one lot: there is no smaller share.
        """
        cap = self.cap[:, year]
        of_total = np.floor(np.clip(cap * self.required[:, year] - self.held, 0.0, None) / self.lot + WHOLE)
        of_addition = np.maximum(np.floor(cap * self.lots_due[:, year] + WHOLE), 1.0)
        room = np.where(self.cap_of_addition[:, year], of_addition, of_total)
        return np.asarray(np.where(self.capped[:, :, year], room, np.inf))

    def kept(self) -> Values:
        """Return what each ally has to keep of what it holds, (a, c, t): all, unless less is required of all.

        Where the holdings exceed the requirement, what those outside its scope and the pools do not
        cover is shared among the holders in its scope in proportion to what they hold, in whole lots.
        """
        kept = np.repeat(self.held[:, :, None], self.years.size, axis=2)
        for c, t in zip(*np.nonzero(self.required < self.baseline[:, None] - WHOLE), strict=True):
            own = np.where(self.inside[:, c], self.held[:, c], 0.0)
            excess = self.baseline[c] - self.required[c, t]
            part = max(own.sum() - excess, 0.0) / own.sum() if own.sum() > 0 else 0.0
            lots = own / self.lot[c]
            whole = round(part * float(lots.sum()))
            kept[self.inside[:, c], c, t] = (
                whole_lots(part * lots, whole, np.floor(lots + WHOLE)) * self.lot[c]
            )[self.inside[:, c]]
        return kept


@dataclass(frozen=True, slots=True)
class Limits:
    """How many lots each ally can be asked for, and what limits it.

    Attributes
    ----------
    lower, upper
        The least and the most, (a, c), in lots.
    label
        What sets the upper limit: ``"scope"`` (the ally is not bound), ``"ineligible"``, ``"no ability"``,
        ``"opt-out"``, ``"cap"`` or ``"growth"``, (a, c).
    """

    lower: Values
    upper: Values
    label: Labels


def read_terms(case: Case, requirements: Requirements, measure: Ability) -> Terms:
    """Collect the terms of apportionment from a case and its requirements."""
    allies = case["allies"]["ally"].to_list()
    needs = requirements.needs.sort("year", maintain_order=True)
    capabilities = needs["capability"].unique(maintain_order=True).to_list()
    needs = pl.DataFrame({"capability": capabilities}).join(
        needs, on="capability", how="left", maintain_order="left_right"
    )
    facts = _by_capability(case["capabilities"], capabilities)
    lot = facts["lot"].to_numpy()
    held = _matrix(holdings(case), "quantity", allies, capabilities)
    offers = case["offers"]
    years = needs["year"].to_numpy().reshape(len(capabilities), -1)
    cap = needs.select("capability", "year").join(
        requirements.ambition.share_caps, on=["capability", "year"], how="left", maintain_order="left"
    )
    scopes = needs.filter(pl.col("year") == needs["year"].max())["scope"].to_list()
    inside = _in_scope(case, allies, scopes)
    costs = _by_capability(life_cycle_costs(case), capabilities)
    minimum = _by_capability(case["viability"], capabilities)["minimum"].fill_null(0.0).to_numpy()
    crew = _by_capability(case["crews"], capabilities)["crew"].fill_null(0.0).to_numpy()
    offered = _matrix(offers.filter(pl.col("kind") == "offer"), "quantity", allies, capabilities)
    opted_out = offers.filter(pl.col("kind") == "opt_out").with_columns(quantity=pl.lit(1.0))
    return Terms(
        allies=allies,
        capabilities=capabilities,
        years=np.array(list(case.years)),
        required=needs["required"].to_numpy().reshape(len(capabilities), -1),
        baseline=needs["baseline"].to_numpy().reshape(len(capabilities), -1)[:, 0],
        lot=lot,
        held=held,
        inside=inside,
        eligible=inside & _eligible(case["allies"], facts["eligibility"].to_list(), held),
        opted_out=_matrix(opted_out, "quantity", allies, capabilities) > 0,
        offered=np.ceil(offered / lot - WHOLE),
        cap=cap["share_cap"].fill_null(1.0).to_numpy().reshape(years.shape),
        cap_of_addition=(cap["of"] == "addition").fill_null(False).to_numpy().reshape(years.shape),
        capped=_in_scope(case, allies, cap["scope"].to_list()).reshape(len(allies), *years.shape),
        cap_pledge=cap["pledge"].fill_null("").to_numpy().reshape(years.shape)[:, -1].tolist(),
        minimum=np.ceil(minimum / lot - WHOLE),
        cost=costs["cost"].fill_null(0.0).to_numpy() * lot,
        product=costs["product"].fill_null("").to_list(),
        ability=ability_to_bear(case, requirements, measure),
        crew=crew * lot,
        personnel=_personnel(case, allies),
        yearly_growth=case.settings.yearly_growth,
        packages=_packages(case, allies, capabilities),
    )


def set_limits(terms: Terms) -> Limits:
    """Return the least and the most lots that each ally can be asked for in the last year.

    Notes
    -----
    An offer is kept as far as the upper limits and the requirement allow; `relief` tells where they do not.
    """
    growth, cap = terms.growth_lots(float(terms.years.size)), terms.cap_lots()
    due = terms.lots_due[:, -1]
    upper = np.minimum(np.minimum(growth, cap), due)
    label = np.where(cap <= growth, "cap", "growth").astype("<U12")
    label[np.minimum(growth, cap) >= due] = ""
    able = np.broadcast_to(terms.ability[:, None] > 0, upper.shape)
    for who, word in (
        (terms.opted_out, "opt-out"),
        (~able, "no ability"),
        (~terms.eligible, "ineligible"),
        (~terms.inside, "scope"),
    ):
        upper = np.where(who, 0.0, upper)
        label[who] = word
    # what an ally offers counts beyond reasonable challenge, which protects it from others, not from itself
    willing = terms.eligible & able & ~terms.opted_out
    offered = np.where(willing, np.minimum(np.minimum(terms.offered, cap), due), 0.0)
    upper = np.maximum(upper, offered)
    lower = _manned(_within(offered, due), terms)
    return Limits(lower=lower, upper=np.maximum(upper, lower), label=label)


def _manned(offered: Values, terms: Terms) -> Values:
    """Return offers cut to the crews that each ally can add, in the order of the capabilities."""
    crews = offered * terms.crew
    room = np.maximum(terms.personnel[:, None] - (np.cumsum(crews, axis=1) - crews), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        most = np.where(terms.crew > 0, np.floor(room / terms.crew + WHOLE), np.inf)
    return np.asarray(np.minimum(offered, most))


def _within(offered: Values, due: Values) -> Values:
    """Return offers cut to what is due where together they exceed it, in the order of the allies."""
    before = np.cumsum(offered, axis=0) - offered
    return np.asarray(np.clip(due - before, 0.0, offered))


def _by_capability(frame: pl.DataFrame, capabilities: list[str]) -> pl.DataFrame:
    """Return a frame with one row a capability in the order given, null where it has none."""
    order = pl.DataFrame({"capability": capabilities}, schema={"capability": pl.String})
    return order.join(frame, on="capability", how="left", maintain_order="left")


def _matrix(frame: pl.DataFrame, value: str, allies: list[str], capabilities: list[str]) -> Values:
    """Return the values of a table by ally and capability as an array, zero where it has no row."""
    matrix = np.zeros((len(allies), len(capabilities)))
    row = {key: i for i, key in enumerate(allies)}
    column = {key: i for i, key in enumerate(capabilities)}
    known = frame.filter(pl.col("capability").is_in(capabilities)).drop_nulls(value)
    a = [row[ally] for ally in known["ally"]]
    c = [column[capability] for capability in known["capability"]]
    matrix[a, c] = known[value].to_numpy()
    return matrix


def _eligible(allies: pl.DataFrame, rules: list[str], held: Values) -> NDArray[np.bool_]:
    """Return which allies may be asked for which capability, (a, c)."""
    armed = allies["armed_forces"].to_numpy()[:, None]
    coastal = allies["coastal"].to_numpy()[:, None]
    rule = np.array(rules)
    return np.asarray(
        armed & np.where(rule == "coastal", coastal, True) & np.where(rule == "holders", held > 0, True)
    )


def _in_scope(case: Case, allies: list[str], scopes: list[str | None]) -> NDArray[np.bool_]:
    """Return which allies belong to the scope of each capability, (a, c)."""
    inside = {scope: np.isin(allies, members(case, scope)) for scope in set(scopes)}
    return np.stack([inside[scope] for scope in scopes], axis=1)


def _personnel(case: Case, allies: list[str]) -> Values:
    """Return the persons that each ally can add, (a,); infinite where its personnel is not known."""
    latest = (
        case["personnel"]
        .filter(pl.col("year") <= case.settings.base_year)
        .sort("year")
        .group_by("ally", maintain_order=True)
        .last()
    )
    known = dict(latest.select("ally", "military").iter_rows())
    growth = case.settings.personnel_growth
    return np.array([1000.0 * known[ally] * growth if ally in known else np.inf for ally in allies])


def _packages(case: Case, allies: list[str], capabilities: list[str]) -> dict[str, tuple[int, Indices]]:
    """Return the members of each package; an ally in two packages of a capability counts in the first."""
    packages: dict[str, tuple[int, Indices]] = {}
    taken: set[tuple[int, int]] = set()
    for part in case["packages"].partition_by("package", maintain_order=True):
        capability = part["capability"][0]
        if capability not in capabilities:
            continue
        c = capabilities.index(capability)
        same = part.filter(pl.col("capability") == capability)
        members = sorted({allies.index(ally) for ally in same["ally"]} - {a for a, d in taken if d == c})
        taken |= {(a, c) for a in members}
        packages[part["package"][0]] = (c, np.array(members, np.int64))
    return packages
