"""Text files in the layouts of publishers, made here: the true structure, with figures made up."""

# ruff: noqa: E501 - lines are as long as those of the files

from __future__ import annotations

WEO_REPORT = (
    "ISO\tCountry\tSubject Descriptor\tUnits\tScale\tCountry/Series-specific Notes\t2019\t2020\t2021\tEstimates Start After\t\r\n"
    "AND\tAndorra\tGross domestic product, current prices\tU.S. dollars\tBillions\tnotes\t1.5\t1.6\t1.7\t2020\t\r\n"
    "DEU\tGermany\tGross domestic product, current prices\tU.S. dollars\tBillions\tnotes\tn/a\t3,900.125\t4,200.5\t2020\t\r\n"
    "GBR\tUnited Kingdom\tGross domestic product, current prices\tU.S. dollars\tBillions\tnotes\t--\t2,700\t3,100\t2019\t\r\n"
    "\r\nInternational Monetary Fund, World Economic Outlook Database, October 2022"
).encode("utf-16-le")
"""A report of the IMF: UTF-16 without a mark, an empty column at the end, called .xls."""

WEO_COMMA = (
    "Country\tSubject Descriptor\tUnits\tScale\t2021\t2022\r\n"
    "T\u00fcrkiye\tCurrent account balance\tU.S. dollars\tBillions\t-6,433\t-45,799\r\n"
    "Estonia\tGross domestic product, constant prices\tPercent change\tUnits\t-6,24\t1,174\r\n"
    "\t\t\t\t\t\r\nInternational Monetary Fund, World Economic Outlook Database, October 2024\t\t\t\t\t"
).encode("latin-1")
"""A report exported on a system with decimal commas, in Latin-1, without the years of estimates."""

WEO_ALL = (
    "WEO Country Code\tISO\tWEO Subject Code\tCountry\tSubject Descriptor\tSubject Notes\tUnits\tScale\t"
    "Country/Series-specific Notes\t2021\t2022\tEstimates Start After\r\n"
    "964\tPOL\tNGDPD\tPoland\tGross domestic product, current prices\tn\tU.S. dollars\tBillions\tn\t679.067\t716.3\t2021\r\n"
    "964\tPOL\tLP\tPoland\tPopulation\tn\tPersons\tMillions\tn\t37.9\t37.8\t0\r\n"
).encode("utf-16-le")
"""The whole database; a series may say that no year is an estimate."""

WORLD_BANK = (
    '\ufeff"Data Source","World Development Indicators",\r\n\r\n"Last Updated Date","2026-07-01",\r\n\r\n'
    '"Country Name","Country Code","Indicator Name","Indicator Code","2019","2020",\r\n'
    '"Estonia","EST","GDP (current US$)","NY.GDP.MKTP.CD","31000000000.5","",\r\n'
    '"Estonia","EST","Armed forces personnel, total","MS.MIL.TOTL.P1","7000","6500",\r\n'
    '"Euro area","EMU","GDP (current US$)","NY.GDP.MKTP.CD","1","2",\r\n'
).encode()

WORLD_BANK_SINGLE = (
    '\ufeff"Data Source","World Development Indicators",\r\n\r\n"Last Updated Date","2026-07-01",\r\n\r\n'
    '"Country Name","Country Code","Indicator Name","Indicator Code","2019","2020",\r\n'
    '"Turkiye","TUR","Military expenditure (% of GDP)","MS.MIL.XPND.GD.ZS","2.75","",\r\n'
).encode()

WORLD_BANK_JSON = (
    b'[{"page":1,"pages":1,"per_page":"50","total":2,"sourceid":null,"lastupdated":"2026-07-13"},['
    b'{"indicator":{"id":"NY.GDP.MKTP.CD","value":"GDP (current US$)"},"country":{"id":"DE","value":"Germany"},'
    b'"countryiso3code":"DEU","date":"2024","value":4685592577804.69,"unit":"","obs_status":"","decimal":0},'
    b'{"indicator":{"id":"NY.GDP.MKTP.CD","value":"GDP (current US$)"},"country":{"id":"PL","value":"Poland"},'
    b'"countryiso3code":"POL","date":"2024","value":null,"unit":"","obs_status":null,"decimal":0},'
    b'{"indicator":{"id":"NY.GDP.MKTP.CD","value":"GDP"},"country":{"id":"XC","value":"Euro area"},'
    b'"countryiso3code":"EMU","date":"2024","value":1.5,"unit":"","obs_status":"","decimal":0}]]'
)

EUROSTAT_TSV = (
    b"freq,unit,na_item,geo\\TIME_PERIOD\t2022 \t2023 \t2024 \r\n"
    b"A,CP_MEUR,B1GQ,EL\t207008.7 \t224686.2 p\t: \r\n"
    b"A,CP_MEUR,B1GQ,UK\t: @C\t\t2900000.0 be\r\n"
    b"A,CP_MEUR,B1G,DE\t3591874.0 p\t3853937.0 p\t3921311.0 p\r\n"
    b"A,CP_MEUR,B1G,AT\t402767.1 \t429634.3 \t443546.0 \r\n"
    b"A,CP_MEUR,B1GQ,EU27_2020\t1.0 \t2.0 \t3.0 \r\n"
)

