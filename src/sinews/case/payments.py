"""When a product is paid: the part of its price that falls due in each year before its delivery."""

from __future__ import annotations

import polars as pl

from sinews.case.case import Case


def payment_parts(case: Case) -> pl.DataFrame:
    """Return what part of a product's price falls due how many years before its delivery.

    The order is placed the line's lead time before the delivery. The parts at order and at delivery are
    those of the product's class in `payment_terms`; the rest falls due in equal parts in every year from the
    one to the other, both included.

    Returns
    -------
    polars.DataFrame
        line, ahead (years before the delivery, from 0 to the lead time), part (of the price, 0 to 1); the
        parts of a line add up to 1. Lines in the order of their table.
    """
    terms = case["payment_terms"].select("learning_class", "at_order", "at_delivery")
    return (
        case["lines"]
        .select("line", "product", "lead_time")
        .join(
            case["products"].select("product", "learning_class"),
            on="product",
            how="left",
            maintain_order="left",
        )
        .join(terms, on="learning_class", how="left", maintain_order="left")
        .with_columns(pl.col("at_order", "at_delivery").fill_null(0.0) / 100.0)
        .with_columns(ahead=pl.int_ranges(0, pl.col("lead_time") + 1))
        .explode("ahead")
        .with_columns(
            part=(1.0 - pl.col("at_order") - pl.col("at_delivery")) / (pl.col("lead_time") + 1)
            + pl.when(pl.col("ahead") == pl.col("lead_time")).then(pl.col("at_order")).otherwise(0.0)
            + pl.when(pl.col("ahead") == 0).then(pl.col("at_delivery")).otherwise(0.0)
        )
        .select("line", "ahead", "part")
    )
