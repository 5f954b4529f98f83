"""Economies by allies' own tables, against multipliers computed apart from the tables of 26 sectors."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from sinews.assessment.economy import Economy, read_economy, scaled_economy
from sinews.assessment.growth import economy_of
from sinews.assessment.national_economy import table_of
from sinews.case import Case, CaseError, open_case
from sinews.engines.leontief import effects, factorise


@pytest.fixture(scope="module")
def case() -> Case:
    return open_case()


@pytest.fixture(scope="module")
def known(case: Case) -> Economy:
    return read_economy(case)


SECTORS = ("electronics_optical", "machinery", "motor_other_vehicles", "ships_boats", "weapons_ammunition")
PUBLISHED = {
    "CAN": (1.378, 1.4849, 1.5272, 1.3905, 1.5308),
    "DEU": (1.4861, 1.6334, 1.7383, 1.6499, 1.6792),
    "NLD": (1.2417, 1.2883, 1.318, 1.5125, 1.3604),
    "POL": (1.3952, 1.6045, 1.6998, 1.7592, 1.6683),
    "TUR": (1.6407, 1.5196, 1.6254, 1.4868, 1.5413),
    "USA": (1.3726, 1.917, 2.1195, 1.868, 1.9628),
}
"""Type I output multipliers of WIOD's national tables of 2014, of C26, C28, C29, C30 and C25."""


@pytest.mark.parametrize("ally", PUBLISHED)
def test_multipliers_are_those_of_the_national_table(ally: str, case: Case, known: Economy) -> None:
    """Within what grouping 26 sectors to 20 costs."""
    own = economy_of(case, known, ally)
    multipliers = effects(factorise(own.coefficients), np.ones(len(known.sectors)))
    ours = [multipliers[known.sectors.index(sector)] for sector in SECTORS]
    assert ours == pytest.approx(PUBLISHED[ally], abs=0.01)


def test_every_sector_of_every_ally_pays_out_what_it_makes(case: Case, known: Economy) -> None:
    for ally in case["allies"]["ally"]:
        own = economy_of(case, known, ally)
        paid_out = own.coefficients.sum(axis=0) + own.imports + own.taxes + own.value_added
        assert paid_out == pytest.approx(1.0)
        assert (own.coefficients >= 0).all()
        assert (own.jobs >= 0).all()


def test_small_open_economies_import_more_than_one_table_said(case: Case, known: Economy) -> None:
    """Of 27 allies with a table, import content is some 8 points higher on average than the British one."""
    more = []
    for ally in sorted(set(case["national_sectors"]["ally"])):
        content = [
            effects(factorise(of.coefficients), of.imports)[[known.sectors.index(s) for s in SECTORS]].mean()
            for of in (economy_of(case, known, ally), known)
        ]
        more.append(content[0] - content[1])
    assert len(more) == 27
    assert 0.05 < float(np.mean(more)) < 0.2


def test_four_allies_have_a_stand_in_and_the_british_table_stays(case: Case, known: Economy) -> None:
    assert {ally: table_of(case, ally) for ally in ("ALB", "ISL", "MKD", "MNE", "DEU", "GBR")} == {
        "ALB": "BGR", "ISL": "NOR", "MKD": "BGR", "MNE": "HRV", "DEU": "DEU", "GBR": None,
    }  # fmt: skip
    iceland, norway = (economy_of(case, known, ally) for ally in ("ISL", "NOR"))
    assert iceland.coefficients == pytest.approx(norway.coefficients)
    # at Iceland's own wage
    assert iceland.jobs * iceland.wage == pytest.approx(norway.jobs * norway.wage)
    assert economy_of(case, known, "GBR") is known


def test_a_sector_that_the_table_leaves_empty_is_as_without_a_table(case: Case, known: Economy) -> None:
    """Canada's table has no repair (C33): its activity stands elsewhere."""
    assert case["national_sectors"].filter(ally="CAN", national_sector="repair")["value_added"].item() == 0.0
    own, scaled = economy_of(case, known, "CAN"), scaled_economy(case, known, "CAN")
    repair, machinery = (known.sectors.index(sector) for sector in ("repair_ships", "machinery"))
    assert own.coefficients[:, repair] == pytest.approx(scaled.coefficients[:, repair])
    assert own.value_added[machinery] != pytest.approx(scaled.value_added[machinery], rel=0.01)


def test_without_national_tables_all_is_as_by_the_one_table(case: Case, known: Economy) -> None:
    bare = case.with_tables(
        {
            name: case[name].clear()
            for name in ("national_sectors", "national_input_output", "economy_stand_ins")
        }
    )
    own, scaled = economy_of(bare, known, "DEU"), scaled_economy(bare, known, "DEU")
    assert own.coefficients == pytest.approx(scaled.coefficients)


def test_a_sector_that_stands_nowhere_is_named(case: Case, known: Economy) -> None:
    rows = case["sector_concordance"].filter(pl.col("sector") != "repair_ships")
    with pytest.raises(CaseError) as caught:
        economy_of(case.with_table("sector_concordance", rows), known, "DEU")
    (problem,) = caught.value.problems
    assert (problem.table, problem.column, problem.value) == ("sector_concordance", "sector", "repair_ships")
