"""From whom each ally may order: the rules on suppliers as arrays over allies, lines and years of order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from sinews.case import Case
from sinews.case.supplier_words import EVERYTHING, FROM_WHOM, named
from sinews.case.suppliers import announced, at_home, operated
from sinews.engines.arrays import Flags, Indices, Values

NO_RULE = -1
"""The position of a rule where there is none."""

NAMED_BY = ("domain", "learning_class", "capability", "product", "line")
"""By what a rule can name what it is about, the closest last."""

CLOSEST = 10
"""More than there are steps of closeness: whose orders a rule is about counts before what it is about."""


@dataclass(frozen=True, slots=True)
class LeastShare:
    """A part of the value of an ally's orders that must come from some suppliers.

    Attributes
    ----------
    rule, ally
        Position of the rule in `supplier_rules`, and of the ally.
    worth
        What one unit of value ordered of each line counts for, less what is asked, (l, t), zero where the
        rule says nothing: at least nothing in sum.
    enough
        Whether an order of each line alone would do, (l, t); not where the rule says nothing.
    """

    rule: int
    ally: int
    worth: Values
    enough: Flags


@dataclass(frozen=True, slots=True)
class Suppliers:
    """From whom allies may order, by the year of the order; arrays are (a, l, t).

    Attributes
    ----------
    open
        Whether the ally may order from the line.
    markup
        By what part others' offers count as dearer than they are.
    regime, barred
        Positions in `supplier_rules` of the rule that says from whom, and of the first that excludes the
        line; `NO_RULE` for none.
    competition
        Whether no line is at home, and no type operated or announced is built, so that the rule leaves it to
        competition.
    home
        The part of the work on the ally's own orders that is done at home, (a, l), 0 to 1.
    partner
        Whether the line stands elsewhere, and is at home at the ally's as well, (a, l).
    shares
        The parts that must come from some suppliers.
    """

    open: Flags
    markup: Values
    regime: Indices
    barred: Indices
    competition: Flags
    home: Values
    partner: Flags
    shares: tuple[LeastShare, ...]

    @property
    def all_open(self) -> bool:
        """Whether nobody is kept from anything, and no offer is preferred."""
        return bool(self.open.all()) and not self.markup.any() and not self.shares


class _Scope:
    """What the words of rules stand for in a case."""

    def __init__(self, case: Case, allies: list[str], years: Indices) -> None:
        self.allies, self.years = allies, years
        self.groups = {
            str(group): set(members["ally"])
            for (group,), members in case["groups"].group_by("group", maintain_order=True)
        }
        products = case["products"].select("product", "capability", "learning_class")
        domains = case["capabilities"].select("capability", "domain")
        self.lines = (
            case["lines"]
            .select("line", "product", "country")
            .join(products, on="product", how="left", maintain_order="left")
            .join(domains, on="capability", how="left", maintain_order="left")
        )
        self.home = np.zeros((len(allies), self.lines.height))
        line = {key: place for place, key in enumerate(self.lines["line"])}
        self.country: list[set[str]] = [set() for _ in line]
        for key, country, share in at_home(case).iter_rows():
            self.country[line[key]].add(country)
            if country in allies:
                self.home[allies.index(country), line[key]] = share
        everywhere = self.lines["country"].is_null().to_numpy()
        self.home[:, everywhere] = 1.0
        # a partner without a stated part of the work is at home all the same
        self.is_home = everywhere[None, :] | np.array(
            [[ally in where for where in self.country] for ally in allies], np.bool_
        ).reshape(len(allies), len(line))
        self.operated, self.announced = (self._of_type(frame) for frame in (operated(case), announced(case)))

    def _of_type(self, pairs: pl.DataFrame) -> Flags:
        known = set(pairs.select("ally", "product").iter_rows())
        return np.array(
            [[(ally, product) in known for product in self.lines["product"]] for ally in self.allies],
            np.bool_,
        ).reshape(len(self.allies), self.lines.height)

    def partner(self) -> Flags:
        """Return where lines are at home beside the country that they stand in, (a, l)."""
        stands = [[country == ally for country in self.lines["country"]] for ally in self.allies]
        nowhere = self.lines["country"].is_null().to_numpy()
        return np.asarray(self.is_home & ~np.array(stands, np.bool_).reshape(self.is_home.shape) & ~nowhere)

    def who(self, word: str) -> tuple[Flags, int]:
        """Return whose orders a rule is about, (a,), and how closely it names them."""
        if word == EVERYTHING:
            return np.ones(len(self.allies), np.bool_), 0
        members = self.groups.get(word)
        inside = {word} if members is None else members
        return np.isin(self.allies, sorted(inside)), 2 if members is None else 1

    def what(self, cell: str) -> Indices:
        """Return how closely a rule names each line, (l,), 0 where it does not."""
        close = np.zeros(self.lines.height, np.int64)
        for word in named(cell):
            if word == EVERYTHING:
                close = np.maximum(close, 1)
            for step, column in enumerate(NAMED_BY, start=2):
                hit = (self.lines[column] == word).fill_null(False).to_numpy()
                close = np.maximum(close, np.where(hit, step, 0))
        return close

    def suppliers(self, cell: str | None) -> Flags:
        """Return the lines that a rule names as suppliers, (l,): by the country that they stand in.

        What a partner builds there is for its own forces, and makes the line no supplier of others.
        """
        words = set(named(cell))
        countries = words | {ally for word in words for ally in self.groups.get(word, ())}
        keys = self.lines["line"].is_in(list(words)) | self.lines["product"].is_in(list(words))
        there = self.lines["country"].is_in(list(countries)).fill_null(value=False)
        return np.asarray((keys | there).to_numpy())

    def when(self, rule: dict[str, Any]) -> Flags:
        """Return the years of order for which a rule holds, (t,)."""
        first, last = rule["first_year"], rule["last_year"]
        held: Flags = (self.years >= (first or self.years[0])) & (self.years <= (last or self.years[-1]))
        return held


def read_suppliers(case: Case, allies: list[str], years: Indices) -> Suppliers:
    """Return from whom allies may order.

    Parameters
    ----------
    case
        The case: its rules, yards and types.
    allies, years
        The axes; the lines are those of the case.

    Notes
    -----
    Of the rules that say from whom may be ordered, the one most at the point holds: one for an ally before
    one for a group before one for all, then one for a line before one for a product, a capability, a class, a
    domain, all; of equals the first. Exclusions hold whatever others say.
    """
    scope = _Scope(case, allies, years)
    shape = len(allies), scope.lines.height, years.size
    closest, regime = np.zeros(shape, np.int64), np.full(shape, NO_RULE)
    barred, markup = np.full(shape, NO_RULE), np.zeros(shape)
    permitted = np.ones(shape, np.bool_)
    competing = np.zeros(shape, np.bool_)
    shares: list[LeastShare] = []
    # what counts as preferred is known once it is known what is open
    preferences: list[tuple[dict[str, Any], Flags]] = []
    for place, rule in enumerate(case["supplier_rules"].iter_rows(named=True)):
        who, near = scope.who(rule["who"])
        what, when = scope.what(rule["what"]), scope.when(rule)
        about = who[:, None, None] & (what > 0)[None, :, None] & when[None, None, :]
        from_them = scope.suppliers(rule["suppliers"])
        kind = rule["kind"]
        if kind in FROM_WHOM:
            close = CLOSEST * near + what[None, :, None]
            decides = about & (close > closest)
            closest, regime = np.where(decides, close, closest), np.where(decides, place, regime)
            permitted = np.where(decides, _permitted(kind, scope, from_them, rule)[:, :, None], permitted)
            left = from_them if rule["suppliers"] else np.ones(from_them.size, np.bool_)
            competes = left if kind in ("operates", "announced") else np.zeros(left.size, np.bool_)
            competing = np.where(decides, competes[None, :, None], competing)
        elif kind == "excluded":
            them = from_them if rule["suppliers"] else np.ones(from_them.size, np.bool_)
            barred = np.where(about & them[None, :, None] & (barred == NO_RULE), place, barred)
        elif kind == "preferred":
            preferences.append((rule, about))
        else:
            shares += _shares(place, rule, scope, about)
    allowed = permitted & (barred == NO_RULE)
    capability = scope.lines["capability"].to_list()
    competition = competing & (barred == NO_RULE) & ~_any_of(allowed, capability)
    open_to = allowed | competition
    for rule, about in preferences:
        if rule["suppliers"]:
            them = np.broadcast_to(scope.suppliers(rule["suppliers"]), scope.is_home.shape)
        else:
            them = scope.is_home
        offered = _any_of(open_to & about & them[:, :, None], capability)
        dearer = about & offered & ~them[:, :, None]
        markup = np.where(dearer, np.maximum(markup, rule["value"] / 100.0), markup)
    return Suppliers(open_to, markup, regime, barred, competition, scope.home, scope.partner(), tuple(shares))


def _permitted(kind: str, scope: _Scope, from_them: Flags, rule: dict[str, Any]) -> Flags:
    """Return the lines that a rule allows, (a, l)."""
    if kind == "open":
        them = from_them if rule["suppliers"] else np.ones(from_them.size, np.bool_)
        return np.broadcast_to(them, scope.is_home.shape)
    if kind == "sovereign":
        return scope.is_home
    types = scope.operated if kind == "operates" else scope.operated | scope.announced
    return scope.is_home | types


def _shares(place: int, rule: dict[str, Any], scope: _Scope, about: Flags) -> list[LeastShare]:
    """Return the shares that a rule asks of each ally."""
    part, found = rule["value"] / 100.0, []
    for ally in np.flatnonzero(about.any(axis=(1, 2))):
        if rule["kind"] == "least_domestic_share":
            counts, asked = scope.home[ally], part
        else:
            counts = np.where(_content(scope, rule, int(ally)) >= part, 1.0, 0.0)
            asked = rule["part"] / 100.0
        worth, enough = (counts - asked)[:, None], (counts >= asked)[:, None]
        found.append(LeastShare(place, int(ally), about[ally] * worth, about[ally] & enough))
    return found


def _content(scope: _Scope, rule: dict[str, Any], ally: int) -> Values:
    """Return the part of the work on an ally's orders that is done by the suppliers of a rule, (l,)."""
    words = set(named(rule["suppliers"]))
    inside = words | {member for word in words for member in scope.groups.get(word, ())}
    country = scope.lines["country"]
    there = country.is_in(sorted(inside)).fill_null(False).to_numpy()
    at_home = scope.home[ally] if scope.allies[ally] in inside else np.zeros(there.size)
    return np.where(there, 1.0, at_home)


def _any_of(flags: Flags, capability: list[str]) -> Flags:
    """Return whether any line of each line's capability has a flag, (a, l, t)."""
    _, which = np.unique(np.array(capability), return_inverse=True)
    found = np.zeros((which.max(initial=-1) + 1, *np.moveaxis(flags, 1, 0).shape[1:]), np.bool_)
    np.logical_or.at(found, which, np.moveaxis(flags, 1, 0))
    return np.moveaxis(found[which], 0, 1)
