"""The constraints that a case names: families of installed packages, with their fields as data.

A case holds no code and loads none: it names what somebody has installed, and gives it values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from sinews import registry
from sinews.case.problems import CaseError, Problem, did_you_mean

GROUP = "constraints"
"""Installed packages offer families of constraints as entry points of the group ``sinews.constraints``."""

FILE = "case.toml"
PLACE = "constraints"


class Constraint(BaseModel):
    """A family of constraints, and its fields beside: text, numbers, true or false, and lists of them."""

    model_config = ConfigDict(frozen=True, extra="allow", allow_inf_nan=False)

    family: str = Field(min_length=1, description="name of a family that an installed package offers")

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, values: Any) -> Any:
        """Refuse what is no plain data, and keep the fields in one order, whatever the file has."""
        if not isinstance(values, Mapping):
            return values
        for name, value in values.items():
            if not str(name).isidentifier():
                raise ValueError(f"{name}: no name of a field")
            for each in value if isinstance(value, list | tuple) else [value]:
                if not isinstance(each, str | int | float):
                    raise ValueError(f"{name}: text, a number, true, false, or a list of them, not {each!r}")
        return {name: values[name] for name in sorted(values)}

    @property
    def fields(self) -> dict[str, Any]:
        """The family's fields by name."""
        return dict(self.model_extra or {})


def made(constraint: Constraint) -> Any:
    """Return the family that a constraint names, with its fields.

    Raises
    ------
    CaseError
        If no installed package offers it, or a field is missing, unknown or wrong.
    """
    try:
        offered = registry.found(GROUP)
    except registry.RegistryError as error:
        raise CaseError([_problem("family", constraint.family, "one that loads", str(error))]) from None
    name, given = constraint.family, constraint.fields
    if name not in offered:
        installed = "installed are " + ", ".join(sorted(offered)) if offered else "none is installed"
        remedy = did_you_mean(name, offered) or f"{installed}; one of your own goes by --constraints FILE"
        raise CaseError([_problem("family", name, "a family that an installed package offers", remedy)])
    family = offered[name].thing
    if not (isinstance(family, type) and is_dataclass(family) and getattr(family, "name", "") == name):
        remedy = f"mend the package {offered[name].package}"
        raise CaseError([_problem("family", name, "a data class that has this as its name", remedy)])
    known = [field.name for field in fields(family) if field.init]
    problems: list[Problem] = [
        _problem(f"{name}.{key}", str(given[key]), "only " + ", ".join(known), did_you_mean(key, known))
        for key in given
        if key not in known
    ]
    try:
        values = {key: value for key, value in given.items() if key in known}
        checked = TypeAdapter(family).validate_python(values)
    except ValidationError as error:
        for detail in error.errors():
            where = ".".join(str(part) for part in (name, *detail["loc"]))
            value = "" if detail["type"].startswith("missing") else str(detail["input"])
            problems.append(_problem(where, value, detail["msg"][:1].lower() + detail["msg"][1:]))
    if problems:
        raise CaseError(problems)
    return checked


def all_made(constraints: tuple[Constraint, ...]) -> tuple[Any, ...]:
    """Return the families of all constraints; raise CaseError with the problems of all."""
    families: list[Any] = []
    problems: list[Problem] = []
    for constraint in constraints:
        try:
            families.append(made(constraint))
        except CaseError as error:
            problems += error.problems
    if problems:
        raise CaseError(problems)
    return tuple(families)


def _problem(column: str, value: str, expected: str, remedy: str = "") -> Problem:
    """Return what is wrong with a constraint of a case."""
    return Problem(FILE, None, f"{PLACE}.{column}", value, expected, remedy)
