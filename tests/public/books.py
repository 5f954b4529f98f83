"""Workbooks and texts in the layouts of publishers, made here: the true structure, with figures made up."""

# ruff: noqa: E501 - lines are as long as those of the files

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter

Sheets = dict[str, list[list[Any]]]


def workbook(path: Path, sheets: Sheets, hidden: dict[str, list[int]] | None = None) -> Path:
    """Write sheets of rows; a cell may be a value, ("=formula", stored value) or ("blue", number)."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        blue = book.add_format({"font_color": "#0000FF"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, tuple) and cell[0] == "blue":
                        sheet.write_number(number, place, cell[1], blue)
                    elif isinstance(cell, tuple):
                        sheet.write_formula(number, place, cell[0], None, cell[1])
                    elif cell is not None:
                        sheet.write(number, place, cell)
            for number in (hidden or {}).get(name, []):
                sheet.set_row(number, None, None, {"hidden": True})
    return path


def nato_old(path: Path) -> Path:
    """An edition as those to 2024: one header for two blocks, allies in column C, aggregates in column B."""
    years: list[Any] = [2014, "2019", "2024e"]
    notes = [
        [None, None, "Notes: Figures for 2024 are estimates."],
        [None, None, "*  A law on spending."],
        [None, "-7-"],
    ]

    def table(title: str, unit: str, blocks: Sheets, tail: list[list[Any]]) -> list[list[Any]]:
        rows: list[list[Any]] = [
            [],
            [],
            [],
            [None, title],
            [],
            [None, unit],
            [],
            [None, None, None, *years],
            [],
        ]
        for name, lines in blocks.items():
            rows += [[None, name], *lines, []]
        return [*rows, *tail, *notes]

    def ally(name: str, *values: Any) -> list[Any]:
        return [None, None, name, *values]

    return workbook(
        path,
        {
            "TABLE1": table(
                "Table 1 : Defence expenditure",
                "Million national currency units",
                {
                    "Current prices": [
                        ally("Bulgaria   (Leva)", 1000.5, 2000, 3000),
                        ally("Czechia*   (Koruny)", 40000, 60000, 90000),
                    ],
                    "Constant 2015 prices ": [
                        ally("Bulgaria   (Leva)", 1100, 1900, 2500),
                        ally("Czechia*   (Koruny)", 41000, 55000, 70000),
                    ],
                },
                [[None, None, ("=1/0", "#REF!"), ("=1/0", "#REF!")]],
            ),
            "TABLE2": table(
                "Table 2 : Defence expenditure",
                "Million US dollars",
                {
                    "Current prices and exchange rates": [
                        ally("Türkiye", 13000, 14000, 22000),
                        [None, "NATO Europe and Canada", None, 250000, 300000, 500000],
                    ],
                    "Constant 2015 prices and exchange rates": [
                        ally("Türkiye", 11000, 18000, 27000),
                        [None, "NATO Total", None, 900000, 950000, 1200000],
                    ],
                },
                [],
            ),
            "TABLE3": table(
                "Table 3 : Defence expenditure as a share of GDP and annual real change",
                "Based on 2015 prices",
                {
                    "Share of real GDP (%)": [ally("Slovak Republic", 0.98, 1.7, 2)],
                    "Annual real change (%)": [ally("Slovak Republic", 3.25, -1.5, 10)],
                },
                [],
            ),
            "TABLE7": [
                *[[]] * 15,
                [None, None, "Table 7 : Military personnel"],
                [],
                [None, None, "Thousands"],
                [],
                [None, None, None, None, *years],
                [],
                [None, None, None, "Bulgaria", 27.498, 24.6, 26.9],
                [None, None, "NATO Total", None, 3200, 3210, 3418],
            ],
            "TABLE8a": table(
                "Table 8a : Distribution of defence expenditure by main category",
                "Percentage of total defence expenditure",
                {
                    "Equipment (a)": [ally("Bulgaria", 1.35, 60, 20)],
                    "Personnel (b)": [ally("Bulgaria", 73, 29, 52)],
                },
                [ally("Luxembourg", 0, 0, 0)],
            ),
        },
        hidden={"TABLE8a": [15]},
    )


def nato_core(path: Path) -> Path:
    """An edition as that of 2026: names in column A, a header for each block, core defence expenditure."""
    header: list[Any] = [None, 2014, 2024, "2025e", "2026e"]

    def table(title: str, unit: str, blocks: Sheets) -> list[list[Any]]:
        rows: list[list[Any]] = [[title], [unit]]
        for name, lines in blocks.items():
            rows += [[name], header, *lines, []]
        return [*rows, ["Notes: Figures for 2025 and 2026 are estimates."], ["* revised by the ally"]]

    return workbook(
        path,
        {
            "Table 1": table(
                "Table 1: Core defence expenditure",
                "Million national currency units",
                {
                    "Current prices": [["Bulgaria (Euros)", 512, 1530, 1700, 1900]],
                    "Constant 2021 prices": [["Bulgaria (Euros)", 700, 1200, 1300, 1400]],
                },
            ),
            "Table 2": table(
                "Table 2: Core defence expenditure",
                "Million US dollars",
                {
                    "Current prices and exchange rates": [
                        ["Slovenia*", 487, 950, 1300, 1500],
                        ["NATO Total", 940000, 1300000, 1500000, 1600000],
                    ]
                },
            ),
            "Table 3": table(
                "Table 3: Core defence expenditure as a share of GDP and annual real change",
                "Based on 2021 prices",
                {"Share of real GDP (%)": [["Bulgaria", 1.31, 1.93, 2.13, 2.22]]},
            ),
        },
    )


NATO_PAGES = """                    Table 1: Defence expenditure
                    Million national currency units

                                    2014      2019     2024e
