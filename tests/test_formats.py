"""What an earlier version has written: it opens, or one command makes it anew from the case inside."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest

import sinews
from sinews.case import OutputError
from sinews.cli import app
from sinews.implementation.plan import FORMAT
from tests.small_case import small_case_with_terms

FIXTURES = Path(__file__).parent / "formats"
PLANS = {int(path.stem.removeprefix("plan-")): path for path in FIXTURES.glob("plan-*.zip")}

FIRST = 3
"""The first format that a fixture is kept of."""


def extracted(number: int, place: Path) -> Path:
    """Return a folder with the fixture of a format."""
    with zipfile.ZipFile(PLANS[number]) as archive:
        archive.extractall(place / "plan")
    return place / "plan"


def test_a_plan_of_each_earlier_format_is_kept() -> None:
    missing = sorted(set(range(FIRST, FORMAT)) - set(PLANS))
    assert not missing, "before FORMAT is raised: python tools/plan_fixture.py"


@pytest.mark.parametrize("number", sorted(PLANS))
def test_a_plan_folder_opens_or_one_command_makes_it_anew(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = extracted(number, tmp_path)
    assert json.loads((folder / "plan.json").read_text(encoding="utf-8"))["format"] == number
    if number == FORMAT:
        plan = sinews.open_plan(folder)
    else:
        with pytest.raises(OutputError) as told:
            sinews.open_plan(folder)
        found = re.search(r"Make the plan again with: sinews (plan .*)$", str(told.value))
        assert found is not None
        monkeypatch.chdir(tmp_path)
        app(found[1].split(), standalone_mode=False)
        plan = sinews.open_plan(folder)
    assert plan.solution.status == "optimal"
    assert plan.case.settings.name == "small"


@pytest.mark.parametrize("number", sorted(PLANS))
def test_the_case_of_an_earlier_version_opens_with_its_figures(number: int, tmp_path: Path) -> None:
    case = sinews.open_case(extracted(number, tmp_path) / "case")
    now = small_case_with_terms()
    for table in ("pledges", "lines", "inventory", "contracts", "products"):
        alike = [name for name in now[table].columns if name in case[table].columns]
        assert case[table].select(alike).sort(alike).equals(now[table].select(alike).sort(alike)), table


def test_an_overlay_of_the_first_version_opens(tmp_path: Path) -> None:
    extracted(min(PLANS), tmp_path)
    shutil.copy(FIXTURES / "overlay-1.toml", tmp_path / "overlay.toml")
    case = sinews.open_case(tmp_path / "overlay.toml")
    assert case.settings.name == "five_times"
    assert case["pledges"].filter(pledge="amd_increase")["factor"].to_list() == [5.0]
