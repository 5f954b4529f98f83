"""Restricted sources: told where a case is opened, left out of exports unless asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from tests.small_case import small_case

from sinews.case import (
    Case,
    CaseError,
    open_case,
    restricted_rows,
    told_restricted,
    without_restricted,
    write_case,
    write_workbook,
)


@pytest.fixture
def secret() -> Case:
    """The small case with two holdings and a cost from a restricted source."""
    case = small_case()
    source = pl.DataFrame([{"source": "staff", "title": "a paper of the staff", "publisher": "staff",
                            "visibility": "restricted"}])  # fmt: skip
    german = pl.when(pl.col("ally") == "DEU").then(pl.lit("staff")).otherwise(pl.col("source"))
    dear = pl.when(pl.col("amount") == 900).then(pl.lit("staff")).otherwise(pl.col("source"))
    return case.with_tables(
        {
            "sources": pl.concat([case["sources"], source], how="diagonal"),
            "inventory": case["inventory"].with_columns(source=german),
            "costs": case["costs"].with_columns(source=dear),
        }
    )


def test_restricted_rows_are_counted_and_told(secret: Case) -> None:
    assert restricted_rows(secret).rows() == [("inventory", "staff", 3), ("costs", "staff", 1)]
    assert told_restricted(secret) == "4 rows rest on restricted sources (staff), in inventory, costs"
    assert told_restricted(small_case()) == ""


def test_what_is_passed_on_has_neither_the_rows_nor_the_source(secret: Case) -> None:
    public = without_restricted(secret)
    assert set(public["inventory"]["ally"]) == {"CZE", "LVA"}
    assert 900.0 not in public["costs"]["amount"].to_list()
    assert public["sources"]["source"].to_list() == ["test"]
    assert public["economy"].equals(secret["economy"])


def test_only_two_words_say_who_may_see(secret: Case) -> None:
    with pytest.raises(CaseError, match="expected one of public, restricted"):
        secret.with_value("sources", "staff", visibility="secret")


@pytest.mark.parametrize("suffix", ["", ".xlsx"])
def test_the_source_keeps_its_visibility(suffix: str, secret: Case, tmp_path: Path) -> None:
    write = write_workbook if suffix else write_case
    assert open_case(write(secret, tmp_path / f"case{suffix}")).hash == secret.hash


def test_an_older_case_without_the_column_reads_as_public(tmp_path: Path) -> None:
    folder = write_case(small_case(), tmp_path / "case")
    sources = folder / "sources.csv"
    sources.write_text(
        sources.read_text().replace(",visibility", "").replace("low,", "low"), encoding="utf-8"
    )
    assert open_case(folder).hash == small_case().hash


def test_an_export_leaves_them_out_and_says_so(secret: Case, tmp_path: Path) -> None:
    def export(*words: str) -> str:
        command = [sys.executable, "-m", "sinews", "case", "export", str(tmp_path / "case"), *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stderr

    write_case(secret, tmp_path / "case")
    told = export(str(tmp_path / "public"))
    assert "Left out: 4 rows rest on restricted sources (staff), in inventory, costs" in told
    assert "staff" not in "".join(path.read_text() for path in (tmp_path / "public").glob("*.csv"))
    told = export(str(tmp_path / "all"), "--restricted")
    assert "what is made of this case carries them" in told
    assert "Left out" not in told
    assert open_case(tmp_path / "all").hash == secret.hash


def test_pages_of_a_plan_are_left_out_and_said_to_be(secret: Case, tmp_path: Path) -> None:
    def run(*words: str) -> str:
        command = [sys.executable, "-m", "sinews", *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode in (0, 1), done.stderr
        return done.stderr

    write_case(secret, tmp_path / "case")
    plan = tmp_path / "plan"
    told = run("plan", str(tmp_path / "case"), "--out", str(plan))
    assert "Left out: report.html. 4 rows rest on restricted sources (staff)" in told
    assert not (plan / "report.html").exists()
    assert "Left out: " in run("brief", str(plan), "--no-pdf", "--out", str(tmp_path / "pages"))
    assert not (tmp_path / "pages").exists()
    told = run("brief", str(plan), "--no-pdf", "--out", str(tmp_path / "pages"), "--restricted")
    assert "carries what follows from it: 4 rows" in told
    assert (tmp_path / "pages").exists()
