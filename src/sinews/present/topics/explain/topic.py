"""The document of an explanation: its statements by stage, with a picture of the line or of the material."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import partial
from itertools import groupby

import polars as pl

from sinews.document import Block, Column, Document, Figure, Items, Section, Table, wording
from sinews.document.charts.sankey import sankey
from sinews.document.charts.style import CATEGORIES, FAINT, MUTED, Chart, styled
from sinews.implementation import Plan
from sinews.present.charts import line_gantt
from sinews.present.line_schedule import line_schedule
from sinews.present.topics.explain.explanation import Explanation
from sinews.present.topics.explain.facts import names_of
from sinews.present.topics.explain.material import use_of

NAMED_ALLIES = 9
REST = "other"
VERDICTS = ("Delivery", "Bottleneck", "Delay")
"""The stages whose last statement is the answer."""


def page(plan: Plan, found: Explanation) -> Document:
    """Return an explanation as a document."""
    settings, told = plan.case.settings, _sourced(plan, found)
    stages = groupby(told, key=lambda each: each[0])
    sections = [
        Section(f"stage-{place}", stage, (Items(tuple(words for _, words in statements)),))
        for place, (stage, statements) in enumerate(stages, 1)
    ]
    shown: tuple[Block, ...] = (*_pictures(plan, found), *_tables(plan, found))
    if shown:
        sections.append(Section("figures", "In figures", shown, aside=True))
    tables = {"ally": "allies", "capability": "capabilities", "line": "lines", "material": "materials"}
    subject = ", ".join(
        names_of(plan.case, tables[kind], kind)[key] if kind in tables else key
        for kind, key in found.subject.items()
    )
    verdict = [words for stage, words in told if stage in VERDICTS and not words.startswith("Bottleneck ")]
    return Document(
        "explanation",
        f"Explained: {'support to ' if 'support' in found.subject else ''}{subject}",
        f"Case “{settings.name}” · {settings.base_year}–{settings.horizon}",
        plan.case,
        None,
        verdict[-1:],
        sections,
        {
            **found.subject,
            "sentences": [each.text for each in found.statements],
            "statements": [asdict(each) for each in found.statements],
            "figures": found.figures,
        },
    )


def _tables(plan: Plan, found: Explanation) -> list[Table]:
    """Return what is ordered, and what is held or made in each year, of what is explained."""
    settings = plan.case.settings
    tables = {
        "orders": (
            f"Orders, m {settings.currency} in {settings.price_year} prices",
            (
                Column("name", "Product"),
                Column("order_year", "Ordered", "year"),
                Column("delivery_year", "Delivered", "year"),
                Column("quantity", "Quantity", "units"),
                Column("value", "Value, m", "m"),
            ),
        ),
        "stock": (
            "What is held and to be held, year by year",
            (
                Column("year", "Year", "year"),
                Column("opening", "At the start", "units"),
                Column("retired", "Retired", "units"),
                Column("given", "Given", "units", hint="to Ukraine"),
                Column("delivered", "Delivered", "units"),
                Column("closing", "At the end", "units", term="holding"),
                Column("target", "Target", "units", term="capability_target"),
                Column("shortfall", "Missing", "units", term="shortfall"),
            ),
        ),
        "output": (
            "What can be made and is made, year by year",
            (
                Column("year", "Year", "year"),
                Column("base", "There or announced", "units"),
                Column("expansion", "Added", "units"),
                Column("capacity", "Capacity", "units"),
                Column("output", "Output", "units"),
            ),
        ),
    }
    names = names_of(plan.case, "products", "product")
    made = []
    for key, (caption, columns) in tables.items():
        if key in found.figures:
            frame = found.figures[key]
            if "product" in frame.columns:
                frame = frame.with_columns(name=pl.col("product").replace_strict(names))
            made.append(Table(key, caption, frame, columns, empty="Nothing is ordered.", sortable=False))
    return made


def _sourced(plan: Plan, found: Explanation) -> list[tuple[str, str]]:
    """Return the stage and the text of each statement, with who published what it rests on, and when."""
    named = pl.concat_str("publisher", "year", separator=", ", ignore_nulls=True)
    sources = dict(plan.case["sources"].select("source", named.alias("named")).iter_rows())
    return [
        (each.stage, str(replace(each, source=sources.get(each.source, each.source))))
        for each in found.statements
    ]


def _pictures(plan: Plan, found: Explanation) -> list[Figure]:
    figures = []
    if "line" in found.subject:
        figures.append(
            Figure(
                "lines",
                "The line, and the others that provide the same capability",
                "The line, and the others that provide the same capability. What is pale stands idle: grey "
                "what was there or announced, blue what the plan adds by expansion.",
                plan.case["lines"],
                partial(_lines_of_its_capability, plan, found.subject["line"]),
            )
        )
    if "material" in found.subject:
        used = use_of(plan, found.subject["material"])
        figures.append(
            Figure(
                "use",
                "What the material is used for",
                "A ribbon is as wide as the quantity that it stands for, over all years of the plan.",
                used,
                partial(_use_of_a_material, plan, found.subject["material"]),
                empty="No delivery of the plan uses the material.",
            )
        )
    return figures


def _lines_of_its_capability(plan: Plan, line: str) -> Chart:
    """Return the picture of a line and of those that provide the same capability."""
    products = plan.case["products"].select("product", "capability")
    lines = plan.case["lines"].join(products, on="product", how="left", maintain_order="left")
    capability = lines.filter(line=line)["capability"][0]
    kin = lines.filter(capability=capability)["line"].implode()
    schedule = line_schedule(plan).filter(pl.col("line").is_in(kin))
    return line_gantt(schedule, plan.case["lines"], plan.paid_to_lines, most=lines.height)


def _use_of_a_material(plan: Plan, material: str) -> Chart:
    """Return the Sankey diagram of a material: products, capabilities, allies."""
    case = plan.case
    used = use_of(plan, material)
    facts = case["materials"].filter(material=material).row(0, named=True)
    allies = names_of(case, "allies", "ally") | {"": "Ukraine"}
    names = {
        "product": names_of(case, "products", "product"),
        "capability": names_of(case, "capabilities", "capability"),
        "ally": allies,
    }
    ranked = used.group_by("ally", maintain_order=True).agg(pl.col("used").sum())
    named = ranked.sort("used", "ally", descending=[True, False])["ally"].head(NAMED_ALLIES)
    used = used.with_columns(
        ally=pl.when(pl.col("ally").is_in(named.implode())).then("ally").otherwise(pl.lit(REST))
    )
    allies[REST] = f"{ranked.height - named.len()} others"
    nodes, colours = [], {}
    for layer, column in enumerate(("product", "capability", "ally")):
        totals = used.group_by(column, maintain_order=True).agg(pl.col("used").sum())
        order = totals.sort(pl.col(column) == REST, -pl.col("used"), column)[column]
        for place, key in enumerate(order):
            colour = CATEGORIES[place] if place < len(CATEGORIES) else FAINT
            if column == "capability":
                colours[key] = colour
            nodes.append(
                (f"{column}/{key}", names[column][key], layer, colour if column == "capability" else MUTED)
            )
    flows = [
        used.group_by(
            origin=pl.format(f"{left}/{{}}", left),
            destination=pl.format(f"{right}/{{}}", right),
            colour=pl.col("capability").replace_strict(colours, return_dtype=pl.String),
            maintain_order=True,
        ).agg(value=pl.col("used").sum())
        for left, right in (("product", "capability"), ("capability", "ally"))
    ]
    chart = sankey(
        pl.DataFrame(nodes, schema=["node", "label", "layer", "colour"], orient="row"),
        pl.concat(flows),
        ["Built into", "Provides", "For"],
        wording.quantity,
        thickness=260,
    )
    total = wording.quantity(float(used["used"].sum()))
    units, products = wording.plural(facts["unit"]), used["product"].n_unique()
    title = f"{facts['name']}: {total} {units} go into {products} products"
    return styled(
        chart,
        title,
        f"Used in all deliveries of the plan, {units}",
        f"Sankey diagram from products through capabilities to allies. {title}.",
    )
