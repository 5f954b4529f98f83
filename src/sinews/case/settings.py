"""The settings of a case: what ``case.toml`` holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    ValidationError,
    field_validator,
    model_serializer,
    model_validator,
)

from sinews.case.bounded import parse_json, parse_toml
from sinews.case.constraints import Constraint
from sinews.case.figures import round_to_digits
from sinews.case.names import hidden_in
from sinews.case.problems import CaseError, Problem, did_you_mean

SETTINGS_FILE = "case.toml"

Rule = Literal[
    "leximin",
    "proportional",
    "equal_awards",
    "equal_losses",
    "talmud",
    "random_arrival",
    "status_quo",
]
"""The rules of apportionment; `sinews.apportionment` says what each does."""

Ability = Literal["gdp", "income", "headroom", "spending"]
"""The measures of ability to bear cost; `sinews.apportionment` says how each is computed."""

Formations = Literal["offered", "offered_2021", "all"]
"""Which formations count: the parts in `formation_counts` (today's, or those of 2021), or all that exist."""

MOST_MEMORY = 8.0
"""GiB that one model may take unless a case says otherwise."""

FULLY_MET = 0.995
"""A requirement counts as met from 99.5 % on: below that, one unit of a large count is missing."""


class Settings(BaseModel):
    """The settings of a case."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True)

    name: str = Field(min_length=1, description="short name of the case")
    title: str = Field(default="", description="what the case is, in a line")
    base_year: int = Field(ge=1990, le=2100, description="first planning year; plans start on its 1 January")
    horizon: int = Field(ge=1990, le=2150, description="last planning year")
    currency: str = Field(
        default="USD", pattern="^[A-Z]{3}$", description="currency of all answers, ISO 4217"
    )
    price_year: int = Field(ge=1990, le=2100, description="year of the constant prices of all answers")
    table_currency: str | None = Field(
        default=None, pattern="^[A-Z]{3}$",
        description="currency of money in tables that do not name one; that of the answers if not given",
    )  # fmt: skip
    table_price_year: int | None = Field(
        default=None, ge=1990, le=2100,
        description="year of the prices of money in tables that do not name it, and of the exchange rates "
        "with which all money is converted; that of the answers if not given",
    )  # fmt: skip
    discount_rate: float = Field(ge=0, le=1, description="real discount rate, as a share per year")
    seed: int = Field(default=1, ge=0, le=2**63 - 1, description="seed of all random numbers")
    edition: str = Field(
        default="", description="edition of the figures, a date; empty for a case without editions"
    )
    formations: Formations = Field(
        default="offered", description="which formations count towards a requirement"
    )
    unlisted_orders: Literal["none", "at_rate"] = Field(
        default="none",
        description="whether lines are taken as sold, at today's rate, until new orders can be delivered",
    )
    rule: Rule = Field(default="leximin", description="rule by which targets are shared out")
    ability: Ability = Field(default="gdp", description="what an ally's ability to bear cost is measured by")
    service_life: int = Field(default=20, ge=1, le=60, description="years that a burden's operation counts")
    yearly_growth: float = Field(
        default=0.4, ge=0, le=100, description="reasonable challenge: most that a target may grow in a year"
    )
    personnel_growth: float = Field(
        default=0.5, ge=0, le=100, description="most that crews of new units may add to military personnel"
    )

    financing: Literal["debt", "tax"] = Field(
        default="debt", description="what pays for higher spending, where effects on growth are told"
    )
    crowding_out: float = Field(
        default=0.0, ge=0, le=1, description="part of the effect on GDP that displaces other demand"
    )

    most_memory: float = Field(
        default=MOST_MEMORY,
        ge=0.01,
        le=100_000,
        description="GiB that one model may take; a larger one is refused",
    )

    constraints: tuple[Constraint, ...] = Field(
        default=(), description="families of constraints that packages offer, and their fields"
    )

    @field_validator("constraints", mode="before")
    @classmethod
    def _as_text(cls, value: Any) -> Any:
        """Read what a workbook holds in one cell, or TOML in a list."""
        value = parse_json(value) if isinstance(value, str) else value
        return tuple(value) if isinstance(value, list) else value

    @model_validator(mode="before")
    @classmethod
    def _with_money_of_tables(cls, data: Any) -> Any:
        """Say what money the tables are in where that is not given, so that it stays when answers change."""
        if not isinstance(data, dict):
            return data
        own = {"table_currency": data.get("currency", "USD"), "table_price_year": data.get("price_year")}
        return own | {name: value for name, value in data.items() if name not in own or value is not None}

    @model_serializer(mode="wrap")
    def _without_none(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out what came later where it says nothing: such a case is the same case as ever."""
        unsaid = {"constraints": (), "most_memory": MOST_MEMORY}
        return {
            name: value
            for name, value in handler(self).items()
            if name not in unsaid or (value and value != unsaid[name])
        }

    @field_validator("name", "title", "edition")
    @classmethod
    def _without_hidden_characters(cls, value: str) -> str:
        if hidden := hidden_in(value):
            raise ValueError(f"text without hidden characters (take out {hidden})")
        return value

    @field_validator("*")
    @classmethod
    def _to_digits(cls, value: Any) -> Any:
        return round_to_digits(value) if isinstance(value, float) else value

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.horizon < self.base_year:
            raise ValueError(f"horizon {self.horizon} lies before base_year {self.base_year}")
        if self.horizon - self.base_year > 100:
            raise ValueError("at most 100 years between base_year and horizon")
        return self

    @property
    def rate_year(self) -> int:
        """The year of the exchange rates with which all money is converted."""
        return self.table_price_year or self.price_year

    @property
    def years(self) -> range:
        """The planning years, from the base year to the horizon."""
        return range(self.base_year, self.horizon + 1)


def parse_settings(content: bytes) -> Settings:
    """Return the settings written in the bytes of a ``case.toml``.

    Raises
    ------
    CaseError
        With every field that is missing, unknown, of another type or out of bounds.
    """
    return make_settings(parse_toml(content, SETTINGS_FILE), strict=True)


def make_settings(values: Mapping[str, Any], *, strict: bool) -> Settings:
    """Return settings of the given values.

    Parameters
    ----------
    values
        By name of the setting.
    strict
        Whether a number must be a number; otherwise text such as ``"0.05"`` will do.

    Raises
    ------
    CaseError
        With every value that is missing, unknown, of another type or out of bounds.
    """
    try:
        return Settings.model_validate(dict(values), strict=strict)
    except ValidationError as error:
        raise CaseError([_problem(detail) for detail in error.errors()]) from None


def write_settings(settings: Settings) -> str:
    """Return the settings as the text of a ``case.toml``."""
    values = settings.model_dump()
    constraints = values.pop("constraints", ())
    lines = [f"{name} = {_toml(value)}\n" for name, value in values.items()]
    for constraint in constraints:
        lines.append("\n[[constraints]]\n")
        lines += [f"{name} = {_toml(value)}\n" for name, value in constraint.items()]
    return "".join(lines)


def _problem(detail: Any) -> Problem:
    """Return one of pydantic's findings as a problem of the case."""
    name = ".".join(str(part) for part in detail["loc"])
    if detail["type"] == "missing":
        return Problem(SETTINGS_FILE, None, name, "", f"a line '{name} = ...'")
    if detail["type"] == "extra_forbidden":
        listed = isinstance(detail["input"], list)
        alike = [field for field in Settings.model_fields if (field == "constraints") == listed]
        remedy = did_you_mean(name, alike) or "remove the line"
        return Problem(SETTINGS_FILE, None, name, "", "only " + ", ".join(Settings.model_fields), remedy)
    if not name:
        return Problem(
            SETTINGS_FILE, None, "", "", "years in order", detail["msg"].removeprefix("Value error, ")
        )
    message = detail["msg"][:1].lower() + detail["msg"][1:]
    return Problem(
        SETTINGS_FILE,
        None,
        name,
        str(detail["input"]),
        message.removeprefix("input should be "),
    )


def _toml(value: Any) -> str:
    """Return a scalar or a list as TOML writes it; JSON's escapes of a string are TOML's too, but for DEL."""
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)
