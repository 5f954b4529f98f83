"""Constraints that a case or a file names: data in a case, code from installed packages and files only."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import sinews
from sinews import registry
from sinews.case import Case, CaseError, changes, open_case, write_case, write_workbook
from sinews.implementation import open_plan, read_constraints
from sinews.verify.plan import unchecked, violations
from tests.small_case import small_case_with_terms, write_small_case

FAMILY = Path(__file__).parent / "families" / "least_share.py"
NAMED = """
[[constraints]]
family = "least_share"
capability = "gbad_short"
countries = ["LVA"]
share = 0.8
"""


@pytest.fixture
def _installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Install a package that offers the family, as pip would lay it out."""
    site = tmp_path / "site"
    metadata = site / "least_shares-1.2.dist-info"
    metadata.mkdir(parents=True)
    shutil.copy(FAMILY, site / "least_shares.py")
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: least-shares\nVersion: 1.2\n")
    (metadata / "RECORD").write_text("least_shares.py,,\n")
    (metadata / "top_level.txt").write_text("least_shares\n")
    (metadata / "entry_points.txt").write_text(
        "[sinews.constraints]\nleast_share = least_shares:LeastShare\n"
    )
    monkeypatch.syspath_prepend(site)
    registry.found.cache_clear()
    yield
    registry.found.cache_clear()
    sys.modules.pop("least_shares", None)


def folder_with(tmp_path: Path, text: str) -> Path:
    """Write the small case with terms and with more in its ``case.toml``."""
    folder = tmp_path / "case"
    write_case(small_case_with_terms(), folder)
    with (folder / "case.toml").open("a", encoding="utf-8") as file:
        file.write(text)
    return folder


@pytest.mark.usefixtures("_installed")
def test_a_case_names_what_a_package_offers(tmp_path: Path) -> None:
    case = open_case(folder_with(tmp_path, NAMED))
    plan = sinews.plan(case)
    assert violations(plan)["least_share"] == []
    given = sinews.plan(small_case_with_terms(), constraints=read_constraints(FAMILY))
    assert plan.orders.equals(given.orders)
    (taken,) = plan.constraints
    assert taken.fields == {"capability": "gbad_short", "countries": ["LVA"], "share": 0.8}
    assert taken.origin == {"package": "least-shares", "version": "1.2"}


@pytest.mark.usefixtures("_installed")
def test_the_hash_covers_constraints_and_they_are_written_and_read_back(tmp_path: Path) -> None:
    case = open_case(folder_with(tmp_path, NAMED))
    bare = small_case_with_terms()
    assert case.hash != bare.hash
    assert "constraints" not in bare.settings.model_dump()
    other = case.with_settings(constraints=[{**case.settings.model_dump()["constraints"][0], "share": 0.7}])
    assert len({bare.hash, case.hash, other.hash}) == 3
    write_case(case, tmp_path / "again")
    assert open_case(tmp_path / "again").hash == case.hash
    write_workbook(case, tmp_path / "case.xlsx")
    assert open_case(tmp_path / "case.xlsx").hash == case.hash
    assert changes(bare, case)["column"].to_list() == ["constraints"]


def problems_of(folder: Path) -> set[tuple[str, str]]:
    """Return column and value of all problems that a case has."""
    with pytest.raises(CaseError) as raised:
        open_case(folder)
    return {(problem.column, problem.value) for problem in raised.value.problems}


def test_what_nobody_has_installed_is_refused_by_name(tmp_path: Path) -> None:
    registry.found.cache_clear()
    folder = folder_with(tmp_path, NAMED)
    assert problems_of(folder) == {("constraints.family", "least_share")}
    with pytest.raises(CaseError, match="one of your own goes by --constraints FILE"):
        open_case(folder)


@pytest.mark.usefixtures("_installed")
def test_wrong_fields_are_all_named(tmp_path: Path) -> None:
    text = NAMED.replace("share = 0.8", 'share = "most"\nshares = 3').replace("capability =", "capabilty =")
    found = problems_of(folder_with(tmp_path, text))
    assert ("constraints.least_share.share", "most") in found
    assert ("constraints.least_share.shares", "3") in found
    assert ("constraints.least_share.capabilty", "gbad_short") in found
    assert ("constraints.least_share.capability", "") in found