Current prices
Bulgaria (Leva)                    1,102     3,771     4,217
Slovak Republic (Euros)              752     1,610     2,634

Notes: Figures for 2024 are estimates.

                                     -7-
\f                    Table 3: Defence expenditure as a share of GDP and annual real change
                    Based on 2015 prices

                                    2014      2019     2024e
Share of real GDP (%)
Bulgaria                            1.31      3.13      2.18
"""


def sipri_milex(path: Path) -> Path:
    """The sheets of the expenditure database: prose, a header, regions, allies, states of the past."""
    prose = [
        ["Military expenditure by country"],
        ["\u00a9 SIPRI 2024"],
        ['". ." = data unavailable. "xxx" = no state.'],
        [],
    ]
    return workbook(
        path,
        {
            "Front page": [],
            "Regional totals": [*prose, ["Region", 1988, 1989], ["Europe", 660.1, 646.3]],
            "Local currency calendar years": [
                *prose,
                ["Country", "Currency", "Notes", 1949, 1990, 2024],
                [],
                ["Europe"],
                ["Bulgaria", "Leva      ", "†13", "...", ("blue", 1740000), 4200000000],
                ["USSR", "Roubles", None, "...", 5, "xxx"],
            ],
            "Constant (2023) US$": [
                *prose,
                ["Country", None, "Notes", 1949, 1990, 2024],
                [],
                ["Central Europe"],
                ["Albania", None, "§¶3", "...", 481.5, 397.25],
                ["Czechoslovakia", None, "72", "...", 10, "xxx"],
            ],
            "Current US$": [*prose, ["Country", "Notes", 1949, 1990, 2024], [], ["Iceland", 86, "...", 0, 0]],
            "Share of GDP": [
                *prose,
                ["Country", "Notes", 1949, 1990, 2024],
                [],
                ["Germany", None, "...", 0.025, 0.0189],
            ],
            "Per capita": [
                *prose,
                ["Country", "Notes", 1988, 1989, 2024],
                [],
                ["Türkiye", "‖", "...", "...", 200.5],
            ],
            "Share of Govt. spending": [
                *prose,
                ["Country", "Notes", "Reporting year", 1988, 1989, 2024],
                [],
                ["Estonia", "‖73", None, "...", "xxx", 0.0775],
            ],
            "Footnotes": [["†", "without military pensions"]],
        },
    )


_ARMS_PROSE = [
    "Transfers of major conventional arms from All countries  to All countries . Years '2000' to '2025'",
    "A '?' in a column means uncertain data, deliveries only in the selected years.",
    "An empty field for 'Number ordered' means not yet available.",
    "TIVs are in millions.",
    "An empty field means not available.",
    "A '0' means between 0 and 0.5 million.",
    "Figures may not add up.",
    "Method: see the web.",
    "",
    "Source: SIPRI Arms Transfers Database (c) SIPRI.",
]

ARMS_BY_YEAR = (
    "\r\n".join(
        f"{line};"
        for line in [
            *_ARMS_PROSE,
            "Data generated: 12 Feb 2026 12:26:12 PM",
            "SIPRI AT Database ID,Supplier,Recipient,Designation,Description,Armament category,Order date,"
            "Order date is estimate,Numbers delivered,Numbers delivered is estimate,Delivery year,"
            "Delivery year is estimate,Status,SIPRI estimate,TIV deal unit,TIV delivery values,Local production",
            "7001,Germany,Poland,Tank-A,tank,Armoured vehicles,2002,No,30,Yes,2002,No,Second hand,4,1.6,48,No",
            "7001,Germany,Poland,Tank-A,tank,Armoured vehicles,2002,No,90,Yes,2003,No,Second hand,4,1.6,144,No",
            "7002,United States,Turkiye,Jet-B,FGA aircraft,Aircraft,2020,Yes,3,No,2024,,New,55,55,165,Yes",
            "7003,Belgium,United Nations**,Carrier-C,APC,Armoured vehicles,2006,No,15,No,2006,No,New,0.3,0.3,4.5,No",
        ]
    )
    + "\r\n"
).encode("ascii")
"""The register with a row for each deal and delivery year: ASCII, a semicolon at the end of each line."""

ARMS_BY_DEAL = (
    "\n".join(
        [
            *_ARMS_PROSE,
            "Data generated: 18 May 2026 2:29:20 PM",
            "Recipient,Supplier,Year of order, ,Number ordered, ,Weapon designation,Weapon description,"
            "Number delivered, ,Year(s) of delivery,status,Comments,SIPRI TIV per unit,SIPRI TIV for total order,"
            "SIPRI TIV of delivered weapons",
            "Estonia,Poland,2022,?,300,,Missile-D,portable SAM,300,?,2023; 2024; 2025,New,EUR100 m deal,0.08,24,24",
            "Denmark,France,2025,,,,Missile-E,SAM,0,,,New,for the navy 'Patruljek\u00f8ret\u00f8jer',0.4,0,0",
            "Poland,South Korea,2022,,36,,Jet-F,fighter,0,,,New,delivery planned 2027; late,0,0,0",
            "Belgium,United States,2025,,11,,Jet-G,fighter,0,,,New,selected; not yet ordered by end-2025,55,605,0",
        ]
    )
    + "\n"
).encode("latin-1")
"""The register with a row for each deal: ISO 8859-1, three headers that are a blank."""


def kiel_2022(path: Path) -> Path:
    """The tracker of 2022: packages, and sums with a header of two rows."""
    header = [
        "ID",
        "countries",
        "Announcement Date",
        "Type of Aid General",
        "Type of Aid Specific",
        "Explanation",
        "Original Currency",
        "Monetary Value as Given by Source",
        None,
        "Type of item",
        "Sub-type of item",
        "Soviet origin (1)",
        "No. of Units",
        "No. of Units delivered (in-kind military aid)",
        "Unit Price in USD",
        "Value committed (own estimate, in USD)",
        "Value delivered (own estimate, in USD)",
        "Total ",
        "Converted Value in EUR",
        "Total monetary value delivered in EUR",
        "Total_value_dummy (1 is first row in the package)",
    ]

    def row(
        key: str, who: str, day: str, item: str, units: Any, price: Any, eur: Any, first: int
    ) -> list[Any]:
        given = 90000000 if first else "Not given"
        return [
            key,
            who,
            day,
            "Military",
            "Weapons",
            "text",
            "EUR",
            given,
            item,
            "Heavy weapon",
            ".",
            0,
            units,
            units,
            price,
            ("=M2*O2", 5),
            ".",
            eur,
            eur if eur is None else ("=R2/1", eur),
            ".",
            first,
        ]

    return workbook(
        path,
        {
            "ReadMe": [
                [],
                [None, "Ukraine Support Tracker - 7th release (covering January 24 to October 3, 2022)"],
            ],
            "Bilateral assistance, MAIN DATA": [
                header,
                row("NLM1", "Netherlands", "2022-02-18 00:00:00", "helmet\u00a0M", 3000, 1400, 50000000, 1),
                row("NLM1", "Netherlands", "2022-02-18 00:00:00", "vest", 2000, " 500.5 \n", None, 0),
                row("PLM2", "Poland", "until 6/27/2022", "missile", "undisclosed", "No price", 1800000000, 1),
                row("USM1", "United States", "2022-06-01 00:00:00", "Javelin", "1.000.00", ".", None, 0),
                row("XXM1", "European Investment Bank", "2022-06-01 00:00:00", "money", ".", ".", 5, 1),
            ],
            "Country Summary": [
                [],
                [None, "Numbers by country"],
                [],
                [
                    "Country",
                    "EU member",
                    "Military commitments",
                    "Total bilateral commitments",
                    "GDP (2021)",
                    "Total bilateral commitments",
                ],
                [None, None, "€ billion", "€ billion", "US$ billion", "% GDP"],
                ["Czech Republic", 1, 0.28, 0.39, 245.3, 0.157],
                ["EU (Commission and Council)", 0, 0, 11.7, 15000, 0.07],
                ["Total", ".", 39, 89, 1, 5],
            ],
        },
    )


def kiel_new(path: Path) -> Path:
    """The tracker of since 2024: allocations and commitments in one sheet, months by number."""
    header: list[Any] = [
        "donor",
        "announcement_date",
        "aid_type_general",
        "measure",
        None,
        "tot_sub_activity_value_EUR",
        "tot_sub_activity_value_EUR_redistr",
        "month",
        "month_exists_dummy",
    ]
    return workbook(
        path,
        {
            "ReadMe": [[], [None, "Ukraine Support Tracker, 28th release"]],
            "Bilateral Assistance, MAIN DATA": [
                header,
                ["Denmark", "2025-10-15", "Military", "Allocation", None, 13.5, 13.5, 46, 1],
                ["Norway", "2022-06-13", "Humanitarian ", "Allocation", None, ".", ".", 6, 1],
                ["Czechia", ".", "Military", "Commitment", None, -62, -62, 0, 0],
            ],
            "Country Summary (€)": [
                *[[]] * 7,
                [
                    None,
                    "Country",
                    "Military allocations",
                    "Total bilateral allocations",
                    "GDP (2021)",
                    "GDP (2021)",
                    "Military commitments",
                ],
                [None, None, "€ billion", "€ billion", "US$ billion", "€ billion", "€ billion"],
                [],
                [None, "Turkiye", 0.066, 0.07, 720, 728, 0.067],
                [None, "Total", 1, 2, 3, 4, 5],
            ],
        },
    )


def budget_p1(path: Path) -> Path:
    """A display of procurement: totals above the header, lines that add and lines that repeat."""
    names = [
        "Account",
        "Account Title",
        "Organization",
        "Budget\nActivity",
        "Budget Activity Title",
        "Line\nNumber",
        "BSA",
        "Budget SubActivity (BSA) Title",
        "Budget Line Item",
        "Budget Line Item (BLI) Title",
        "Cost\nType",
        "Cost Type Title",
        "Add/\nNon-Add",
        "FY 2023\nActual*\nQuantity",
        "FY 2023\nActual*\nAmount",
        "FY 2025 Request Quantity",
        "FY 2025 Request Amount",
        "Classification",
    ]

    def line(cost: str, adds: str, *values: Any) -> list[Any]:
        return [
            "3010F",
            "Aircraft Procurement",
            "F",
            "01",
            "Combat",
            3,
            "03",
            "Tactical",
            "0147",
            "JET",
            "A",
            cost,
            adds,
            *values,
            "U",
        ]

    rows: list[list[Any]] = [
        [
            *[None] * 10,
            "Total of Displayed Rows",
            None,
            None,
            ("=SUBTOTAL(9,N3:N9)", ""),
            ("=SUBTOTAL(9,O3:O9)", ""),
        ],
        names,
        line("Weapon System Cost", "Add", 43, 4000000, 42, 5000000),
        line("Less: Advance Procurement (PY)", "Add", "", -400000, "", -300000),
        line("Advance Procurement (CY)", "Add", "", 200000, "", 100000),
        line("C (FY 2025 for FY 2026) (M)", "Non-Add", "", 200000, "", 100000),
        [],
        ["*Includes Division A"],
    ]
    return workbook(path, {"Exhibit P-1": rows, "FY 2023 Actuals": rows})


def budget_r1(path: Path) -> Path:
    """A display of research: no quantities, and rows that are no part of the total."""
    names = [
        "Account",
        "Account Title",
        "Organization",
        "Budget\nActivity",
        "Budget Activity Title",
        "Line\nNumber",
        "PE / BLI",
        "Program Element / Budget Line Item (BLI) Title",
        "Include\nin\nTOA",
        "FY 2020\nActual*",
        "FY 2022\nRequest",
        "Classification",
    ]
    return workbook(
        path,
        {
            "Exhibit R-1": [
                [*[None] * 6, "Total of Displayed Rows"],
                names,
                [
                    "2040A",
                    "Research, Army",
                    "ARMY",
                    "01",
                    "Basic",
                    1,
                    "0601102A",
                    "Sciences",
                    "Y",
                    343000,
                    297000,
                    "U",
                ],
                [
                    "0107D",
                    "Inspector",
                    "IG",
                    "02",
                    "RDT&E",
                    1,
                    "0901517X",
                    "Inspector General",
                    "N",
                    2300,
                    0,
                    "U",
                ],
            ]
        },
    )
