"""Air and missile defence of very many sites: thinned places, greedy search, and bounds that hold for all."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from sinews.case import Case, holdings, open_case, write_case
from sinews.enablers.air_defence import cover, marginal_curve, weighted_sites
from sinews.enablers.air_defence import coverage as coverage_module
from sinews.enablers.air_defence import discs as discs_module
from sinews.enablers.air_defence import fewest as fewest_module
from sinews.enablers.air_defence.discs import candidates_within
from sinews.enablers.air_defence.fewest import fewest_units
from sinews.engines.great_circle import great_circles

AREA = ("BEL", "DEU", "DNK", "NLD", "POL")
"""Allies whose sites are few enough for the exact search to be quick."""


def sites(count: int, seed: int = 1) -> pl.DataFrame:
    """Return so many made-up sites of three countries, in clusters."""
    random = np.random.default_rng(seed)
    middle = random.uniform((44, 0), (56, 24), (20, 2))
    place = middle[random.integers(0, 20, count)] + random.normal(0, 0.7, (count, 2))
    return pl.DataFrame(
        {
            "site": [f"s{number}" for number in range(count)],
            "country": np.array(["DEU", "FRA", "POL"])[np.digitize(place[:, 1], (8, 16))],
            "latitude": place[:, 0],
            "longitude": place[:, 1],
            "weight": random.uniform(1, 20, count),
        }
    )


@pytest.mark.parametrize("entries", [10_000_000, 3_000])
def test_discs_hold_the_sites_within_the_radius_and_wide_ones_those_of_all_it_stands_for(
    entries: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discs_module, "ENTRIES", entries)
    monkeypatch.setattr(discs_module, "PAIRS", 700)
    all_sites = sites(400)
    group = np.unique(all_sites["country"].to_numpy(), return_inverse=True)[1]
    found = candidates_within(all_sites, 90.0, np.array([4, 4, 4]), group)
    points = all_sites.select("latitude", "longitude").to_numpy()
    near = great_circles(points, points) <= 90.0
    count = found.group.size
    assert (count == 400) == (entries > 400**2)
    discs = [frozenset(found.reach.of(candidate).tolist()) for candidate in range(count)]
    places = {frozenset(np.flatnonzero(near[site]).tolist()) for site in range(400)}
    assert set(discs) <= places
    wide = [set(found.wide.of(candidate).tolist()) for candidate in range(count)]
    # the disc of every place of all lies in a wide one of its own group
    for site in range(400):
        reached = set(np.flatnonzero(near[site]).tolist())
        assert any(reached <= each for each, of in zip(wide, found.group, strict=True) if of == group[site])


@pytest.fixture
def greedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every number of sites counts as large."""
    for module in (coverage_module, fewest_module):
        monkeypatch.setattr(module, "is_large", lambda _: True)


@pytest.fixture(scope="module")
def baseline() -> Case:
    """The baseline case."""
    return open_case()


@pytest.fixture(scope="module")
def exact(baseline: Case) -> dict[str, float]:
    """What the exact search finds for a part of the baseline."""
    held = holdings(baseline).select("ally", "capability", "quantity")
    return {
        "pooled": cover(baseline, held, area=AREA).index,
        "even": cover(baseline, held, "even", area=AREA).least,
    }


@pytest.mark.usefixtures("greedy")
def test_the_greedy_search_and_its_bound_lie_on_either_side_of_the_exact_one(
    baseline: Case, exact: dict[str, float]
) -> None:
    held = holdings(baseline).select("ally", "capability", "quantity")
    pooled, even = (cover(baseline, held, how, area=AREA) for how in ("pooled", "even"))
    assert 0.93 * exact["pooled"] <= pooled.index <= exact["pooled"] / (1 - 0.01)
    assert pooled.index / (1 - pooled.gap) >= exact["pooled"]
    assert even.least / (1 - even.gap) >= exact["even"]
    assert even.least >= 0.8 * exact["even"]
    whole = cover(baseline, held)
    assert cover(baseline, held, "national").index <= whole.index
    curve = marginal_curve(baseline, held, (1.0, 2.0))
    assert curve["index"][0] == pytest.approx(whole.index)
    assert curve["index"][1] > whole.index


@pytest.mark.parametrize(("radius", "share"), [(200.0, 0.5), (70.0, 0.8), (25.0, 0.4), (5.0, 0.6)])
def test_the_fewest_units_lie_between_the_bound_and_the_greedy_ones(
    baseline: Case, radius: float, share: float, request: pytest.FixtureRequest
) -> None:
    sites = weighted_sites(baseline, AREA)
    fewest = fewest_units(sites)(radius, share)
    request.getfixturevalue("greedy")
    found = fewest_units(sites)(radius, share)
    assert found.bound <= round(fewest.cost)
    assert round(fewest.bound) <= found.cost <= 1.1 * fewest.cost + 1


def hundred_thousand() -> Case:
    """Return the baseline with 100,000 sites more, over all of Europe."""
    case, random = open_case(), np.random.default_rng(7)
    cities = case["sites"].filter(pl.col("country").is_in(weighted_sites(case)["country"].unique().to_list()))
    chosen = cities[random.integers(0, cities.height, 100_000)]
    move = random.normal(0.0, 0.8, (100_000, 2))
    more = chosen.with_columns(
        site=pl.format("s{}", pl.int_range(100_000)),
        latitude=(pl.col("latitude") + pl.Series(move[:, 0])).round(4),
        longitude=(pl.col("longitude") + pl.Series(move[:, 1])).round(4),
    )
    return case.with_table("sites", pl.concat([case["sites"], more]))


@pytest.mark.skipif(not os.environ.get("SINEWS_TEST_ALL"), reason="takes minutes: SINEWS_TEST_ALL=1")
def test_a_hundred_thousand_sites_are_covered_within_two_gibibytes(tmp_path: Path) -> None:
    folder = write_case(hundred_thousand(), tmp_path / "case")
    measured = """
import resource, sys
from sinews.__main__ import start
try:
    start()
finally:
    print("KiB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", measured, "airdefence", str(folder), "--json"],
        capture_output=True, text=True, check=False, timeout=3_600,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    assert re.search(r"about \d+ minutes", done.stderr)
    assert int(done.stderr.split("KiB ")[1].split()[0]) < 2 * 2**20
