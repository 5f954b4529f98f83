"""The size of a model is estimated before it is made, and refused above a setting that says what it needs."""

from __future__ import annotations

import re

import polars as pl
import pytest

import sinews
from sinews.case import CaseError, open_case, write_case
from sinews.enablers.air_defence.tables import told_size, weighted_sites
from tests.small_case import small_case


def test_a_plan_that_is_too_large_is_refused_and_says_what_it_needs() -> None:
    case = small_case().with_settings(most_memory=0.01)
    many = pl.concat(
        case["lines"].filter(pl.col("line") == "lorry_line").with_columns(line=pl.lit(f"lorry_line_{n}"))
        for n in range(200)
    )
    case = case.with_table("lines", pl.concat([case["lines"], many]))
    with pytest.raises(CaseError) as caught:
        sinews.plan(case)
    (problem,) = caught.value.problems
    # three allies, 203 lines and 3 capabilities, seven years
    assert "4,326 quantities: 3 allies, 203 lines, 3 capabilities, 7 years" in problem.value
    needed = re.search(r"set most_memory to ([\d.]+) or more", problem.remedy)
    assert needed is not None
    assert sinews.plan(case.with_settings(most_memory=float(needed[1]))).solution.status == "optimal"


def test_a_hundred_thousand_sites_tell_their_size_and_are_refused_above_the_setting() -> None:
    case = open_case()
    one = case["sites"].filter(pl.col("country") == "DEU").head(1)
    number = pl.int_range(100_000)
    sites = one.select(pl.all().repeat_by(100_000).explode()).with_columns(
        site=pl.format("s{}", number), latitude=40 + number / 10_000, longitude=number / 10_000
    )
    case = case.with_table("sites", pl.concat([case["sites"], sites.select(case["sites"].columns)]))
    told = told_size(case)
    assert "10,000,000 pairs near each other, thinned places" in told
    assert float(re.search(r"([\d.]+) GiB at most", told)[1]) <= 2.0  # type: ignore[index]
    assert re.search(r"about [\d,]+ minutes", told)
    small = case.with_settings(most_memory=0.5)
    with pytest.raises(CaseError, match=r"pairs of 1\d\d,\d\d\d sites.*set most_memory to 0\.\d+ or more"):
        weighted_sites(small)


def test_how_much_there_is_to_cover_is_told_beforehand() -> None:
    case = open_case()
    count = weighted_sites(case).height
    told = told_size(case)
    assert told.startswith(f"{count:,} sites, ")
    assert "minutes" not in told
    shifted = case["sites"].with_columns(site=pl.col("site") + "_2", latitude=pl.col("latitude") + 0.01)
    many = told_size(case.with_table("sites", pl.concat([case["sites"], *_copies(shifted, 4)])))
    pairs, minutes = (int(re.search(pattern, many)[1].replace(",", "")) for pattern in _SIZES)  # type: ignore[index]
    assert pairs > 4**2 * count
    assert 2 <= minutes < 120


_SIZES = (r"([\d,]+) pairs", r"about ([\d,]+) minutes")


def _copies(sites: pl.DataFrame, count: int) -> list[pl.DataFrame]:
    """Return sites again and again, each time a kilometre farther north."""
    return [
        sites.with_columns(site=pl.col("site") + f"_{n}", latitude=pl.col("latitude") + n / 100)
        for n in range(count)
    ]


def test_a_case_that_says_nothing_of_memory_is_the_case_that_it_was(tmp_path: object) -> None:
    case = small_case()
    assert case.with_settings(most_memory=8.0).hash == case.hash
    assert "most_memory" not in case.settings.model_dump()
    other = case.with_settings(most_memory=2.0)
    assert other.hash != case.hash
    written = open_case(write_case(other, f"{tmp_path}/case"))
    assert (written.hash, written.settings.most_memory) == (other.hash, 2.0)
