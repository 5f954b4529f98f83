"""The figures of a planning instance under their labels, for a model of labelled arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from sinews.implementation import instance as problem
from sinews.implementation.instance import PER_MILLE, Instance


class PlanFigures:
    """The figures of an instance as arrays over allies, capabilities, lines, plants, pools and years."""

    def __init__(self, instance: Instance) -> None:
        """Label all figures."""
        industry, people = instance.industry, instance.people
        self.ally = pd.Index(instance.allies, name="ally")
        self.capability = pd.Index(instance.capabilities, name="capability")
        self.line = pd.Index(instance.lines, name="line")
        self.plant = pd.Index(industry.plants, name="plant")
        self.pool = pd.Index(
            [f"{country} {trade}" for country, trade in zip(people.countries, people.trades, strict=True)],
            name="pool",
            dtype=str,
        )
        self.year = pd.Index(instance.years, name="year")
        self.elapsed = _over(np.arange(self.year.size), self.year)
        self.discount = _over(instance.discount, self.year)

        self.target = _over(instance.target, self.ally, self.capability, self.year)
        self.held = _over(instance.held, self.ally, self.capability)
        self.retired = _over(instance.retired, self.ally, self.capability, self.year)
        self.given = _over(instance.given, self.ally, self.capability, self.year)
        self.thousandth = _over(instance.required, self.capability) / PER_MILLE
        self.known_running = _over(instance.known_running, self.ally, self.capability, self.year)
        self.priority = _over(instance.priority, self.capability)

        self.provides = _over(np.asarray(instance.capabilities)[instance.capability_of], self.line)
        self.price = _over(instance.price, self.line)
        self.price_path = _over(instance.price_path, self.line, self.year)
        self.yields = _over(instance.yields, self.line)
        self.running = _over(instance.running, self.line)
        self.lead_time = _over(industry.lead_time, self.line)
        self.earliest = _over(industry.earliest, self.line)
        self.on_contract = _over(industry.contracted, self.ally, self.line, self.year)
        self.handed_over = _over(instance.on_contract, self.ally, self.line, self.year)
        self.supported = _over(industry.supported, self.ally, self.line, self.year)
        self.others = _over(industry.others, self.line, self.year)

        self.use = _over(industry.use, self.plant, self.line)
        self.base = _over(industry.base, self.plant, self.year)
        self.expansion_limit = _over(industry.expansion_limit, self.plant, self.year)
        self.ramp = _over(industry.ramp, self.plant)
        self.build_time = _over(industry.build_time, self.plant)
        self.expansion_cost = _over(industry.expansion_cost, self.plant)
        self.plant_host = _over(industry.host, self.plant)

        self.need = _over(people.need, self.pool, self.line)
        self.reserved = _over(people.reserved, self.pool, self.year)
        self.start_workers = _over(people.workers, self.pool)
        self.staying = 1.0 - _over(people.attrition, self.pool)
        self.apprentices = _over(people.apprentices, self.pool)
        self.intake_room = _over(people.intake_limit, self.pool) - self.apprentices
        self.recruitment = _over(people.recruitment_limit, self.pool)
        self.training = _over(people.training, self.pool)
        self.training_cost = _over(people.training_cost, self.pool)
        self.pool_host = _over(people.host, self.pool)

        funding, terms = instance.funding, instance.terms
        self.equipment_budget = _over(funding.equipment_budget, self.ally, self.year)
        self.operating_headroom = _over(funding.operating_headroom, self.ally, self.year)
        self.contracted = _over(instance.contracted, self.ally, self.year)
        self.support = _over(instance.support, self.ally, self.year)
        self.common_share = _over(funding.common_share, self.ally)
        self.fund = pd.Index(funding.funds, name="fund", dtype=str)
        self.carry_limit = _over(funding.carry_limit, self.ally, self.year)
        self.loan_limit = _over(funding.loan_limit, self.ally, self.year)
        self.interest = _over(funding.interest, self.ally)
        self.fund_limit = _over(funding.fund_limit, self.fund, self.ally, self.year)
        self.fund_pays = _over(funding.fund_capabilities[:, instance.capability_of], self.fund, self.line)
        self.fund_industry = _over(funding.fund_industry, self.fund)
        self.loan_interest = _over(funding.loan_interest, self.ally, self.year)
        self.innovation_limit = _over(funding.innovation_limit, self.ally, self.year)
        self.novel = _over(terms.novel, self.line)
        self.ahead = pd.Index(np.arange(terms.parts.shape[1]), name="ahead")
        self.parts = _over(terms.parts, self.line, self.ahead)
        self.sustaining = _over(terms.sustaining, self.line)
        self.idle_price = _over(instance.price * terms.idle_cost, self.line)
        self.line_host = _over(industry.host[: self.line.size], self.line)

        suppliers = instance.suppliers
        self.may_order = _over(suppliers.open, self.ally, self.line, self.year)
        self.dearer = _over(suppliers.markup, self.ally, self.line, self.year)
        self.shares = [
            (instance.allies[share.ally], _over(share.worth, self.line, self.year))
            for share in suppliers.shares
        ]

    def by_capability(self, quantity: Any) -> Any:
        """Sum a quantity over the lines whose products provide the same capability."""
        group = self.provides.rename("capability")
        return quantity.groupby(group).sum().reindex(capability=self.capability)

    def by_order(self, figure: xr.DataArray) -> xr.DataArray:
        """Return a figure of the year of an order by the year of its delivery, nothing before the first."""
        parts = [
            figure.shift(year=int(n)).fillna(0.0).where(self.lead_time == n, 0.0)
            for n in np.unique(self.lead_time)
        ]
        total: xr.DataArray = sum(parts[1:], start=parts[0])
        return total

    def committed(self) -> xr.DataArray:
        """Return the stock of each year without any new order."""
        arrived: xr.DataArray = self.by_capability(self.handed_over * self.yields).fillna(0.0)
        return self.held + (arrived - self.retired - self.given).cumsum("year")

    def promised(self) -> xr.DataArray:
        """Return what lines build in any case: on contract, for Ukraine and for outside buyers."""
        return (self.on_contract + self.supported).sum("ally") + self.others

    def free(self) -> xr.DataArray:
        """Return what is promised leaves of each plant's output."""
        return (self.base - (self.promised() * self.use).sum("line")).clip(min=0.0)

    def sustaining_floor(self) -> xr.DataArray:
        """Return what each line must build of new orders to stay open, from its first delivery on."""
        return (self.sustaining - self.promised()).clip(min=0.0).where(self.elapsed >= self.earliest, 0.0)

    def free_of_lines(self) -> xr.DataArray:
        """Return what is promised leaves of each line's output."""
        return (
            self.free().isel(plant=slice(self.line.size)).rename(plant="line").assign_coords(line=self.line)
        )

    def payers(self, host: xr.DataArray) -> xr.DataArray:
        """Return what part each ally pays at a host: the host all, or all by budget where none is host."""
        position = _over(np.arange(self.ally.size), self.ally)
        return (host == position) + (host < 0) * self.common_share

    def cost_weight(self) -> float:
        """Return the weight of a USD m: the most at which it outweighs no shortfall."""
        whole = (self.price + self.running * self.year.size) / self.yields
        dearest = whole.groupby(self.provides.rename("capability")).max()
        cost = dearest.reindex(capability=self.capability, fill_value=0.0) * self.thousandth
        worth = self.priority * self.discount.isel(year=-1)
        ratio = (worth / cost).where((worth > 0) & (cost > 0))
        return problem.COST_TO_SHORTFALL * min(1e-3, float(ratio.min().fillna(1e-3)))


def _over(values: Any, *labels: pd.Index) -> xr.DataArray:
    """Return values with the labels of their axes."""
    return xr.DataArray(values, coords=list(labels))
