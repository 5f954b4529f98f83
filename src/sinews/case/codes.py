"""Codes of currencies and countries: ISO 4217, and ISO 3166-1 as the shipped table of aliases has it."""

from __future__ import annotations

from sinews.case.countries import iso_codes

_IN_USE = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD
HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD
MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN
PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY
TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST YER ZAR ZMW ZWG
"""

_BEFORE = "ATS BEF BGL CYP DEM EEK ESP FIM FRF GRD HRK IEP ITL LTL LUF LVL MTL NLG PLZ PTE ROL SIT SKK TRL"
"""Those of Europe before the euro, or before they were cut to another value."""

CURRENCIES = frozenset((_IN_USE + _BEFORE).split())
"""The currencies of ISO 4217; those that begin with X are free, or shared by several countries."""

FREE = "X"
"""What codes begin with that ISO 3166-1 leaves to its users: Kosovo is XKX."""


def is_currency(code: str) -> bool:
    """Return whether a code is a currency of ISO 4217, or begins with X."""
    return code in CURRENCIES or (_is_code(code, 3) and code.startswith(FREE))


def is_country(code: str, letters: int) -> bool:
    """Return whether a code of so many letters is one of ISO 3166-1, or begins with X."""
    return _is_code(code, letters) and (code.startswith(FREE) or code in iso_codes())


def _is_code(code: str, letters: int) -> bool:
    """Return whether text is so many plain capital letters."""
    return len(code) == letters and code.isascii() and code.isalpha() and code.isupper()
