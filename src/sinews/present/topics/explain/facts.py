"""Rows of the case by their keys, with errors that name what is near."""

from __future__ import annotations

from typing import Any

import polars as pl

from sinews.case import CallError, Case, Problem, every_pledge
from sinews.case.problems import did_you_mean
from sinews.document import wording
from sinews.implementation import Plan
from sinews.present.foundation import requirement_parts
from sinews.present.topics.explain.explanation import Statement

NAMED = 6
"""How many allies, lines or products are named before the rest is summed up."""

SHOWN = 40
"""How many keys an error lists."""


def known(table: str, column: str, key: str, names: dict[str, str], expected: str) -> str:
    """Return the key that is meant by a key or by a name, whatever its case.

    Raises
    ------
    CaseError
        If nothing is called so; it names what is spelt most alike, by key and by name.
    """
    by_word = {word.lower(): each for each, name in names.items() for word in (name, each)}
    if key.lower() in by_word:
        return by_word[key.lower()]
    near = did_you_mean(key, [*names, *names.values()])
    holding = [f"{each} ({name})" for each, name in names.items() if key.lower() in name.lower()]
    if holding and not near:
        near = f"did you mean {' or '.join(holding[:NAMED])}?"
    listed = ", ".join(list(names)[:SHOWN]) + (
        f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    )
    remedy = ", ".join(part for part in (near, f"known are {listed}") if part)
    raise CallError([Problem(table, None, column, key, expected, remedy)])


def names_of(case: Case, table: str, key: str, name: str = "name") -> dict[str, str]:
    """Return the names of a table's rows by their keys."""
    return dict(case[table].select(key, name).iter_rows())


def row_of(frame: pl.DataFrame, **keys: str | int) -> dict[str, Any]:
    """Return the one row with these keys."""
    return frame.filter(**keys).row(0, named=True)


def country_name(case: Case, country: str | None) -> str:
    """Return the name of a country, in the Alliance or outside; what has none is made at home."""
    if country is None:
        return wording.AT_HOME
    return names_of(case, "allies", "ally").get(country) or wording.COUNTRY_NAMES.get(country, country)


def stated(stage: str, text: str, row: dict[str, Any]) -> Statement:
    """Return a statement about a row of the case, with the row's status and source."""
    return Statement(stage, text, row["status"], row["source"])


def requirement(plan: Plan, capability: str, year: int) -> list[Statement]:
    """Return which pledge or publication requires how much of a capability, and what that rests on."""
    case = plan.case
    need = row_of(plan.requirements, capability=capability, year=year)
    facts = row_of(case["capabilities"], capability=capability)
    found = []
    if need["driver"] == "pledge":
        pledge = row_of(every_pledge(case), pledge=need["pledge"])
        found.append(
            stated("Pledge", f"{pledge['title']} ({pledge['pledge']}), by {pledge['target_year']}.", pledge)
        )
    elif need["driver"] == "published":
        asked = row_of(case["published_requirements"], requirement=need["requirement"])
        found.append(stated("Published requirement", f"{asked['title']} ({asked['requirement']}).", asked))
    elif need["driver"] == "sized":
        promised = f" The pledge comes to {wording.quantity(need['pledged'])}." if need["pledge"] else ""
        found.append(Statement("Sized need", f"{need['sizing']}.{promised}"))
    else:
        found.append(Statement("Pledge", "None asks for more: today's level is kept."))
    if need["sized"] is not None and need["driver"] != "sized":
        lower = f"{need['sizing']}: {wording.quantity(need['sized'])}, which is no more."
        found.append(Statement("Sized need", lower))
    parts = requirement_parts(plan).filter(capability=capability, year=year)
    by_status = parts.group_by("status", maintain_order=True).agg(pl.col("part").sum())
    rests = wording.listed(
        [f"{wording.share(part)} {status}" for status, part in by_status.iter_rows() if part > 0]
    )
    text = (
        f"{wording.quantity(need['required'])} of {facts['name']} (unit: {facts['unit']}) in {year}, against "
        f"{wording.quantity(need['baseline'])} today."
    )
    return [*found, Statement("Requirement", text, rests)]


def divided(parts: list[tuple[str, float]], digits: int | None = None) -> str:
    """Return who has how much, the largest first, with the rest summed up."""
    ranked = sorted((part for part in parts if part[1] > 0), key=lambda part: (-part[1], part[0]))
    told = [f"{name} {_number(value, digits)}" for name, value in ranked[:NAMED]]
    rest = ranked[NAMED:]
    if rest:
        told.append(f"{len(rest)} others {_number(sum(value for _, value in rest), digits)}")
    return wording.listed(told) or "nobody"


def spans(years: list[int]) -> str:
    """Return years in words: "2029", "2029 to 2031 and 2034"."""
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return wording.listed([str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs])


def _number(value: float, digits: int | None) -> str:
    return wording.quantity(value) if digits is None else wording.number(value, digits)
