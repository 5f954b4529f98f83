"""Checks of who buys from whom: words that name something, figures that a kind needs, rules that agree."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

import polars as pl

from sinews.case.checks.marking import Frames, columns_of, marked
from sinews.case.codes import is_country
from sinews.case.problems import Problem, did_you_mean
from sinews.case.supplier_words import EVERYTHING, FROM_WHOM, named

_TABLE = "supplier_rules"
_NEEDS = {
    "preferred": ("value",),
    "least_domestic_share": ("value",),
    "european_content": ("value", "part", "suppliers"),
}
"""The columns that a rule of each kind must fill."""


def broken_supplier_rules(tables: Frames) -> list[Problem]:
    """Return the problems of all rules in this module."""
    return [
        *words_for_nothing(tables),
        *incomplete_supplier_rules(tables),
        *rules_that_disagree(tables),
        *types_of_another_capability(tables),
        *countries_of_no_code(tables),
        *types_of_nobody(tables),
    ]


def types_of_nobody(tables: Frames) -> list[Problem]:
    """Report each limit of types that is for nobody of the case."""
    limits = columns_of(tables, "type_limits", "who")
    if limits is None:
        return []
    known = _keys(tables, "allies", "ally") | _keys(tables, "groups", "group") | {EVERYTHING}
    who = limits.get_column("who")
    wrong = ~who.is_in(sorted(known)) & who.is_not_null()
    return marked("type_limits", "who", who, wrong, "an ally, a group or all", _similar_to(known))


def words_for_nothing(tables: Frames) -> list[Problem]:
    """Report each word in who, what and suppliers that names nothing of the case."""
    rules = columns_of(tables, _TABLE, "who", "what", "suppliers")
    if rules is None:
        return []
    allies, groups = _keys(tables, "allies", "ally"), _keys(tables, "groups", "group")
    made = _keys(tables, "lines", "line") | _keys(tables, "products", "product")
    things = made | _keys(tables, "capabilities", "capability") | _keys(tables, "capabilities", "domain")
    things |= _keys(tables, "products", "learning_class")
    countries = _keys(tables, "lines", "country") | _keys(tables, "line_partners", "country")
    places = allies | groups | made | countries
    looked_at: tuple[tuple[str, Collection[str], str], ...] = (
        ("who", allies | groups | {EVERYTHING}, "an ally, a group or all"),
        (
            "what",
            things | {EVERYTHING},
            "lines, products, capabilities, classes of products, domains, or all, with semicolons between",
        ),
        ("suppliers", places, "countries with a line, groups, lines or products, with semicolons between"),
    )
    problems: list[Problem] = []
    for column, known, expected in looked_at:
        values = rules.get_column(column)
        wrong = [[word for word in named(cell) if word not in known] for cell in values]
        mask = pl.Series([bool(words) for words in wrong], dtype=pl.Boolean)
        problems += marked(_TABLE, column, values, mask, expected, _similar_to(known))
    return problems


def incomplete_supplier_rules(tables: Frames) -> list[Problem]:
    """Report each rule without a figure that its kind needs, or whose years are out of order."""
    rules = columns_of(tables, _TABLE, "kind", "value", "part", "suppliers", "first_year", "last_year")
    if rules is None:
        return []
    problems: list[Problem] = []
    for kind, columns in _NEEDS.items():
        for column in columns:
            values = rules.get_column(column)
            missing = (rules.get_column("kind") == kind) & values.is_null()
            problems += marked(_TABLE, column, values, missing, f"a value: a rule of kind {kind} needs it")
    last = rules.get_column("last_year")
    early = last < rules.get_column("first_year")
    return problems + marked(_TABLE, "last_year", last, early, "a year not before first_year")


def rules_that_disagree(tables: Frames) -> list[Problem]:
    """Report each rule that says otherwise than an earlier one, of the same allies, things and years."""
    rules = columns_of(tables, _TABLE, "rule", "who", "what", "kind", "suppliers", "first_year", "last_year")
    if rules is None:
        return []
    agreed: list[dict[str, object]] = []
    against: list[str | None] = []
    for row in rules.iter_rows(named=True):
        earlier = [each for each in agreed if _disagree(each, row)] if row["kind"] in FROM_WHOM else []
        against.append(str(earlier[0]["rule"]) if earlier else None)
        if row["kind"] in FROM_WHOM:
            agreed.append(row)
    problems = []
    for rule in sorted({each for each in against if each}):
        mask = pl.Series([each == rule for each in against], dtype=pl.Boolean)
        problems += marked(
            _TABLE, "kind", rules.get_column("kind"), mask, f"what the rule {rule} says of the same orders",
            "remove one, limit their years, or say more closely what each is about",
        )  # fmt: skip
    return problems


def _disagree(one: dict[str, object], other: dict[str, object]) -> bool:
    """Return whether two rules say different things of the same orders, and equally closely."""
    if one["who"] != other["who"] or (one["kind"], one["suppliers"]) == (other["kind"], other["suppliers"]):
        return False
    if not set(named(str(one["what"]))) & set(named(str(other["what"]))):
        return False
    first, last = (one["first_year"], other["first_year"]), (one["last_year"], other["last_year"])
    begin = max((int(str(year)) for year in first if year is not None), default=0)
    end = min((int(str(year)) for year in last if year is not None), default=9999)
    return begin <= end


def types_of_another_capability(tables: Frames) -> list[Problem]:
    """Report each type whose product provides another capability than the type."""
    products = columns_of(tables, "products", "product", "capability")
    if products is None:
        return []
    provides = dict(products.select("product", "capability").iter_rows())
    problems: list[Problem] = []
    for table in ("fleets", "types_announced"):
        frame = columns_of(tables, table, "capability", "product")
        if frame is not None:
            wrong = [
                product is not None and provides.get(product, capability) != capability
                for capability, product in frame.select("capability", "product").iter_rows()
            ]
            problems += marked(
                table, "product", frame.get_column("product"), pl.Series(wrong, dtype=pl.Boolean),
                "a product that provides the capability of the row",
            )  # fmt: skip
    return problems


def countries_of_no_code(tables: Frames) -> list[Problem]:
    """Report each partner of a line that is no country."""
    frame = columns_of(tables, "line_partners", "country")
    if frame is None:
        return []
    values = frame.get_column("country")
    wrong = pl.Series([value is not None and not is_country(value, 3) for value in values], dtype=pl.Boolean)
    return marked("line_partners", "country", values, wrong, "an ISO 3166-1 alpha-3 code")


def _keys(tables: Frames, table: str, column: str) -> set[str]:
    """Return the values of a column that are there."""
    frame = columns_of(tables, table, column)
    return set() if frame is None else set(frame.get_column(column).drop_nulls().to_list())


def _similar_to(known: Collection[str]) -> Callable[[str], str]:
    """Return a function that proposes the words most like the first that names nothing."""
    return lambda cell: next(_proposals(cell, known), "")


def _proposals(cell: str, known: Collection[str]) -> Iterator[str]:
    for word in named(cell):
        if word not in known:
            yield did_you_mean(word, sorted(known))
