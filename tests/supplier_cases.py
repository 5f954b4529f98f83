"""Random small cases with rules on suppliers of every kind, partners of lines, types known and announced."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import polars as pl

from sinews.case import Case
from sinews.case.supplier_words import FROM_WHOM
from tests.random_cases import ALLIES, random_case
from tests.scoped_case import with_rows
from tests.small_case import small_case_with_terms

CAPABILITIES = ("gbad_long", "gbad_short", "truck")
THINGS = ("all", "logistics", "missile", *CAPABILITIES, "sam_short", "long_line", "drone_line")
PLACES = ("USA", "DEU", "LVA", "east", "sam_short", "lorry_line")


RULED = ("inventory", "groups", "line_partners", "fleets", "types_announced", "supplier_rules")


def with_rules(case: Case, *rules: dict[str, Any], **tables: list[dict[str, Any]]) -> Case:
    """Return a case with rules on suppliers, numbered unless they have a key, and rows of other tables."""
    rows = [{"rule": f"rule_{n}", "basis": "made up"} | rule for n, rule in enumerate(rules)]
    return with_rows(case, supplier_rules=rows, **tables)


def ruled_case(seed: int) -> Case:
    """Return a random case with rules; no two say of the same orders from whom they may come."""
    random = np.random.default_rng([seed, 22])
    case = random_case(seed)
    lines = set(case["lines"]["line"])
    products = set(case["products"]["product"])
    things = [each for each in THINGS if each in lines | products or not each.endswith("_line")]
    places = [each for each in PLACES if each not in ("lorry_line",) or each in lines]
    countries = set(case["lines"]["country"]) | {"LVA", "DEU"}
    places = [each for each in places if each != "USA" or "USA" in countries]

    def pick(choices: Iterable[str]) -> str:
        return str(random.choice(list(choices)))

    rules: list[dict[str, Any]] = []
    said: set[tuple[str, str]] = set()
    for _ in range(int(random.integers(1, 7))):
        kind = pick(
            (*FROM_WHOM, "excluded", "preferred", "preferred", "least_domestic_share", "european_content")
        )
        rule: dict[str, Any] = {"who": pick(("all", "east", *ALLIES)), "what": pick(things), "kind": kind}
        if kind in FROM_WHOM:
            if (rule["who"], rule["what"]) in said:
                continue
            said.add((rule["who"], rule["what"]))
        if kind in ("excluded", "european_content") or random.random() < 0.4:
            rule["suppliers"] = pick(places)
        if kind in ("preferred", "least_domestic_share", "european_content"):
            rule["value"] = float(random.uniform(5.0, 90.0))
        if kind == "european_content":
            rule["part"] = float(random.uniform(5.0, 60.0))
        if random.random() < 0.4:
            rule["first_year"] = int(random.integers(2026, 2031))
            rule["last_year"] = int(random.integers(rule["first_year"], 2034))
        rules.append(rule)
    east = [{"group": "east", "name": "the east", "ally": ally} for ally in ("CZE", "LVA")]
    partner = {"line": "short_line", "country": pick(("CZE", "LVA")), "share": float(random.uniform(0, 100))}
    fleets = [
        {
            "ally": ally,
            "capability": "gbad_short",
            "type": "an older unit",
            "product": "sam_short",
            "active": 2.0,
        }
        for ally in ALLIES
        if random.random() < 0.4
    ]
    announced = [
        {"ally": ally, "capability": "gbad_long", "type": "a new unit", "product": "sam_long"}
        for ally in ALLIES
        if random.random() < 0.4
    ]
    # random cases are not checked: an order may be due before its product is there
    tables = small_case_with_terms().tables
    by_type = (pl.col("capability") == "gbad_short") & pl.col("ally").is_in([row["ally"] for row in fleets])
    known = Case(case.settings, {**tables, "inventory": case["inventory"].filter(~by_type)})
    ruled = with_rules(
        known, *rules, groups=east, line_partners=[partner], fleets=fleets, types_announced=announced
    )
    new = {name: ruled[name] for name in RULED}
    return Case(case.settings, {name: new.get(name, case[name]) for name in case.tables})
