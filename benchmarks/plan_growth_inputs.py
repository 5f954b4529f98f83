"""Made-up planning instances of any number of allies, products and years, for the growth of the cost."""

from __future__ import annotations

import numpy as np
import polars as pl
from tests.small_case import SETTINGS, small_tables

from benchmarks.plan_inputs import planning_instance
from sinews.case import Case
from sinews.case.case import checked_case
from sinews.implementation.instance import Instance

FIRST_YEAR = 2026
MATERIALS, COUNTRIES_SHORT_OF_FITTERS = 10, 8
PROVENANCE = {"source": "test", "status": "assumed", "note": None}


def load(size: str) -> Instance:
    """Return the instance of a size that is given as allies, products and years: ``32x60x15``."""
    allies, products, years = (int(part) for part in size.split("x"))
    return planning_instance(grown_case(allies, products, years))


def grown_case(allies: int, products: int, years: int, *, seed: int = 1) -> Case:
    """Return a sound case of a given size, of the baseline's shape: figures spread over orders of magnitude.

    Parameters
    ----------
    allies, products, years
        The size. Two products compete for each capability, and each has a line of its own.
    seed
        Of the figures.
    """
    random = np.random.default_rng(seed)

    def about(value: float, spread: float) -> float:
        return float(value * spread ** random.uniform(-1.0, 1.0))

    last = FIRST_YEAR + years - 1
    ally = [f"A{a:02}" for a in range(allies)]
    capability = [f"c{c:03}" for c in range((products + 1) // 2)]
    gdp = {a: about(500_000.0, 20.0) for a in ally}
    held = {c: about(800.0, 8.0) for c in capability}
    soldiers = {a: gdp[a] / 12_000.0 for a in ally}
    money = 0.003 * years * sum(gdp.values()) / len(capability)
    rows: dict[str, list[dict[str, object]]] = {
        "allies": [
            {
                "ally": a, "name": a, "iso2": a[1:], "joined": 1949, "region": "Central", "currency": "USD",
                "population": gdp[a] * 20.0, "coastal": True, "armed_forces": True,
            }
            for a in ally
        ],
        "expenditure": [
            {
                "ally": a, "year": 2024, "member": True, "current": gdp[a] * 0.02, "gdp_current": gdp[a],
                "gdp_share": 2.0, "equipment_share": 25.0, "personnel_share": 35.0,
                "infrastructure_share": 5.0, "other_share": 35.0,
            }
            for a in ally
        ],
        "economy": [
            {"ally": a, "year": year, "gdp": gdp[a] * 1.015 ** (year - 2024)}
            for a in ally
            for year in range(FIRST_YEAR - 1, last + 1)
        ],
        "budgets": [
            {
                "ally": a, "gdp_share": 2.0, "equipment_share": 25.0,
                "programme_share": float(random.uniform(30.0, 60.0)), "operating_share": 20.0,
            }
            for a in ally
        ],
        "personnel": [{"ally": a, "year": 2024, "military": soldiers[a]} for a in ally],
        "deflators": [{"currency": "USD", "year": 2024, "index": 100.0}],
        "capabilities": [
            {
                "capability": c, "name": c, "domain": "land", "pledge_group": "forces", "unit": "unit",
                "lot": 1, "eligibility": "any", "priority": float(random.integers(1, 6)),
            }
            for c in capability
        ],
        "inventory": [
            {
                "ally": a, "capability": c, "as_of": 2025,
                "quantity": round(about(held[c], 2.0) * gdp[a] / sum(gdp.values())),
                "remaining_life": float(random.uniform(10.0, 30.0)) if random.random() < 0.5 else None,
            }
            for c in capability
            for a in ally
            if random.random() < 0.7
        ],
        "pledges": [
            {
                "pledge": f"more_{c}", "title": f"more of {c}", "kind": "multiple_of_baseline",
                "capability": c, "factor": float(random.uniform(1.5, 4.0)), "start_year": FIRST_YEAR - 1,
                "target_year": FIRST_YEAR + 2 * years // 3, "path": "linear",
            }
            for c in capability
        ] + [
            {
                "pledge": "core_spending", "title": "3.5 % of GDP", "kind": "gdp_share", "share": 3.5,
                "start_year": FIRST_YEAR - 1, "target_year": last, "path": "linear",
            }
        ],
        "learning": [{"learning_class": "any", "slope": 90.0, "theory": "unit", "floor": 60.0}],
        "materials": [
            _site(f"m{m}", "material", rate=about(2_000.0, 3.0), cost=about(0.5, 5.0), random=random)
            | {"unit": "pieces"}
            for m in range(MATERIALS)
        ],
        "workforce": [
            {
                "country": a, "trade": "fitter", "name": f"fitters in {a}", "workers": 4_000.0,
                "attrition": 8.0, "apprentices": 300.0, "intake_limit": 900.0, "training": 3,
                "training_cost": 0.05, "recruitment_limit": 100.0,
            }
            for a in ally[:COUNTRIES_SHORT_OF_FITTERS]
        ],
    }  # fmt: skip
    products_of = [(f"p{p:03}", capability[p // 2]) for p in range(products)]
    wanted = {c: 1.5 * held[c] for c in capability}
    rows["products"] = [
        {
            "product": p, "name": p, "capability": c, "yield": 1.0, "available_from": FIRST_YEAR,
            "learning_class": "any", "prior_quantity": about(300.0, 5.0),
        }
        for p, c in products_of
    ]  # fmt: skip
    rows["costs"] = [
        {
            "product": p, "element": element, "amount": amount, "currency": "USD", "price_year": 2024,
            "basis": "unit",
        }
        for p, c in products_of
        for price in [about(0.5 * money / wanted[c], 3.0)]
        for element, amount in (("procurement", price), ("operating", 0.03 * price))
    ]  # fmt: skip
    rows["lines"] = [
        _site(
            f"l{p}", "line", rate=about(wanted[c] / (2.0 * years), 2.0), cost=about(1.0, 10.0), random=random
        )
        | {
            "product": p,
            "country": ally[int(random.integers(allies))],
            "lead_time": int(random.integers(1, 4)),
        }
        for p, c in products_of
    ]
    rows["bills_of_materials"] = [
        {"product": p, "material": f"m{int(random.integers(MATERIALS))}", "quantity": about(1.0, 2.0)}
        for p, _ in products_of
        if random.random() < 0.3
    ]
    rows["labour"] = [
        {"site": line["line"], "trade": "fitter", "workers": about(2.0, 3.0)}
        for line in rows["lines"]
        if line["country"] in ally[:COUNTRIES_SHORT_OF_FITTERS]
    ]
    settings = SETTINGS.model_copy(update={"base_year": FIRST_YEAR, "horizon": last})
    tables = {name: _frame(rows.get(name, []), frame.schema) for name, frame in small_tables().items()}
    # the Alliance counts in US dollars; the rates of other currencies are there because a case has some
    tables |= {name: small_tables()[name] for name in ("sources", "exchange_rates")}
    return checked_case(settings, tables)


def _site(name: str, key: str, *, rate: float, cost: float, random: np.random.Generator) -> dict[str, object]:
    """Return a line or a material's works that can grow to five times its rate."""
    return {
        key: name, "name": name, "producer": "Firm", "country": "USA", "rate": rate, "ceiling": 5.0 * rate,
        "ramp": 25.0, "build_time": int(random.integers(1, 4)), "expansion_cost": cost,
    }  # fmt: skip


def _frame(rows: list[dict[str, object]], schema: pl.Schema) -> pl.DataFrame:
    """Return rows as a table of a schema, what they lack being null."""
    whole = [{name: (row | PROVENANCE).get(name) for name in schema} for row in rows]
    return pl.DataFrame(whole, schema=schema)
