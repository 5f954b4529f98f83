"""Random cases: the small one with other money, industry, people, terms and pledges."""

from __future__ import annotations

import numpy as np
import polars as pl

from sinews.case import Case
from tests.small_case import SETTINGS, small_case, small_case_with_terms

ALLIES = ("DEU", "CZE", "LVA")


class Changes:
    """Tables of a case, and values put into their rows."""

    def __init__(self, case: Case) -> None:
        self.tables = {name: case[name] for name in case.tables}

    def put(self, table: str, key: dict[str, str], **values: float | str | None) -> None:
        frame = self.tables[table]
        here = pl.all_horizontal([pl.col(name) == value for name, value in key.items()])
        self.tables[table] = frame.with_columns(
            pl.when(here).then(pl.lit(value, frame.schema[name])).otherwise(pl.col(name)).alias(name)
            for name, value in values.items()
        )


def random_case(seed: int) -> Case:
    """Return a sound case; those of even seeds have terms of money and contracts."""
    random = np.random.default_rng(seed)

    def about(value: float, spread: float = 3.0) -> float:
        return float(value * np.exp(random.uniform(-1.0, 1.0) * np.log(spread)))

    changes = Changes(small_case() if seed % 2 else small_case_with_terms())
    for ally in ALLIES:
        changes.put(
            "budgets",
            {"ally": ally},
            programme_share=float(random.uniform(0.0, 100.0)),
            operating_share=float(random.uniform(0.0, 60.0)),
        )
        changes.put(
            "fiscal_rules",
            {"ally": ally},
            carry_over=float(random.uniform(0.0, 100.0)),
            borrowing=float(random.uniform(0.0, 50.0)),
            interest=float(random.uniform(0.0, 10.0)),
        )
    for given in changes.tables["lines"].to_dicts():
        rate = about(given["rate"]) if given["rate"] else float(random.choice([0.0, 3.0]))
        announced = bool(random.integers(2))
        changes.put(
            "lines",
            {"line": given["line"]},
            country="DEU" if given["line"] == "short_line" else str(random.choice([*ALLIES, "USA"])),
            rate=rate,
            announced_rate=about(rate or 2.0, 2.0) if announced else None,
            announced_year=int(random.integers(2026, 2033)) if announced else None,
            ceiling=(rate or 2.0) * float(random.uniform(2.0, 6.0)),
            ramp=float(random.uniform(5.0, 60.0)),
            build_time=int(random.integers(0, 5)),
            lead_time=int(random.integers(0, 5)),
            expansion_cost=about(given["expansion_cost"], 10.0),
        )
    changes.put(
        "materials",
        {"material": "motor"},
        rate=float(random.uniform(2.0, 40.0)),
        build_time=int(random.integers(0, 4)),
        expansion_cost=about(20.0, 10.0),
    )
    changes.put(
        "workforce",
        {"country": "DEU", "trade": "fitter"},
        workers=float(random.uniform(30.0, 90.0)),
        attrition=float(random.uniform(0.0, 20.0)),
        apprentices=float(random.uniform(0.0, 9.0)),
        intake_limit=float(random.uniform(10.0, 60.0)),
        training=int(random.integers(0, 4)),
        training_cost=about(60.0, 10.0),
        recruitment_limit=float(random.uniform(0.0, 6.0)),
    )
    for learning_class in ("missile", "vehicle"):
        here = {"learning_class": learning_class}
        at_order = float(random.uniform(0.0, 60.0))
        changes.put(
            "payment_terms", here, at_order=at_order, at_delivery=float(random.uniform(0.0, 100.0 - at_order))
        )
        changes.put("price_growth", here, rate=float(random.uniform(-2.0, 5.0)))
        changes.put("rate_effects", here, slope=float(random.uniform(85.0, 100.0)))
        changes.put(
            "sustaining_rates",
            here,
            rate=float(random.uniform(0.0, 100.0)),
            idle_cost=float(random.uniform(0.0, 60.0)),
        )
    changes.put("programmes", {"product": "sam_short"}, fixed_cost=about(200.0, 10.0))
    changes.put("novel_products", {"product": "drone"}, maturity=float(random.uniform(0.0, 100.0)))
    changes.put("resilience_funds", {"fund": "factories"}, share=float(random.uniform(0.0, 10.0)))
    changes.put("pledges", {"pledge": "amd_increase"}, factor=float(random.uniform(1.5, 8.0)))
    changes.put("pledges", {"pledge": "truck_level"}, level=float(random.uniform(6.0, 60.0)))
    changes.put("contracts", {"ally": "DEU", "line": "long_line"}, quantity=float(random.uniform(0.0, 4.0)))
    changes.put(
        "contracts",
        {"ally": "LVA", "line": "short_line"},
        quantity=float(random.uniform(1.0, 15.0)),
        last_year=2029,
    )
    changes.put(
        "inventory", {"ally": "DEU", "capability": "truck"}, remaining_life=float(random.uniform(3.0, 30.0))
    )
    changes.put("products", {"product": "sam_long"}, available_from=int(random.integers(2024, 2030)))
    changes.put("capabilities", {"capability": "gbad_short"}, priority=float(random.uniform(0.5, 5.0)))
    rate = float(random.choice([0.0, 0.03, 0.1]))
    for given in changes.tables["expansion_steps"].to_dicts():
        changes.put("expansion_steps", {"site": given["site"]}, step=about(given["step"], 4.0))
    return Case(SETTINGS.model_copy(update={"discount_rate": rate}), changes.tables)
