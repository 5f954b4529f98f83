"""The Sankey diagram of money: allies, pledge groups, producing countries."""

from __future__ import annotations

import polars as pl

from sinews.document import wording
from sinews.document.charts.sankey import sankey
from sinews.document.charts.style import CATEGORIES, FAINT, MUTED, Chart, styled
from sinews.document.wording import Prices

NAMED_ALLIES = 10
NAMED_COUNTRIES = 12


def money_sankey(flow: pl.DataFrame, allies: pl.DataFrame, prices: Prices) -> Chart:
    """Return a Sankey diagram of the money for equipment: who pays, for what, and where it is built.

    Parameters
    ----------
    flow
        As of `money_flow.money_flow`.
    allies
        The case's allies, for their names.
    prices
        Currency and price year of the money.
    """
    names = {**wording.COUNTRY_NAMES, **dict(allies.select("ally", "name").iter_rows())}
    total = float(flow["value"].sum())
    groups = _largest(flow, "pledge_group", len(CATEGORIES))
    payers, makers = _largest(flow, "ally", NAMED_ALLIES), _largest(flow, "country", NAMED_COUNTRIES)
    colours = dict(zip(groups, CATEGORIES, strict=False))
    ends = flow.select(
        payer=_or_others("ally", payers),
        group="pledge_group",
        maker=_or_others("country", makers),
        value="value",
    )
    nodes = pl.DataFrame(
        [
            *_end_nodes("payer", payers, flow["ally"].n_unique(), "allies", names),
            *(
                (f"group/{group}", wording.named(wording.GROUP_NAMES, group), 1, colours.get(group, FAINT))
                for group in groups
            ),
            *_end_nodes("maker", makers, flow["country"].n_unique(), "countries", names),
        ],
        schema={"node": pl.String, "label": pl.String, "layer": pl.Int64, "colour": pl.String},
        orient="row",
    )
    flows = pl.concat(
        [
            _between(ends, "payer", "group"),
            _between(ends, "group", "maker"),
        ]
    ).with_columns(colour=pl.col("group").replace_strict(colours, default=FAINT, return_dtype=pl.String))
    title = "Nothing is paid for equipment"
    if makers:
        largest = float(flow.filter(pl.col("country") == makers[0])["value"].sum()) / total
        title = (
            f"{prices.amount(total)} for equipment; the largest producer, "
            f"{names.get(makers[0], makers[0])}, builds {wording.share(largest)} of it"
        )
    chart = sankey(
        nodes,
        flows.select("origin", "destination", "value", "colour"),
        ["Who pays", "What for", "Where it is built"],
        lambda millions: f"{millions / 1000:,.0f}" if millions >= 9_500 else f"{millions / 1000:,.1f}",
    )
    return styled(
        chart,
        title,
        f"Payments for contracts, new orders and deliveries to Ukraine over the horizon, bn {prices.words}",
        f"Sankey diagram from allies through pledge groups to producing countries. {title}.",
    )


def _largest(flow: pl.DataFrame, column: str, most: int) -> list[str]:
    """Return the keys of a column, those with most money first, at most so many."""
    totals = flow.group_by(column, maintain_order=True).agg(pl.col("value").sum())
    return totals.sort("value", column, descending=[True, False])[column].head(most).to_list()


def _or_others(column: str, named: list[str]) -> pl.Expr:
    """Return a column in which keys that are not named are empty."""
    return pl.when(pl.col(column).is_in(named)).then(column).otherwise(pl.lit(""))


def _end_nodes(
    side: str, named: list[str], count: int, kind: str, names: dict[str, str]
) -> list[tuple[str, str, int, str]]:
    """Return the nodes of the first or the last layer, those without a name of their own together."""
    layer = 0 if side == "payer" else 2
    nodes = [(f"{side}/{key}", names.get(key, key), layer, MUTED) for key in named]
    if count > len(named):
        nodes.append((f"{side}/", f"{count - len(named)} other {kind}", layer, FAINT))
    return nodes


def _between(ends: pl.DataFrame, origin: str, destination: str) -> pl.DataFrame:
    """Return the flows between two layers, with their pledge group."""
    return (
        ends.group_by(
            origin=pl.format(f"{origin}/{{}}", origin),
            destination=pl.format(f"{destination}/{{}}", destination),
            group="group",
            maintain_order=True,
        )
        .agg(pl.col("value").sum())
        .select("origin", "destination", "value", "group")
    )
