"""A key material: who makes it, who uses how much of it, and what it holds back."""

from __future__ import annotations

from typing import Any

import polars as pl

from sinews.case import FULLY_MET
from sinews.document import wording
from sinews.implementation import Plan
from sinews.present.line_schedule import OTHERS
from sinews.present.topics.explain.explanation import Statement
from sinews.present.topics.explain.facts import country_name, divided, known, names_of, row_of, spans, stated
from sinews.present.topics.explain.wider import wider
from sinews.present.topics.explain.yearly import trades_of, use_by_year


def material(plan: Plan, key: str) -> tuple[dict[str, str], list[Statement], dict[str, Any]]:
    """Return what a material is called, who uses it and what binds, and the figures of that.

    Raises
    ------
    CaseError
        If the case has no such material.
    """
    case = plan.case
    key = known("materials", "material", key, names_of(case, "materials", "material"), "a key material")
    facts = row_of(case["materials"], material=key)
    output = plan.tables["materials"].filter(pl.col("material") == key).sort("year")
    used = use_of(plan, key)
    bottleneck, figures = wider(plan, "material", key)
    full = output.filter((pl.col("capacity") > 0) & (pl.col("output") >= FULLY_MET * pl.col("capacity")))
    added = max(output["expansion"].to_list())
    grown = "is not expanded" if added < 1e-6 else f"is expanded by {wording.quantity(added)} a year"
    bound = f"all of it is used in {spans(full['year'].to_list())}" if full.height else "it is never all used"
    products, capabilities = (
        names_of(case, "products", "product"),
        names_of(case, "capabilities", "capability"),
    )
    allies = names_of(case, "allies", "ally") | {"": "Ukraine", OTHERS: "others"}
    statements = [
        stated(
            "Material",
            f"{facts['name']} ({key}), {facts['producer']}, {country_name(case, facts['country'])}: "
            f"{wording.counted(facts['rate'], facts['unit'])} a year today, at most "
            f"{wording.quantity(facts['ceiling'])}.",
            facts,
        ),
        Statement(
            "Capacity",
            f"It {grown}, to {wording.counted(output['capacity'][-1], facts['unit'])} in "
            f"{output['year'][-1]}; {bound}.",
        ),
        *(
            Statement(
                "Use",
                f"{words}: {divided([(names[each], value) for each, value in _sums(used, column)])} "
                f"({wording.plural(facts['unit'])}, all years).",
            )
            for words, column, names in (
                ("By product", "product", products),
                ("By capability", "capability", capabilities),
                ("By ally", "ally", allies),
            )
        ),
        use_by_year(plan, used, facts["unit"]),
        *trades_of(plan, "materials", key),
        *bottleneck,
    ]
    return (
        {"material": key},
        statements,
        {
            "material": facts,
            "output": output,
            "use": used,
            **figures,
        },
    )


def use_of(plan: Plan, key: str) -> pl.DataFrame:
    """Return what deliveries take of a material.

    Returns
    -------
    polars.DataFrame
        ally (``""`` for what goes to Ukraine, ``"others"`` outside the Alliance), product, capability,
        year, used (units of the material).
    """
    bills = plan.case["bills_of_materials"].filter(material=key).select("product", each="quantity")
    products = plan.case["products"].select("product", "capability")
    lines = plan.case["lines"].select("line", "product")
    to_allies = plan.deliveries.select(
        "ally", "product", "year", quantity=pl.col("ordered") + pl.col("contracted")
    )
    to_ukraine = (
        plan.tables["support"]
        .filter(origin="line")
        .join(lines, left_on="key", right_on="line", how="left")
        .select("product", "year", "quantity", ally=pl.lit(""))
        .select("ally", "product", "year", "quantity")
    )
    to_others = plan.tables["lines"].select(
        pl.lit(OTHERS).alias("ally"), "product", "year", quantity="others"
    )
    return (
        pl.concat([to_allies, to_ukraine, to_others.filter(pl.col("quantity") > 0)])
        .join(bills, on="product", how="inner", maintain_order="left")
        .join(products, on="product", how="left", maintain_order="left")
        .group_by("ally", "product", "capability", "year", maintain_order=True)
        .agg(used=(pl.col("quantity") * pl.col("each")).sum())
    )


def _sums(used: pl.DataFrame, column: str) -> list[tuple[str, float]]:
    return list(used.group_by(column, maintain_order=True).agg(pl.col("used").sum()).iter_rows())
