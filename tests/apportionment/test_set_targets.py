"""Targets: they add up, respect every limit, are the same every time, and name limits that contradict."""

from __future__ import annotations

from typing import get_args

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tests.small_case import small_case

import sinews
from benchmarks import apportionment_inputs
from sinews import guidance, requirements
from sinews.apportionment import Targets, set_targets
from sinews.apportionment.settle import settle
from sinews.apportionment.whole import in_package
from sinews.case import Case, holdings, unit_prices
from sinews.case.settings import Ability, Rule
from sinews.requirements import Requirements

RULES: tuple[Rule, ...] = get_args(Rule)
ABILITIES: tuple[Ability, ...] = get_args(Ability)


def needs(case: Case) -> Requirements:
    return requirements.determine(case, guidance.establish(case))


def rows(case: Case, table: str, *values: dict[str, object]) -> Case:
    """Return a case with rows added to a table."""
    frame = case[table]
    filled = [
        dict.fromkeys(frame.columns) | {"source": source(case), "status": "assumed"} | row for row in values
    ]
    return case.with_table(table, pl.concat([frame, pl.DataFrame(filled, schema=frame.schema)]))


def source(case: Case) -> str:
    return str(case["sources"]["source"][0])


@pytest.fixture(scope="module")
def baseline() -> Case:
    return sinews.open_case()


@pytest.fixture(scope="module")
def wanted(baseline: Case) -> Requirements:
    return needs(baseline)


@pytest.fixture(scope="module")
def targets(baseline: Case, wanted: Requirements) -> Targets:
    return set_targets(baseline, wanted)


def check(case: Case, found: Targets) -> None:
    """Check sums, whole lots and limits from the tables alone."""
    held = holdings(case).select("ally", "capability", quantity=pl.col("quantity"))
    pooled = case["pooled"].group_by("capability").agg(pool=pl.col("quantity").sum())
    total = found.targets.group_by("capability", "year").agg(target=pl.col("target").sum())
    missing = found.unassigned.group_by("capability", "year").agg(missing=pl.col("quantity").sum())
    balance = (
        found.requirements.needs.join(total, on=["capability", "year"], how="left")
        .join(pooled, on="capability", how="left")
        .join(missing, on=["capability", "year"], how="left")
        .fill_null(0.0)
        .with_columns(off=pl.col("required") - pl.col("target") - pl.col("pool") - pl.col("missing"))
    )
    assert balance["off"].abs().max() == pytest.approx(0, abs=1e-6)
    lots = found.shares.join(case["capabilities"].select("capability", "lot"), on="capability").with_columns(
        added=(pl.col("target") - pl.col("held")) / pl.col("lot")
    )
    alone = lots.filter(pl.col("package").is_null())
    assert (alone["added"] - alone["added"].round()).abs().max() == pytest.approx(0, abs=1e-9)
    together = lots.drop_nulls("package").group_by("package").agg(pl.col("added").sum())
    assert (together["added"] - together["added"].round()).abs().sum() == pytest.approx(0, abs=1e-9)
    assert lots.filter(pl.col("added") < 0).is_empty()
    never = lots.filter(pl.col("limit").is_in(["scope", "ineligible", "opt-out", "no ability"]))
    assert never["added"].sum() == 0
    agreed = lots.join(held, on=["ally", "capability"], how="left").fill_null(0.0)
    assert (agreed["held"] - agreed["quantity"]).abs().max() == 0
    last = found.requirements.needs.filter(pl.col("year") == case.settings.horizon)
    caps = found.requirements.ambition.share_caps.filter(pl.col("year") == case.settings.horizon).drop("year")
    capped = lots.join(last.select("capability", "required", "baseline"), on="capability").join(
        caps, on="capability"
    )
    of_total = pl.col("target") > pl.col("share_cap") * pl.col("required") + 1e-6
    all_added = (pl.col("required") - pl.col("baseline")) / pl.col("lot")
    of_addition = pl.col("added") > pl.max_horizontal(pl.col("share_cap") * all_added, 1.0) + 1e-6
    over = capped.filter(
        (pl.col("added") > 0) & pl.when(pl.col("of") == "addition").then(of_addition).otherwise(of_total)
    )
    assert over.is_empty()
    crews = lots.join(case["crews"].select("capability", "crew"), on="capability")
    people = crews.group_by("ally").agg(used=(pl.col("crew") * (pl.col("target") - pl.col("held"))).sum())
    military = case["personnel"].sort("year").group_by("ally").agg(pl.col("military").last())
    limit = 1000 * case.settings.personnel_growth * pl.col("military")
    assert people.join(military, on="ally").filter(pl.col("used") > limit * (1 + 1e-9) + 1e-6).is_empty()
    least = lots.join(case["viability"].select("capability", "minimum"), on="capability")
    small = (pl.col("held") == 0) & (pl.col("added") > 0) & (pl.col("target") < pl.col("minimum"))
    assert least.filter(small & pl.col("package").is_null()).is_empty()
    steps = found.targets.sort("ally", "capability", "year").with_columns(
        step=pl.col("target").diff().over("ally", "capability")
    )
    assert steps.filter(pl.col("step") < -1e-9).is_empty()


