"""What is at work in each year, and with what: shares of a material's output and of a trade's people."""

from __future__ import annotations

import polars as pl

from sinews.document import wording
from sinews.implementation import Plan
from sinews.present.topics.explain.explanation import Statement
from sinews.present.topics.explain.facts import divided, names_of, row_of, spans


def year_by_year(parts: pl.DataFrame) -> str:
    """Return in words what is taken in each year by whom; years that read alike are told together.

    Parameters
    ----------
    parts
        year, name, amount; rows of one name and year add up.
    """
    sums = parts.group_by("year", "name", maintain_order=True).agg(pl.col("amount").sum()).sort("year")
    shares = sums.group_by("year", maintain_order=True).agg("name", "amount")
    return _told(
        [(year, divided(list(zip(names, each, strict=True)))) for year, names, each in shares.iter_rows()]
    )


def _told(by_year: list[tuple[int, str]]) -> str:
    """Return years with the same words together, in the order of the first of them."""
    alike: dict[str, list[int]] = {}
    for year, words in by_year:
        alike.setdefault(words, []).append(year)
    return "; ".join(f"{spans(years)} {words}" for words, years in alike.items()) or "nobody"


def people_at_work(plan: Plan, country: str, trade: str) -> pl.DataFrame:
    """Return the people of a trade in a country by what they work on.

    Returns
    -------
    polars.DataFrame
        year, name (of the line or the material), amount (people), a row for each of them and year.
    """
    parts = []
    for table, key in (("lines", "line"), ("materials", "material")):
        sites = plan.case[table].filter(country=country).select("name", site=key)
        needed = plan.case["labour"].filter(trade=trade).select("site", "workers")
        parts.append(
            plan.tables[table]
            .select("year", "output", site=key)
            .join(sites, on="site", how="inner", maintain_order="left")
            .join(needed, on="site", how="inner", maintain_order="left")
            .select("year", "name", amount=pl.col("output") * pl.col("workers"))
        )
    return pl.concat(parts)


def trades_of(plan: Plan, table: str, site: str) -> list[Statement]:
    """Return who of each trade that a line or a material needs is at work in each year, and who learns it."""
    country = row_of(plan.case[table], **{table.removesuffix("s"): site})["country"]
    found = []
    for trade in plan.case["labour"].filter(site=site)["trade"]:
        pool = plan.tables["workforce"].filter(country=country, trade=trade)
        learners = pool.sort("year").select("year", "apprentices").iter_rows()
        name = row_of(plan.case["workforce"], country=country, trade=trade)["name"]
        at_work = year_by_year(people_at_work(plan, country, trade))
        start = _told([(year, wording.quantity(number)) for year, number in learners])
        found.append(Statement("Year by year", f"{name}, at work: {at_work}."))
        found.append(Statement("Year by year", f"{name}, apprentices who start: {start}."))
    return found


def use_by_year(plan: Plan, used: pl.DataFrame, unit: str) -> Statement:
    """Return what a material goes into in each year, from what `use_of` says."""
    products = names_of(plan.case, "products", "product")
    parts = used.select("year", name=pl.col("product").replace_strict(products), amount="used")
    return Statement("Year by year", f"Made for: {year_by_year(parts)} ({unit}).")
