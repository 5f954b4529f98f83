"""A small, complete case for tests: every table filled, every figure easy to compute by hand."""

from __future__ import annotations

from functools import cache
from io import StringIO
from pathlib import Path

import polars as pl

from sinews.case import Case, Settings
from sinews.case.catalogue import TABLES
from sinews.case.frames import DTYPES, empty_frame
from sinews.case.schema import Table

SETTINGS = Settings(
    name="small",
    title="three allies, three products",
    base_year=2026,
    horizon=2032,
    price_year=2024,
    discount_rate=0.03,
    seed=1,
    # far above what binds, so that only the cap limits shares
    yearly_growth=10.0,
    personnel_growth=100.0,
)

ROWS = {
    "allies": """
        ally,name,iso2,joined,region,currency,population,coastal,armed_forces
        DEU,Germany,DE,1955,Central,EUR,83000000,true,true
        CZE,Czechia,CZ,1999,Central,CZK,10900000,false,true
        LVA,Latvia,LV,2004,North,EUR,1870000,true,true""",
    "expenditure": """
        ally,year,member,current,gdp_current,gdp_share,real_change,equipment_share,personnel_share,infrastructure_share,other_share
        DEU,2023,true,73000,4500000,1.62,,24.5,33.1,3.4,39
        DEU,2024,true,97700,4600000,2.12,30.4,28.7,29.2,3.1,39
        CZE,2024,true,7100,341000,2.1,27.2,30.3,42.2,7.5,20
        LVA,2024,true,1430,43500,3.15,2.2,31.7,33.8,6.5,28""",
    "budgets": """
        ally,gdp_share,equipment_share,programme_share,operating_share
        DEU,2.4,30,40,20
        CZE,2.0,30,40,20
        LVA,3.7,35,40,20""",
    "personnel": """
        ally,year,military
        DEU,2024,185.6
        CZE,2024,29.5
        LVA,2024,8.4""",
    "exchange_rates": """
        currency,year,per_usd
        EUR,2024,0.925
        CZK,2024,23.2""",
    "deflators": """
        currency,year,index
        EUR,2022,90
        EUR,2024,100
        USD,2020,85
        USD,2024,100""",
    "capabilities": """
        capability,name,domain,pledge_group,aggregate,unit,lot,eligibility,priority
        gbad,ground-based air defence,air and missile defence,amd,,unit,1,any,1
        gbad_long,long-range air defence,air and missile defence,amd,gbad,unit,1,any,3
        gbad_short,short-range air defence,air and missile defence,amd,gbad,unit,1,any,2
        truck,logistics trucks,logistics,logistics,,hundred trucks,1,any,1""",
    "inventory": """
        ally,capability,quantity,as_of,remaining_life
        DEU,gbad_long,8,2025,
        DEU,gbad_short,4,2025,10
        DEU,truck,60,2025,20
        CZE,gbad_short,3,2025,
        CZE,truck,15,2025,15
        LVA,gbad_short,1,2025,
        LVA,truck,5,2025,""",
    "holding_factors": """
        capability,per,of,factor,lot,as_of,remaining_life
        truck,thousand personnel,,0.3,1,2025,20""",
    "pooled": """
        pool,name,capability,quantity,as_of
        nspa,shared trucks,truck,2,2025""",
    "pledges": """
        pledge,title,kind,ally,capability,pledge_group,factor,level,share,start_year,target_year,path
        amd_increase,air and missile defence +400 %,multiple_of_baseline,,,amd,5,,,2025,2032,linear
        logistics_double,twice the logistics,multiple_of_baseline,,truck,,2,,,2025,2032,step
        truck_level,the Alliance fields twelve hundred trucks,level,,truck,,,12,,2026,2031,linear
        core_spending,3.5 % of GDP,gdp_share,,,,,,3.5,2025,2032,linear
        half_at_most,no ally provides more than half,share_cap,,,,,,50,2025,2032,step
        equipment,a fifth for equipment,spending_share,,,,,,20,2025,2030,step""",
    "published_requirements": """
        requirement,title,capability,basis,published_baseline,quantity,start_year,target_year,adopted
        gbad_units,air defence units,gbad,level,16,80,2025,2032,true
        gbad_study,a study's addition,gbad,addition,,40,2025,2030,false""",
    "products": """
        product,name,capability,yield,available_from,learning_class,prior_quantity
        sam_long,long-range unit,gbad_long,1,2026,missile,40
        sam_short,short-range unit,gbad_short,1,2026,missile,100
        lorry,lorry,truck,0.01,2026,vehicle,20000""",
    "costs": """
        product,element,amount,currency,price_year,basis
        sam_long,procurement,900,USD,2024,"unit, missiles included"
        sam_long,operating,30,USD,2024,all
        sam_short,procurement,85,USD,2020,unit
        sam_short,operating,8.5,USD,2020,all
        lorry,procurement,0.333,EUR,2022,vehicle
        lorry,operating,0.232,CZK,2024,fuel and upkeep""",
    "operating_rates": """
        capability,rate
        truck,5""",
    "lines": """
        line,name,product,producer,country,rate,announced_rate,announced_year,ceiling,ramp,build_time,expansion_cost,lead_time
        long_line,long-range line,sam_long,Firm A,USA,2,3,2028,8,25,2,400,3
        short_line,short-range line,sam_short,Firm B,DEU,6,,,20,20,1,30,2
        lorry_line,lorry line,lorry,Firm C,DEU,1500,,,4000,20,1,0.05,1""",
    "contracts": """
        ally,line,quantity,first_year,last_year
        DEU,long_line,2,2027,2028
        LVA,short_line,1,2026,2026""",
    "learning": """
        learning_class,slope,theory,floor
        missile,90,unit,60
        vehicle,95,cumulative_average,80""",
    "materials": """
        material,name,unit,producer,country,rate,announced_rate,announced_year,ceiling,ramp,build_time,expansion_cost
        motor,rocket motors,motor,Firm D,DEU,20,,,60,30,1,2""",
    "bills_of_materials": """
        product,material,quantity
        sam_long,motor,4
        sam_short,motor,1""",
    "workforce": """
        country,trade,name,workers,attrition,apprentices,intake_limit,training,training_cost,recruitment_limit
        DEU,fitter,fitters in Germany,90,10,9,30,2,0.1,5""",
    "labour": """
        site,trade,workers
        short_line,fitter,10
        motor,fitter,0.5""",
    "offers": """
        ally,capability,kind,quantity""",
    "packages": """
        package,name,capability,ally""",
    "viability": """
        capability,minimum
        gbad_long,1""",
    "crews": """
        capability,crew
        gbad_long,90
        gbad_short,20
        truck,50""",
    "support_deliveries": """
        delivery,ally,capability,line,quantity,first_year,last_year
        german_units,DEU,gbad_short,,1,2027,2027
        lorries,CZE,,lorry_line,400,2027,2028""",
    "sources": """
        source,title,publisher,year,address,licence,confidence,visibility
        test,figures made up for tests,the tests,2026,,,low,""",
}