EUROSTAT_OLD_TSV = (
    b"unit,sector,na_item,geo\\time\t2014 \t2013 \n"
    b"MIO_NAC,S1,B1GQ,PL\t1719097.0 \t1656341.0 \nPC_GDP,S13,GD,EL\t178.6 \t177.0 \n"
)

EUROSTAT_REGIONS = (
    b"freq,unit,geo\\TIME_PERIOD\t2021 \t2022 \n"
    b"A,MIO_PPS_EU27_2020,NO\t304249.36 \t: \nA,EUR_HAB,DE94\t38200 e\t40700 e\nA,EUR_HAB,MK0\t4600 p\t35 b\n"
)

EUROSTAT_LABELS = (
    "DATAFLOW,LAST UPDATE,freq,unit,na_item,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\r\n"
    'ESTAT:NAMA_10_GDP(1.0),13/12/24 23:00:00,Annual,"Chain linked volumes (2020), million euro",'
    "Gross domestic product at market prices,T\u00fcrkiye,2023,774812.4,p\r\n"
    'ESTAT:NAMA_10_GDP(1.0),13/12/24 23:00:00,Annual,"Chain linked volumes (2020), million euro",'
    "Gross domestic product at market prices,Kosovo*,2023,8138.3,\r\n"
).encode()

EUROSTAT_CODES = (
    b"DATAFLOW,LAST UPDATE,freq,unit,sector,cofog99,na_item,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\r\n"
    b"ESTAT:GOV_10A_EXP(1.0),27/03/26 23:00:00,A,MIO_EUR,S13,GF02,TE,BE,2024,7946.4,,\r\n"
    b"ESTAT:GOV_10A_EXP(1.0),27/03/26 23:00:00,A,PC_GDP,S13,GF02,TE,BE,2024,,,\r\n"
)

EUROSTAT_EXPLORER = (
    b'"TIME","GEO","UNIT","NA_ITEM","Value","Flag and Footnotes"\n'
    b'"2016","Germany (until 1990 former territory of the FRG)","Current prices, million euro",'
    b'"Gross domestic product at market prices","3,159,750.0",""\n'
    b'"2016","Greece","Current prices, million euro","Gross domestic product at market prices",":","p"\n'
)

OWID_LONG = (
    b"Entity,Code,Year,Military expenditure (% of GDP),World region according to OWID\n"
    b"Estonia,EST,2023,2.995723,Europe\nEuropean Union (SIPRI),,2022,0.006221685,\n"
    b"Kosovo,OWID_KOS,2022,1.15,Europe\nTurkey,TUR,2023,1.7199188,Asia\n"
)
OWID_SHORT = (
    b"Entity,Code,Year,military_expenditure\nPoland,POL,2020,12815477288\nWorld,OWID_WRL,2020,1910296125695\n"
)
OWID_NO_UNIT = b"Entity,Code,Year,tanks_held\nPoland,POL,2020,700\n"

FIREPOWER = (
    b"Country,ISO3,Rank,Active Personnel,Combat Tanks,Production (bbl/dy),Defense Budget\n"
    b"Germany,GER,9,180000,543,48830,39200000000\nSlovenia,SLV,113,7500,84,0,790000000\n"
    b"El Salvador,ELS,90,25000,0,0,1\nTurkey,TUR,8,382850,2445,47670,8208000000\n"
)
AIRCRAFT = b"Aircraft,Inservice\nRafale,8[1]\nTejas,31[2][3]\nHeron,N/A\nHawk,~100\n"

RAIDS = (
    b"time_start,time_end,model,launch_place,target,launched,destroyed,not_reach_goal,border_crossing,launched_details\n"
    b"2026-06-06 18:00,2026-06-07 08:30,Shahed-136/131,\"Chauda, Crimea\",Ukraine,236.0,215.0,0.0,{'poland': 8.0},"
    b"\"{'south': 61, 'east': NaN}\"\n"
    b"2025-11-08,2025-11-08 10:00,Iskander-M/KN-23 and Kalibr,,Ukraine,38.0,,,{},\"{'Kalibr': 3}\"\n"
)

FIGARO = (
    b"rowLabels,DE_C25,GR_C31_32,FIGW1_C25,DE_P3_S13,DE_P5M\n"
    b"DE_C25,200,1,30,9,-0.5\nGR_C31_32,2,3,0,0,0\nFIGW1_C25,40,0,900,0,0\n"
    b"W2_D21X31,5,0,1,0,0\nW2_OP_RES,0,0,0,0,0\nW2_OP_NRES,0,0,0,0,0\n"
    b"W2_D1,150,1,2,0,0\nW2_D29X39,-1.5,0,0,0,0\nW2_B2A3G,100,2,3,0,0\n"
)
FIGARO_FLAT = (
    b"icioiRow,icioiCol,refArea,rowIi,counterpartArea,colIi,obsValue\n"
    b"PL_C25,DE_C30,PL,C25,DE,C30,18\nDE_C30,GB_P3_S13,DE,C30,GB,P3_S13,9\nW2_D1,DE_C30,W2,D1,DE,C30,-19.5\n"
    b"DE_C25,JP_C25,DE,C25,JP,C25,1\n"
)
ICIO = (
    b"V1,DEU_C25,ROW_C25,DEU_HFCE,DEU_GFCF,OUT\nDEU_C25,220,9,9,66,304\nROW_C25,45,950,0,0,995\n"
    b"TLS,5,1,,,\nVA,34,35,,,\nOUT,304,995,,,\n"
)
