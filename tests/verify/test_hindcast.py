"""The plan of 2022 beside what happened: nothing in it is later, errors add up, and the command tells."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import polars as pl
import pytest
from tests.documents import check_document, on_terminal
from typer.testing import CliRunner

import sinews
from sinews.case import Case, scenarios
from sinews.cli import app
from sinews.verify.hindcast import (
    CASES,
    NOT_COMPARED,
    Plans,
    Row,
    as_csv,
    as_markdown,
    compare,
    distributions,
    make_plans,
    page,
    read_outcomes,
)
from sinews.verify.hindcast.spending import happened, totals

ROOT = Path(__file__).parents[2]
FIRST = 2022


@pytest.fixture(scope="module")
def plans() -> Plans:
    return make_plans()


@pytest.fixture(scope="module")
def rows(plans: Plans) -> list[Row]:
    return compare(plans)


def row_of(rows: list[Row], key: str) -> Row:
    return next(row for row in rows if row.key == key)


def made_up(**changes: Any) -> Row:
    """A row whose plan of 2022 has half of what happened, and four fifths with the need known."""
    values: dict[str, Any] = {
        "key": "a", "quantity": "shells", "what": "Shells", "year": 2025, "seen": 50.0, "known": 80.0,
        "happened": 100.0, "unit": "a year", "basis": "output", "source": "nobody", "status": "published",
        "why": "made up", "ahead": 4,
    }  # fmt: skip
    return Row(**values | changes)


# The case of 2022


def test_the_case_is_of_2022_with_the_allies_and_pledges_of_then(plans: Plans) -> None:
    case = plans.seen.case
    assert case.settings.base_year == FIRST
    forces = dict(case["allies"].select("ally", "armed_forces").iter_rows())
    assert (forces["FIN"], forces["SWE"], forces["DEU"]) == (False, False, True)
    spending = case["pledges"].filter(pl.col("kind") == "gdp_share").drop_nulls("share")
    assert set(spending.select("ally", "share", "target_year").iter_rows()) == {
        (None, 2.0, 2024),
        ("ISL", 0.0, 2035),
    }


def test_it_is_no_scenario() -> None:
    assert not [name for name in scenarios() if "hindcast" in name]


def test_nothing_counted_or_given_after_2021_is_in_it(plans: Plans) -> None:
    case = plans.seen.case
    for table in ("expenditure", "personnel"):
        assert case[table]["year"].max() == FIRST - 1
    for table in ("commitments", "support_deliveries", "published_targets"):
        assert case[table].is_empty()
    assert set(case["pledges"]["start_year"]) <= {2014, FIRST - 1}
    assert set(case["published_requirements"]["start_year"]) == {FIRST - 1}
    announced = case["lines"].drop_nulls("announced_rate")
    assert announced["line"].to_list() == ["pac3_us"]


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_a_figure_of_a_later_source_says_of_which_time_it_is(folder: Path) -> None:
    """What the overlay brings in as published or derived is of a text of then, or says it is of then."""
    case, baseline = sinews.open_case(folder), sinews.open_case()
    published = dict(case["sources"].select("source", "year").iter_rows())
    seen = 0
    for name, frame in case.tables.items():
        if not {"source", "status", "note"} <= set(frame.columns):
            continue
        changed = frame.join(baseline[name], on=frame.columns, how="anti", nulls_equal=True)
        for row in changed.filter(pl.col("status").is_in(["published", "derived"])).iter_rows(named=True):
            seen += 1
            year = published[row["source"]]
            assert (year is not None and year < FIRST) or "a fact of" in row["note"], (name, row)
    assert seen > 40


# What happened, and the arithmetic


def test_every_outcome_has_a_source_and_a_reason_and_is_later() -> None:
    outcomes = read_outcomes()
    assert len({outcome.key for outcome in outcomes}) == len(outcomes) >= 16
    for outcome in outcomes:
        assert outcome.status in ("published", "derived")
        assert len(outcome.source.split(", ")) >= 3
        assert outcome.why
        assert FIRST <= outcome.year <= 2025


def test_errors_of_knowledge_and_of_the_model_add_up_by_hand() -> None:
    row = made_up()
    assert row.ratio == 0.5
    assert row.log_error == pytest.approx(-0.693147, abs=1e-6)
    assert row.knowledge_error == pytest.approx(-0.470004, abs=1e-6)  # ln(5/8)
    assert row.model_error == pytest.approx(-0.223144, abs=1e-6)  # ln(4/5)
    assert made_up(known=None).knowledge_error == row.log_error


def test_errors_spread_by_hand() -> None:
    found = distributions(
        [made_up(), made_up(seen=100.0, known=None), made_up(seen=1.0, counted=False), made_up(ahead=1)]
    )
    assert [(of.error, of.ahead, of.points) for of in found] == [
        ("whole", 1, 1), ("whole", 4, 2), ("model", 1, 1), ("model", 4, 1),
    ]  # fmt: skip
    # ln(1/2) and ln(1): mean -ln(2)/2, standard deviation ln(2)/sqrt(2)
    assert found[1].mean == pytest.approx(-math.log(2) / 2)
    assert found[1].spread == pytest.approx(math.log(2) / math.sqrt(2))
    assert found[0].spread is None


@dataclass
class Figures:
    """As much of a case as spending is taken from."""

    tables: dict[str, pl.DataFrame]

    @property
    def settings(self) -> Figures:
        return self

    @property
    def price_year(self) -> int:
        return 2024

    def __getitem__(self, name: str) -> pl.DataFrame:
        return self.tables[name]


def spent(*real_change: float | None) -> pl.DataFrame:
    """What an ally spent from 2022 to 2025 that gave 2 % of 1,000 in 2024, for its real changes."""
    case = Figures(
        {
            "economy": pl.DataFrame({"ally": ["A", "A"], "year": [2024, 2025], "gdp": [1000.0, 9999.0]}),
            "expenditure": pl.DataFrame(
                {
                    "ally": ["A"] * 4,
                    "year": [2022, 2023, 2024, 2025],
                    "real_change": real_change,
                    "gdp_share": [1.0, 1.6, 2.0, 2.0],
                    "equipment_share": [20.0, 20.0, 30.0, None],
                }
            ),
        }
    )
    return happened(cast(Case, case), FIRST)


def test_spending_follows_the_real_change_from_the_price_year_by_hand() -> None:
    found = spent(50.0, 60.0, 25.0, 10.0)
    # 2 % of 1,000 in 2024; a quarter more than in 2023, that 60 % more than in 2022; a tenth more in 2025
    assert found["core"].to_list() == pytest.approx([10.0, 16.0, 20.0, 22.0])
    assert found["gdp"].to_list() == pytest.approx([1000.0, 1000.0, 1000.0, 1100.0])


def test_no_spending_is_taken_from_a_broken_chain() -> None:
    assert spent(50.0, 60.0, 25.0, None)["year"].to_list() == [2022, 2023, 2024]
    assert spent(50.0, None, 25.0, 10.0).is_empty()


def test_a_sum_of_allies_weighs_shares_by_what_they_are_of() -> None:
    two = pl.DataFrame(
        {
            "ally": ["A", "B"],
            "year": [2024, 2024],
            "gdp": [1000.0, 3000.0],
            "core": [20.0, 30.0],
            "gdp_share": [2.0, 1.0],
            "equipment_share": [30.0, 20.0],
        }
    )
    (row,) = totals(two, "both").iter_rows()
    assert row == ("both", 2024, 4000.0, 50.0, 1.25, 24.0)  # 6 + 6 of 50
    unknown = two.with_columns(pl.Series("equipment_share", [30.0, None]))
    assert totals(unknown, "both")["equipment_share"].to_list() == [None]


# The plans


def test_lines_are_those_of_the_texts_and_grow_by_the_ramp(rows: list[Row]) -> None:
    shells = row_of(rows, "us155_2025")
    # 14,000 a month; two steps of 20 % after two years of building; 40,000 a month
    assert shells.seen == pytest.approx(14 * 12)
    assert shells.known == pytest.approx(14 * 12 * 1.4)
    assert shells.happened == 40 * 12
    assert row_of(rows, "pac3_2025").known == pytest.approx(500 + 0.15 * 350)
    assert row_of(rows, "gmlrs_2025").seen == pytest.approx(7500)
    assert row_of(rows, "req_brigades").ratio == pytest.approx(82 / 131)


def test_spending_of_2024_is_what_nato_says(rows: list[Row]) -> None:
    spent = row_of(rows, "defence_USA_2024")
    # 3.2054 % of the GDP of 2024, which is of the prices of 2024
    assert spent.happened == pytest.approx(28719.941557 * 0.032054, rel=1e-6)
    assert row_of(rows, "equipment_USA_2024").happened == pytest.approx(spent.happened * 0.298818, rel=1e-4)
    assert {row.year for row in rows if row.quantity == "equipment expenditure"} == {2022, 2023, 2024}
    # all but Iceland, Finland and Sweden
    assert (
        len([row for row in rows if row.key.startswith("defence_") and row.year == 2024 and row.counted])
        == 29
    )


def test_what_is_shipped_is_what_is_found(rows: list[Row]) -> None:
    errors = distributions(rows)
    shipped = (ROOT / "src/sinews/verify/data/hindcast_errors.csv").read_text(encoding="utf-8")
    there, here = (list(csv.DictReader(text.splitlines())) for text in (shipped, as_csv(errors)))
    names = ("quantity", "error", "ahead", "points")
    assert [[row[name] for name in names] for row in there] == [[row[name] for name in names] for row in here]
    for one, other in zip(there, here, strict=True):
        assert float(one["mean"]) == pytest.approx(float(other["mean"]), abs=0.02), one
    page = (ROOT / "docs/hindcast.md").read_text(encoding="utf-8")
    assert [line for line in page.splitlines() if line.startswith("#")] == [
        line for line in as_markdown(rows, errors).splitlines() if line.startswith("#")
    ]


def test_all_is_shown_in_every_medium(rows: list[Row], tmp_path: Path) -> None:
    document = page(rows, distributions(rows))
    check_document(document, tmp_path)
    text = " ".join(on_terminal(document).split())
    assert "HIMARS" in text
    for what in NOT_COMPARED:
        assert what in text


# The command


def test_the_command_tells_rows_and_distributions(monkeypatch: pytest.MonkeyPatch, plans: Plans) -> None:
    monkeypatch.setattr("sinews.verify.hindcast.make_plans", lambda _: plans)
    done = CliRunner().invoke(app, ["verify", "--hindcast", "--json"])
    assert done.exit_code == 0
    answer = json.loads(done.stdout)
    assert {"rows", "distributions", "not_compared", "limits"} == set(answer)
    for row in answer["rows"]:
        model = 0.0 if row["model_error"] is None else row["model_error"]
        assert row["knowledge_error"] + model == pytest.approx(math.log(row["seen"] / row["happened"]))
    assert {of["quantity"] for of in answer["distributions"]} == {
        "output of lines",
        "capacity claimed",
        "requirement",
        "defence expenditure",
        "equipment expenditure",
    }


def test_one_comparison_at_a_time() -> None:
    done = CliRunner().invoke(app, ["verify", "--hindcast", "--published"])
    assert done.exit_code == 2
    assert "one at a time" in done.output
