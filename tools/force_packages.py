"""Make the illustrative force packages of the three defence plans, from what allies hold.

    PYTHONPATH=src python tools/force_packages.py

It keeps the rows that are there by hand (keys of a letter and a number) and adds packages until 100,000
soldiers are due within 10 days, 200,000 more within 30 and 500,000 more within 180, as the NATO Force Model
has it, or until allies hold no more: they give in turn, each what it holds. North America gives from the
second tier on. Nothing here is a published plan: places stand for regions.
"""

from __future__ import annotations

import polars as pl

from sinews.case import Case, holdings, open_case

TIERS = ((100_000, 4, 10), (200_000, 12, 30), (500_000, 35, 180))
"""Soldiers, first and last required day."""
LARGEST = {"bde_armoured": 2, "bde_mech": 2, "bde_light": 2, "hq_division": 2, "hq_corps": 1, "log_bn": 8,
           "eng_bn": 6, "sam_long_bty": 6, "med_role3": 3}  # fmt: skip
"""Most formations in a package."""
DESTINATIONS = {
    "north": ("C_FI_rovaniemi", "C_NO_narvik", "C_FI_oulu", "C_NO_trondheim", "C_SE_lulea", "C_FI_helsinki"),
    "centre": ("C_PL_bialystok", "C_LT_vilnius", "C_LV_riga", "C_PL_lublin", "C_EE_tallinn", "C_PL_warsaw",
               "C_LT_kaunas", "C_SK_kosice"),
    "south_east": ("C_RO_constanta", "C_RO_iasi", "C_BG_varna", "C_RO_bucharest", "C_BG_burgas",
                   "C_HU_debrecen", "C_GR_thessaloniki"),
}  # fmt: skip
GIVERS = {
    "north": ("FIN", "SWE", "NOR", "DNK", "GBR", "NLD", "USA", "CAN"),
    "centre": ("POL", "DEU", "LTU", "LVA", "EST", "CZE", "SVK", "NLD", "BEL", "GBR", "FRA", "USA", "CAN",
               "ESP", "PRT", "DNK", "LUX"),
    "south_east": ("ROU", "BGR", "GRC", "TUR", "HUN", "ITA", "HRV", "SVN", "ALB", "MKD", "MNE", "FRA", "ESP",
                   "USA", "PRT"),
}  # fmt: skip
ORIGINS = {
    "FIN": ("C_FI_tampere", "C_FI_kuopio"), "SWE": ("C_SE_orebro", "C_SE_goteborg"), "NOR": ("C_NO_oslo",),
    "DNK": ("C_DK_aalborg",), "GBR": ("C_GB_catterick_garrison", "C_GB_bristol"),
    "NLD": ("C_NL_eindhoven",), "USA": ("P_USBPT", "P_USSAV", "P_USORF"), "CAN": ("P_CAHAL",),
    "POL": ("C_PL_zagan", "C_PL_poznan", "C_PL_gdansk"),
    "DEU": ("C_DE_hannover", "C_DE_munich", "C_DE_leipzig"),
    "LTU": ("C_LT_klaipeda",), "LVA": ("C_LV_liepaja",), "EST": ("C_EE_parnu",), "CZE": ("C_CZ_brno",),
    "SVK": ("C_SK_bratislava",), "BEL": ("C_BE_liege",), "FRA": ("C_FR_metz", "C_FR_lyon", "C_FR_marseille"),
    "ESP": ("C_ES_zaragoza",), "PRT": ("C_PT_lisbon",), "LUX": ("C_LU_luxembourg",),
    "ROU": ("C_RO_cluj_napoca",),
    "BGR": ("C_BG_plovdiv",), "GRC": ("C_GR_athens",), "TUR": ("C_TR_istanbul", "C_TR_ankara"),
    "HUN": ("C_HU_szeged",), "ITA": ("C_IT_torino", "C_IT_bologna", "C_IT_napoli"), "HRV": ("C_HR_zagreb",),
    "SVN": ("C_SI_ljubljana",), "ALB": ("C_AL_tirana",), "MKD": ("C_MK_skopje",), "MNE": ("C_ME_podgorica",),
}  # fmt: skip
OVERSEAS = ("USA", "CAN")
NOTE = (
    "illustration made by tools/force_packages.py from what {} holds; the regional plans are secret, and "
    "places stand for regions"
)


def packages(case: Case) -> pl.DataFrame:
    """Return all force packages: those made by hand, and those that fill the tiers."""
    by_hand = case["force_packages"].filter(pl.col("force_package").str.contains("^[a-z][0-9]+$"))
    formations = {row["formation"]: row for row in case["formations"].iter_rows(named=True)}
    held = {(a, c): int(q) for a, c, q in holdings(case).select("ally", "capability", "quantity").iter_rows()}
    country = dict(case["nodes"].select("node", "country").iter_rows())
    due = [0.0] * len(TIERS)
    for row in by_hand.iter_rows(named=True):
        kind = formations[row["formation"]]
        tier = next(t for t, (_, _, last) in enumerate(TIERS) if row["required_day"] <= last)
        due[tier] += row["quantity"] * kind["personnel"]
        left = (country[row["origin"]], kind["capability"])
        held[left] = max(0, held.get(left, 0) - row["quantity"])
    made: list[dict[str, object]] = []
    for tier, (soldiers, first, last) in enumerate(TIERS):
        turn = 0
        idle = 0
        while due[tier] < soldiers and idle < 2000:
            plan = ("centre", "north", "centre", "south_east")[turn % 4]
            givers = [a for a in GIVERS[plan] if tier > 0 or a not in OVERSEAS]
            ally = givers[(turn // 4) % len(givers)]
            formation = list(LARGEST)[(turn // 4 + turn) % len(LARGEST)]
            kind = formations[formation]
            place = (ally, kind["capability"])
            room = int((soldiers - due[tier]) // kind["personnel"]) + 1
            half = -(-held.get(place, 0) // 2) if tier == 0 else held.get(place, 0)
            quantity = min(half, LARGEST[formation], room)
            turn += 1
            if quantity <= 0:
                idle += 1
                continue
            idle = 0
            held[place] -= quantity
            due[tier] += quantity * kind["personnel"]
            number = len(made) + 1
            day = first + (number * 7) % (last - first + 1)
            if ally in OVERSEAS:
                day = max(day, 25)
            made.append({
                "force_package": f"t{tier + 1}_{number:03}", "plan": plan, "formation": formation,
                "quantity": quantity, "origin": ORIGINS[ally][number % len(ORIGINS[ally])],
                "destination": DESTINATIONS[plan][number % len(DESTINATIONS[plan])], "required_day": day,
                "intensity": ("high", "medium", "medium")[tier], "source": "sinews_assumption",
                "status": "assumed", "note": NOTE.format(ally),
            })  # fmt: skip
    return pl.concat([by_hand, pl.DataFrame(made, schema=by_hand.schema)])


if __name__ == "__main__":
    table = packages(open_case("baseline"))
    table.write_csv("src/sinews/case/baseline/force_packages.csv")
    print(table.height, "packages")
