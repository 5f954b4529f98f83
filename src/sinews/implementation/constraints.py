"""Constraints beside those that come along: where they come from, and what a plan keeps of them.

They are given in Python, in a file of somebody's own, or named in a case, as what an installed package
offers. A plan folder keeps their names, fields and origin, and never their code.
"""

from __future__ import annotations

import hashlib
import importlib.util
import inspect
import json
import sys
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any, cast

from sinews import registry
from sinews.case import CallError, Case, CaseError, Problem, all_made
from sinews.case.constraints import GROUP
from sinews.implementation.families import contents
from sinews.implementation.families.family import Family, numbered
from sinews.implementation.taken import Taken

IN_A_FILE = "CONSTRAINTS"
"""The list of families that a file of constraints has."""


def constraints_of(case: Case, given: Iterable[Any] = ()) -> tuple[Family[Any], ...]:
    """Return the families that a case names, and those given beside it.

    Raises
    ------
    CaseError
        If one is no family, or no installed package offers it, or its fields are wrong.
    """
    found = (*all_made(case.settings.constraints), *given)
    problems = [
        Problem("constraints", None, "", repr(each), "a family of constraints: a subclass of Family")
        for each in found
        if not isinstance(each, Family)
    ]
    if problems:
        raise CaseError(problems)
    return found


def read_constraints(path: Path) -> list[Family[Any]]:
    """Return the families in the list ``CONSTRAINTS`` of a Python file, which is run.

    Raises
    ------
    CaseError
        If there is no such file or list, or the file does not run.
    """
    expected = f"a Python file with {IN_A_FILE} = [...], a list of families of constraints"
    spec = importlib.util.spec_from_file_location(f"sinews_constraints_{path.stem}", path)
    if not path.is_file() or spec is None or spec.loader is None:
        raise CallError([Problem(str(path), None, "", "", expected, "give a file whose name ends in .py")])
    module = importlib.util.module_from_spec(spec)
    # data classes look their own module up
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[spec.name]
        steps = traceback.extract_tb(error.__traceback__)
        line = next((step.lineno for step in reversed(steps) if step.filename == str(path)), None)
        if isinstance(error, SyntaxError):
            line = error.lineno
        told = f"{type(error).__name__}: {error}"
        raise CallError([Problem(str(path), line, "", "", expected, told)]) from None
    families = getattr(module, IN_A_FILE, None)
    if not isinstance(families, list | tuple) or not all(isinstance(each, Family) for each in families):
        raise CallError([Problem(str(path), None, IN_A_FILE, "", expected)])
    return list(families)


def taken(families: Sequence[Family[Any]]) -> tuple[Taken, ...]:
    """Return what a plan keeps of the families that it was made with."""
    names = numbered((*contents.FAMILIES, *families))[len(contents.FAMILIES) :]
    return tuple(
        Taken(name, family.name, _fields(family), _origin(type(family)), family)
        for name, family in zip(names, families, strict=True)
    )


def _fields(family: Family[Any]) -> dict[str, Any]:
    """Return the fields of a family as plain data; what is none by how it is written."""
    fields = asdict(cast(Any, family)) if is_dataclass(cast(object, family)) else {}
    plain: dict[str, Any] = json.loads(json.dumps(fields, default=repr))
    return plain


def _origin(family: type[Family[Any]]) -> dict[str, str]:
    """Return the package that offers a family and its version, or its file and that one's hash."""
    try:
        offered = registry.found(GROUP).get(family.name)
    except registry.RegistryError:
        offered = None
    if offered is not None and offered.thing is family:
        return {"package": offered.package, "version": offered.version}
    try:
        file = Path(inspect.getfile(family))
        return {"file": file.name, "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}
    except (OSError, TypeError):
        return {"module": family.__module__}