@pytest.mark.parametrize("rule", RULES)
def test_targets_add_up_and_respect_every_limit(baseline: Case, wanted: Requirements, rule: Rule) -> None:
    check(baseline, set_targets(baseline, wanted, rule=rule))


@pytest.mark.parametrize("ability", ABILITIES)
def test_every_measure_of_ability_works(baseline: Case, wanted: Requirements, ability: Ability) -> None:
    found = set_targets(baseline, wanted, ability=ability)
    check(baseline, found)
    assert found.proof.ability == ability


@pytest.mark.parametrize("growth", [0.26, 0.3, 0.35])
def test_scarce_personnel_is_kept(baseline: Case, growth: float) -> None:
    case = baseline.with_settings(personnel_growth=growth)
    found = set_targets(case, needs(case))
    check(case, found)
    assert "personnel" in set(found.shares["limit"])


def test_the_default_is_proven_and_the_fairest(
    baseline: Case, wanted: Requirements, targets: Targets
) -> None:
    assert targets.proof.rule == "leximin"
    assert targets.proof.gap < 1e-9
    assert targets.proof.exchange_gap < 1e-6
    assert targets.proof.residual < 1e-9
    highest = (targets.burdens["fair_cost"] / targets.burdens["ability"]).to_numpy().max()
    for rule in RULES[1:]:
        other = set_targets(baseline, wanted, rule=rule).burdens
        assert (other["fair_cost"] / other["ability"]).to_numpy().max() >= highest - 1e-9


def test_whole_lots_keep_each_burden_within_one_lot(targets: Targets) -> None:
    burdens = targets.burdens
    # an ally at the cap in all that it adds has no fractional share, and nothing to round
    assert burdens.filter(pl.col("rounding").abs() > pl.col("unit_cost") * (1 + 1e-6) + 1e-6).is_empty()


def test_the_same_targets_every_time_and_in_any_order(baseline: Case, targets: Targets) -> None:
    again = set_targets(baseline, needs(baseline))
    assert_frame_equal(again.targets, targets.targets)
    assert_frame_equal(again.shares, targets.shares)
    shuffled = baseline.with_tables(
        {
            name: baseline[name].sample(fraction=1, shuffle=True, seed=3)
            for name in ("inventory", "crews", "economy")
        }
    )
    other = set_targets(shuffled, needs(shuffled))
    order = ["capability", "ally", "year"]
    assert_frame_equal(other.targets.sort(order), targets.targets.sort(order))


def test_a_reference_product_is_the_cheapest_over_its_life(baseline: Case, targets: Targets) -> None:
    prices = unit_prices(baseline).join(baseline["products"], on="product")
    factor = sum(1.03**-year for year in range(1, 21))
    tanks = prices.filter(pl.col("capability") == "tank")
    cost = (tanks["procurement"] + factor * tanks["operating"]).min()
    assert targets.costs.filter(pl.col("capability") == "tank")["lot_cost"].item() == pytest.approx(cost)


def test_an_offer_is_kept_and_an_opt_out_respected(baseline: Case) -> None:
    case = rows(
        baseline,
        "offers",
        {"ally": "LVA", "capability": "med_role2", "kind": "offer", "quantity": 6.0},
        {"ally": "FRA", "capability": "tank", "kind": "opt_out"},
    )
    found = set_targets(case, needs(case))
    check(case, found)
    by = {(row["ally"], row["capability"]): row for row in found.shares.iter_rows(named=True)}
    assert by["LVA", "med_role2"]["target"] - by["LVA", "med_role2"]["held"] >= 6
    assert by["FRA", "tank"]["target"] == by["FRA", "tank"]["held"]
    assert by["FRA", "tank"]["limit"] == "opt-out"


