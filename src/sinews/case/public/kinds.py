"""The kinds of files that are read, by the names they are asked for."""

from __future__ import annotations

from sinews.case.public import (
    equipment_tables,
    eurostat,
    imf_weo,
    input_output,
    kiel_ukraine_support_tracker,
    nato,
    owid,
    sipri_arms_transfers,
    sipri_milex,
    ukraine_daily_raids,
    us_dod_budget,
    world_bank,
)
from sinews.case.public.publisher import Publisher

_SIPRI = "Stockholm International Peace Research Institute (SIPRI)"
_SIPRI_TERMS = "SIPRI's terms: free for non-commercial use with credit"

KINDS: dict[str, Publisher] = {
    one.kind: one
    for one in (
        Publisher("nato", "Defence Expenditure of NATO Countries", "NATO", "NATO's terms of use: with credit",
                  nato.read, nato.edition, "the core edition of 2026 and the text of the pages"),
        Publisher("sipri_milex", "SIPRI Military Expenditure Database", _SIPRI, _SIPRI_TERMS,
                  sipri_milex.read, sipri_milex.edition),
        Publisher("sipri_arms_transfers", "SIPRI Arms Transfers Database", _SIPRI, _SIPRI_TERMS,
                  sipri_arms_transfers.read, sipri_arms_transfers.edition),
        Publisher("kiel_ukraine_support_tracker", "Ukraine Support Tracker",
                  "Kiel Institute for the World Economy", "with credit",
                  kiel_ukraine_support_tracker.read, kiel_ukraine_support_tracker.edition,
                  "the layout since 2024; the tracker of procurement is not read"),
        Publisher("imf_weo", "World Economic Outlook Database", "International Monetary Fund",
                  "IMF's terms: free with credit", imf_weo.read, imf_weo.edition, "the database as a whole"),
        Publisher("world_bank", "World Development Indicators", "World Bank", "CC BY 4.0",
                  world_bank.read, world_bank.edition, "the JSON of the interface"),
        Publisher("eurostat", "Eurostat database", "Eurostat", "CC BY 4.0",
                  eurostat.read, eurostat.edition, "gov_10a_exp, and nama_10_gdp as TSV"),
        Publisher("our_world_in_data", "Our World in Data", "Our World in Data",
                  "CC BY 4.0, and the source's terms", owid.read, owid.edition),
        Publisher("us_dod_budget", "Defense budget materials: P-1 and R-1", "US Department of Defense",
                  "public domain", us_dod_budget.read, us_dod_budget.edition),
        Publisher("equipment_tables", "Equipment tables of the web", "as named in the file's address",
                  "the publisher's terms", equipment_tables.read, equipment_tables.edition),
        Publisher("ukraine_daily_raids", "Massive Missile Attacks on Ukraine", "P. Ivaniuk, Kaggle",
                  "CC BY-NC-SA 4.0", ukraine_daily_raids.read, ukraine_daily_raids.edition),
        Publisher("input_output", "Input-output tables of many countries", "Eurostat (FIGARO) or OECD (ICIO)",
                  "CC BY 4.0", input_output.read, input_output.edition, "all layouts"),
    )
}  # fmt: skip
"""What is read, by kind."""