TERMS = {
    "payment_terms": """
        learning_class,at_order,at_delivery
        missile,20,30
        vehicle,0,50""",
    "price_growth": """
        learning_class,rate
        missile,1""",
    "rate_effects": """
        learning_class,slope
        missile,95""",
    "sustaining_rates": """
        learning_class,rate,idle_cost
        missile,50,20""",
    "programmes": """
        product,name,fixed_cost,launch_quantity
        sam_short,a joint short-range unit,200,10""",
    "fiscal_rules": """
        ally,carry_over,borrowing,interest
        DEU,10,10,2
        CZE,5,0,2""",
    "resilience_funds": """
        fund,name,share
        factories,industry and trucks,2""",
    "resilience_uses": """
        fund,use
        factories,industry
        factories,truck""",
    "pledges": """
        pledge,title,kind,ally,capability,pledge_group,factor,level,share,start_year,target_year,path
        resilience,1.5 % of GDP,resilience_share,,,,,,1.5,2025,2032,linear
        novel,a tenth of equipment,innovation_share,,,,,,10,2025,2026,step""",
    "products": """
        product,name,capability,yield,available_from,learning_class,prior_quantity
        drone,novel short-range unit,gbad_short,1,2027,missile,5""",
    "costs": """
        product,element,amount,currency,price_year,basis
        drone,procurement,60,USD,2024,unit
        drone,operating,5,USD,2024,all""",
    "lines": """
        line,name,product,producer,country,rate,announced_rate,announced_year,ceiling,ramp,build_time,expansion_cost,lead_time
        drone_line,drone line,drone,Firm E,LVA,0,4,2029,10,20,1,5,1""",
    "expansion_steps": """
        site,step
        long_line,0.5
        short_line,1.2
        lorry_line,300
        drone_line,2
        motor,6""",
    "novel_products": """
        product,maturity,slip
        drone,50,2""",
    "whole_units": """
        capability
        gbad_long""",
    "licences": """
        line,licensor,fee
        drone_line,Firm F,10""",
}
"""Rows to add for the terms of money and contracts: what a plan can do without."""

