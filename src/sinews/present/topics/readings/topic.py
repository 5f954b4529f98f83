"""The document of `sinews readings`: the plan under each reading of the public texts, and what stands."""

from __future__ import annotations

import polars as pl

from sinews.case import Case, scope_name
from sinews.document import Column, Document, Note, Section, Table, wording
from sinews.readings import Readings, standing

TITLE = "What hangs on our readings"
KEYS = ["question", "reading"]


def page(case: Case, found: Readings) -> Document:
    """Return the answer as a document."""
    settings, told = case.settings, sentences(case, found)
    rows = [
        row | {"added": dict(added.iter_rows())}
        for row, added in (
            (row, found.added.filter(**{key: row[key] for key in KEYS}).select("capability", "added"))
            for row in found.headlines.to_dicts()
        )
    ]
    note = (
        "A star marks the case's own reading; each changes one thing alone. Money over the years of the "
        "plan. Others' part: what allies whom most pledges do not bind bear of the life-cycle cost of "
        "all that is added. Met: of the capabilities that must grow."
    )
    each = tables(case, found)
    return Document(
        "readings",
        TITLE,
        f"Case “{settings.name}” · {settings.base_year}–{settings.horizon} · money in {settings.currency} at "
        f"constant {settings.price_year} prices and exchange rates",
        case,
        None,
        told,
        (
            *(Section(table.key, table.caption, (table,)) for table in each),
            Section("notes", "How to read it", (Note(note, "note"),)),
        ),
        {"scope": found.scope, "rows": rows, "standing": standing(found), "sentences": told},
    )


def tables(case: Case, found: Readings) -> list[Table]:
    """Return a table for each question: what is added, what it costs and what is met under each reading."""
    names = dict(case["capabilities"].select("capability", "name").iter_rows())
    bound = scope_name(case, found.scope) if found.scope else ""
    added = found.added.pivot("capability", index=KEYS, values="added", maintain_order=True)
    rows = found.headlines.join(added, on=KEYS, how="left", maintain_order="left").with_columns(
        marked=pl.when("planned").then(pl.format("* {}", "reading")).otherwise("reading"),
        of=pl.format("{} of {}", "met", "growing"),
    )
    made = []
    for place, (_, of) in enumerate(rows.group_by("question", maintain_order=True), 1):
        same = {each: of[each].n_unique() == 1 for each in added.columns if each not in KEYS}
        columns = (
            Column("marked", "Reading"),
            Column("cost", "Cost, bn", "bn", status="estimated"),
            Column("scope_cost", f"of it {bound}", "bn", status="estimated"),
            Column("outside_share", "Others' part", "share", status="estimated"),
            Column("of", "Met", "key", term="met"),
            *(Column(each, f"{names[each]} added", "units", wide_only=alone) for each, alone in same.items()),
            Column("bottleneck", "Tightest bottleneck", wide_only=True),
        )
        shown = (each for each in columns if bound or each.name not in {"scope_cost", "outside_share"})
        made.append(Table(f"question-{place}", of["question"][0], of, tuple(shown), sortable=False))
    return made


def sentences(case: Case, found: Readings) -> list[str]:
    """Return what stands under all readings and what hangs on them, in sentences."""
    rows, names = found.headlines, dict(case["capabilities"].select("capability", "name").iter_rows())
    own = rows.filter("planned")["cost"][0]
    apart = rows.with_columns(apart=(pl.col("cost").max() - pl.col("cost").min()).over("question")).sort(
        "apart", "question", descending=[True, False]
    )
    widest = apart.filter(pl.col("question") == apart["question"][0])
    stands = standing(found)
    prices = wording.Prices(case.settings.currency, case.settings.price_year)
    told = [
        f"Under our readings the plan costs {prices.amount(own)}; under the others between "
        f"{prices.amount(rows['cost'].min())} and {prices.amount(rows['cost'].max())}.",  # type: ignore[arg-type]
        f"Most hangs on the question “{widest['question'][0]}”: "
        + wording.listed(
            [
                f"{reading} {prices.amount(cost)}"
                for reading, cost in widest.select("reading", "cost").iter_rows()
            ]
        )
        + ".",
        f"{len(stands['always'])} capabilities that must grow are met under every reading"
        + (
            f"; never met is {wording.listed([wording.lower(names[each]) for each in stands['never']])}."
            if stands["never"]
            else "."
        ),
    ]
    first = rows["bottleneck"].mode(maintain_order=True)[0]
    held = int((rows["bottleneck"] == first).sum())
    if first:
        told.append(f"The tightest bottleneck is {first} under {held} of {rows.height} readings.")
    return told