def test_a_package_is_whole_together(baseline: Case) -> None:
    members = ("EST", "LVA", "LTU")
    package: list[dict[str, object]] = [
        {"package": "baltic", "name": "Baltic hospital", "capability": "med_role3", "ally": ally}
        for ally in members
    ]
    case = rows(baseline, "packages", *package)
    found = set_targets(case, needs(case))
    check(case, found)
    shared = found.shares.filter(pl.col("package") == "baltic")
    added = shared["target"] - shared["held"]
    assert set(shared["ally"]) == set(members)
    assert added.sum() == pytest.approx(round(added.sum()), abs=1e-9)


def test_contradicting_limits_are_named_with_the_smallest_relaxation() -> None:
    case = small_case().with_value("pledges", "half_at_most", share=30.0)
    found = set_targets(case, needs(case))
    check(case, found)
    assert set(found.unassigned["capability"]) >= {"gbad_long", "truck"}
    row = found.relief.filter((pl.col("capability") == "truck") & (pl.col("limit") == "cap")).row(
        0, named=True
    )
    assert row["rows"] == "pledges/half_at_most"
    assert row["helps"]
    needed = row["needed"]
    relaxed = set_targets(changed := case.with_value("pledges", "half_at_most", share=needed), needs(changed))
    assert "truck" not in set(relaxed.unassigned["capability"])
    tighter = case.with_value("pledges", "half_at_most", share=needed - 0.2)
    assert "truck" in set(set_targets(tighter, needs(tighter)).unassigned["capability"])


def test_what_a_cap_will_forbid_is_not_asked_for_on_the_way() -> None:
    """A cap that falls due before the horizon holds from its year on; less is asked of the one capped."""
    case = small_case().with_value("pledges", "logistics_double", path="linear")
    case = case.with_value("pledges", "half_at_most", base="addition", path="step", target_year=2028)
    case = case.with_value("pledges", "logistics_double", factor=3.0)
    found = set_targets(case, needs(case))
    check(case, found)
    trucks = found.targets.filter(pl.col("capability") == "truck").join(
        found.shares.select("ally", "capability", "held"), on=["ally", "capability"]
    )
    needed = found.requirements.needs.filter(pl.col("capability") == "truck").select(
        "year", due=pl.col("required") - pl.col("baseline")
    )
    shares = trucks.join(needed, on="year").filter(pl.col("year") >= 2028)
    assert (shares["target"] - shares["held"] <= shares["due"] / 2 + 1e-6).all()
    before = set_targets(uncapped := case.with_value("pledges", "half_at_most", share=100.0), needs(uncapped))
    german = pl.col("capability").eq("truck") & pl.col("ally").eq("DEU") & pl.col("year").eq(2028)
    assert before.targets.filter(german)["target"].item() > found.targets.filter(german)["target"].item()


def test_a_cap_that_leaves_nothing_to_divide_is_told() -> None:
    # the one lot that is due is larger than what the cap lets anybody have in all
    case = small_case().with_value("capabilities", "gbad_long", lot=1e9)
    shares = set_targets(case, needs(case)).shares.filter(capability="gbad_long")
    assert (shares["target"] <= shares["held"]).all()
    assert set(shares["limit"]) == {"cap"}


def test_nobody_eligible_is_named() -> None:
    case = small_case()
    for ally in ("DEU", "CZE", "LVA"):
        case = case.with_value("allies", ally, coastal=False)
    case = case.with_value("capabilities", "truck", eligibility="coastal")
    found = set_targets(case, needs(case))
    check(case, found)
    reasons = found.unassigned.filter(pl.col("capability") == "truck")["reason"].unique().to_list()
    assert reasons == ["no ally is eligible for this capability"]
    row = found.relief.filter((pl.col("capability") == "truck") & (pl.col("limit") == "eligibility"))
    assert row["helps"].item()
    assert "no ally is eligible" in row["statement"].item()


