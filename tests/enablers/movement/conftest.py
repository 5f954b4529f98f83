"""The baseline, and a small theatre of two or three towns on it whose closure can be reckoned by hand."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest

from sinews.case import Case, held_by_alliance, holdings, open_case
from sinews.enablers.movement import under_regime

HOME, VIA, FRONT = "C_DE_hannover", "C_DE_berlin", "C_PL_warsaw"
Theatre = Callable[..., Case]


@pytest.fixture(scope="session")
def baseline() -> Case:
    # by the emergency scheme, under which lift and ways decide and not the notice at borders
    return under_regime(open_case(), "emergency")


@pytest.fixture(scope="session")
def held(baseline: Case) -> pl.DataFrame:
    return held_by_alliance(baseline, holdings(baseline).select("ally", "capability", "quantity"))


@pytest.fixture(scope="session")
def theatre(baseline: Case) -> Theatre:
    """Return a maker of cases: ways as (from, to, mode, km), trains a day on a line, and packages."""

    def make(
        ways: list[tuple[str, str, str, float]],
        packages: list[tuple[str, str, int, int]],
        trains: float = 3.0,
    ) -> Case:
        edges = baseline["land_edges"]
        rows = [
            dict.fromkeys(edges.columns)
            | {"from_node": u, "to_node": v, "mode": mode, "length": km}
            | {"countries": "DE>PL", "source": "sinews_assumption", "status": "assumed"}
            | {"note": "made up for a test"}
            for u, v, mode, km in ways
        ]
        first = baseline["force_packages"].head(1)
        wanted = [
            first.with_columns(
                force_package=pl.lit(key), formation=pl.lit(formation), origin=pl.lit(HOME),
                destination=pl.lit(FRONT), quantity=pl.lit(n, pl.Int64), required_day=pl.lit(day, pl.Int64),
            )
            for key, formation, n, day in packages
        ]  # fmt: skip
        classes = baseline["corridor_classes"].with_columns(
            capacity=pl.when(pl.col("kind") == "rail").then(trains).otherwise(pl.col("capacity"))
        )
        case = baseline.with_table("corridor_classes", classes)
        case = case.with_table("corridors", baseline["corridors"].clear())
        case = case.with_table("sea_edges", baseline["sea_edges"].clear())
        case = case.with_table("land_edges", pl.DataFrame(rows, schema=edges.schema))
        return case.with_table("force_packages", pl.concat(wanted).cast(first.schema))

    return make