GDP_2025 = {"DEU": 4_700_000.0, "CZE": 350_000.0, "LVA": 45_000.0}
"""GDP in the year before the base year, USD m; it grows by 1 % a year."""


def small_tables() -> dict[str, pl.DataFrame]:
    """Return the tables of the small case, by name, in a dictionary that is the caller's own."""
    return dict(_tables())


@cache
def _tables() -> dict[str, pl.DataFrame]:
    """Return the tables of the small case."""
    tables = {}
    for table in TABLES:
        if table.name == "economy":
            years = range(SETTINGS.base_year - 1, SETTINGS.horizon + 1)
            frame = pl.DataFrame(
                [
                    # as many digits as a figure is read to
                    (ally, year, float(f"{gdp * 1.01**n:.15g}"))
                    for ally, gdp in GDP_2025.items()
                    for n, year in enumerate(years)
                ],
                schema=["ally", "year", "gdp"],
                orient="row",
            )
        elif table.name not in ROWS:
            # what no step reads yet
            frame = empty_frame(table)
        else:
            frame = _frame(table, ROWS[table.name])
        tables[table.name] = _with_provenance(table, frame)
    return tables


def _frame(table: Table, rows: str) -> pl.DataFrame:
    text = "\n".join(line.strip() for line in rows.strip().splitlines())
    types = {column.name: DTYPES[column.kind] for column in table.columns}
    return pl.read_csv(StringIO(text), schema_overrides=types)


def _with_provenance(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    if "status" in table.column_names:
        frame = frame.with_columns(
            source=pl.lit("test"), status=pl.lit("assumed"), note=pl.lit(None, pl.String)
        )
    # columns that say nothing about three allies with one scope are left out above
    missing = [column for column in table.columns if column.name not in frame.columns]
    frame = frame.with_columns(pl.lit(None, DTYPES[column.kind]).alias(column.name) for column in missing)
    return frame.select(table.column_names)


def small_case() -> Case:
    """Return a sound case of three allies, four capabilities (one the sum of two) and three products.

    Held at the start: 8 long-range and 8 short-range units, 80 hundred trucks and 2 pooled. Prices in
    USD m of 2024: ``sam_long`` 900, ``sam_short`` 100, ``lorry`` 0.4; a year's operation 30, 10 and 0.01.
    """
    return Case(SETTINGS, small_tables())


def small_case_with_terms() -> Case:
    """Return the small case with terms of payment, fiscal rules, funds, a programme and a novel product."""
    tables = small_tables()
    added = {
        table.name: pl.concat([tables[table.name], _with_provenance(table, _frame(table, TERMS[table.name]))])
        for table in TABLES
        if table.name in TERMS
    }
    return small_case().with_tables(added)


def write_small_case(folder: Path) -> Path:
    """Write the small case as plain files, without the package's own writer, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = (
        f"{name} = {str(value) if isinstance(value, int | float) else repr(value)}"
        for name, value in SETTINGS.model_dump().items()
    )
    (folder / "case.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name, frame in small_tables().items():
        frame.write_csv(folder / f"{name}.csv")
    return folder