def test_offers_beyond_the_requirement_are_cut_and_named() -> None:
    case = rows(
        small_case().with_value("pledges", "half_at_most", share=100.0),
        "offers",
        {"ally": "DEU", "capability": "truck", "kind": "offer", "quantity": 70.0},
        {"ally": "CZE", "capability": "truck", "kind": "offer", "quantity": 40.0},
    )
    found = set_targets(case, needs(case))
    check(case, found)
    cut = found.relief.filter(pl.col("limit") == "offer")
    assert cut["rows"].to_list() == ["offers/CZE/truck"]
    assert (cut["now"].item(), cut["needed"].item()) == (40.0, 12.0)


def test_too_few_people_are_named_with_what_would_do(baseline: Case) -> None:
    case = baseline.with_settings(personnel_growth=0.2)
    found = set_targets(case, needs(case))
    check(case, found)
    row = found.relief.filter(pl.col("limit") == "personnel").row(0, named=True)
    assert row["needed"] > 1
    enough = baseline.with_settings(personnel_growth=0.2 * row["needed"] * 1.1)
    assert set_targets(enough, needs(enough)).unassigned.height < found.unassigned.height


def test_growth_is_a_reasonable_challenge(baseline: Case) -> None:
    case = baseline.with_settings(yearly_growth=0.1)
    found = set_targets(case, needs(case))
    check(case, found)
    assert found.unassigned.filter(pl.col("reason").str.contains("10 % a year")).height > 0
    ability = found.shares.select("ally", "capability", "ability")
    last = found.requirements.needs.filter(year=case.settings.horizon).select("capability", "required")
    lot = case["capabilities"].select("capability", "lot")
    grown = (
        found.targets.join(ability, on=["ally", "capability"])
        .join(last, on="capability")
        .join(lot, on="capability")
        .with_columns(base=pl.max_horizontal("held", pl.col("ability") * pl.col("required")))
        .with_columns(years=pl.col("year") - case.settings.base_year + 1)
        .with_columns(most=0.1 * pl.col("years") * pl.col("base") + pl.col("lot"))
        .filter(pl.col("target") - pl.col("held") > pl.col("most") + 1e-6)
    )
    minimum = case["viability"].select("capability")
    assert grown.join(minimum, on="capability", how="anti").is_empty()


def test_ability_measures_by_hand() -> None:
    case = small_case()
    wanted = needs(case)
    found = {ability: set_targets(case, wanted, ability=ability).burdens["ability"] for ability in ABILITIES}
    gdp = np.array([4_700_000.0, 350_000.0, 45_000.0])
    assert found["gdp"].to_list() == pytest.approx((gdp * 1.01).tolist())
    people = np.array([83_000_000, 10_900_000, 1_870_000])
    share = np.clip((gdp / people) / (gdp.sum() / people.sum()), 0, 1)
    assert found["income"].to_list() == pytest.approx((gdp * 1.01 * (1 - 0.8 * (1 - share))).tolist())
    assert found["spending"].to_list() == pytest.approx([4_700_000 * 0.024, 7_000.0, 45_000 * 0.037])
    path = wanted.ambition.spending_path.filter(pl.col("ally") == "CZE").sort("year")["core"].to_numpy()
    growth = ((path - 7_000.0) / 1.03 ** np.arange(path.size)).sum()
    assert found["headroom"][1] == pytest.approx(growth)


def test_an_offer_below_the_viable_minimum_stands(baseline: Case) -> None:
    case = rows(baseline, "offers", {"ally": "MNE", "capability": "tanker", "kind": "offer", "quantity": 1.0})
    found = set_targets(case, needs(case))
    share = found.shares.filter((pl.col("ally") == "MNE") & (pl.col("capability") == "tanker"))
    assert share["target"].item() == 1.0


def test_many_allies_and_capabilities_with_every_kind_of_limit() -> None:
    terms = apportionment_inputs.load("alliance")
    for rule in RULES:
        found = settle(terms, rule)
        lots = found.lots
        assert np.all((lots >= found.limits.lower - 1e-9) & (lots <= found.limits.upper + 1e-9))
        assert np.all(lots @ terms.crew <= terms.personnel * (1 + 1e-9))
        assert np.all(found.due <= terms.lots_due[:, -1])
        alone = ~in_package(terms)
        assert np.abs(lots - np.rint(lots))[alone].max() == 0.0
        assert np.abs(lots.sum(axis=0) - np.rint(lots.sum(axis=0))).max() < 1e-9