@pytest.mark.parametrize(
    "text",
    [
        "[[constraints]]\nshare = 0.8\n",
        '[[constraints]]\nfamily = "least_share"\nshare = {a = 1}\n',
        '[[constraints]]\nfamily = "least_share"\n"a share" = 1\n',
        "constraints = 3\n",
    ],
)
def test_what_is_no_list_of_families_with_plain_fields_is_refused(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "case"
    write_case(small_case_with_terms(), folder)
    with (folder / "case.toml").open("a", encoding="utf-8") as file:
        file.write(text)
    assert all(column.startswith("constraints") for column, _ in problems_of(folder))


def test_two_packages_that_offer_one_name_are_both_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "other"):
        metadata = tmp_path / f"{name}-1.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
        (metadata / "entry_points.txt").write_text("[sinews.constraints]\nleast_share = json:dumps\n")
    monkeypatch.syspath_prepend(tmp_path)
    registry.found.cache_clear()
    try:
        with pytest.raises(registry.RegistryError, match=r"two packages, (one and other|other and one)"):
            registry.found("constraints")
    finally:
        registry.found.cache_clear()


def sinews_with(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command line."""
    call = [sys.executable, "-m", "sinews", *map(str, arguments)]
    return subprocess.run(call, capture_output=True, text=True, check=False)


def test_a_file_of_ones_own_and_what_the_plan_folder_keeps_of_it(tmp_path: Path) -> None:
    case = tmp_path / "case"
    write_case(small_case_with_terms(), case)
    out = tmp_path / "plan"
    made = sinews_with("plan", case, "--constraints", FAMILY, "--out", out)
    assert made.returncode == 0, made.stderr
    (kept,) = json.loads((out / "plan.json").read_text())["constraints"]
    assert kept["family"] == "least_share"
    assert kept["fields"]["share"] == 0.8
    assert kept["origin"]["file"] == "least_share.py"
    assert len(kept["origin"]["sha256"]) == 64

    checked = sinews_with("check", out)
    assert checked.returncode == 0
    assert "least_share (capability gbad_short" in checked.stdout
    assert "not checked, because its family is not here" in checked.stdout.replace("\n", " ")
    assert json.loads(sinews_with("check", out, "--json").stdout)["unchecked"]
    again = sinews_with("check", out, "--constraints", FAMILY).stdout
    assert re.search(r"^least_share +holds", again, re.MULTILINE)

    told = sinews_with("explain", out, "--ally", "DEU", "--capability", "gbad_short").stdout
    assert "its family is not here, so it was not checked again" in told
    other = tmp_path / "other.py"
    other.write_text(FAMILY.read_text().replace("0.8", "0.7"))
    assert "not checked" in sinews_with("check", out, "--constraints", other).stdout


def test_a_plan_folder_loads_no_code(tmp_path: Path) -> None:
    plan = sinews.plan(small_case_with_terms(), constraints=read_constraints(FAMILY))
    plan.save(tmp_path / "plan")
    opened = open_plan(tmp_path / "plan")
    assert [taken.rule for taken in opened.constraints] == [None]
    assert len(unchecked(opened)) == 1
    assert "least_share" not in violations(opened)
    assert unchecked(plan) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CONSTRAINTS = [3]", "CONSTRAINTS = [...], a list of families"),
        ("x = 1\n\ny = z\n", "row 3: expected a Python file"),
        ("def (", "SyntaxError"),
    ],
)
def test_a_file_that_is_none_is_refused_in_a_sentence(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "mine.py"
    file.write_text(text)
    with pytest.raises(CaseError) as raised:
        read_constraints(file)
    assert told in str(raised.value)
    with pytest.raises(CaseError):
        read_constraints(tmp_path / "missing.py")


def test_a_case_without_constraints_asks_no_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def asked(group: str) -> None:
        raise AssertionError(group)

    monkeypatch.setattr(registry, "found", asked)
    case: Case = open_case(write_small_case(tmp_path / "case"))
    sinews.plan(case).save(tmp_path / "plan")
    assert open_plan(tmp_path / "plan").constraints == ()
