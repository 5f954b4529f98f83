"""Where the search for a plan has ended, for the search for another one to start from: a warm start.

After an edit most of a plan stays as it was. What was ordered gives prices that have nearly settled, the
groups of allies nearly hold, and the bases of the two programmes are a few pivots from the new ones.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from sinews.case.bounded import read_bounded
from sinews.case.limits import ENDING_BYTES
from sinews.engines.arrays import Indices, Values
from sinews.engines.basis import STATUSES, LabelledBasis
from sinews.implementation.instance import Instance
from sinews.implementation.kept_arrays import read_arrays

MOST_ORDERED = 1e12
"""Products that no line delivers in a year: an ending with more is none."""


@dataclass(frozen=True)
class Ending:
    """Where the search for a plan has ended.

    Attributes
    ----------
    axes
        The keys that rows and columns are counted by, in order, by the name of the axis.
    group
        Group of each ally, (a,).
    ordered
        What lines deliver to all from new orders, (l, t), products.
    basis, division
        Bases of the planning model and of the division among members, the latter without members where there
        was none.
    """

    axes: dict[str, tuple[str, ...]]
    group: Indices
    ordered: Values
    basis: LabelledBasis
    division: LabelledBasis

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of all of it, in hexadecimal: who starts from the same gets the same."""
        digest = hashlib.sha256()
        for name, array in self._arrays().items():
            digest.update(f"\n{name} {array.shape} {array.dtype.str}".encode())
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()

    def unlike(self, instance: Instance) -> str:
        """Return which axis differs from those of a planning problem; empty if none does."""
        axes = axes_of(instance)
        return next((name for name in axes if axes[name] != self.axes.get(name)), "")

    def save(self, path: Path) -> None:
        """Write it to a file of arrays in NumPy's own format, without pickled objects."""
        with path.open("wb") as file:
            np.savez_compressed(file, **self._arrays())

    def _arrays(self) -> dict[str, Any]:
        """Return all of it as arrays by name."""
        arrays: dict[str, Any] = {f"axis {name}": np.array(keys, np.str_) for name, keys in self.axes.items()}
        arrays |= {"group": self.group.astype("<i8"), "ordered": self.ordered.astype("<f8")}
        for name, basis in (("basis", self.basis), ("division", self.division)):
            arrays |= {f"{name} column keys": basis.columns[0], f"{name} columns": basis.columns[1]}
            arrays |= {f"{name} row keys": basis.rows[0], f"{name} rows": basis.rows[1]}
        return arrays


def axes_of(instance: Instance) -> dict[str, tuple[str, ...]]:
    """Return the keys that the rows and columns of a planning model are counted by.

    The version stands among them, because another one may build another model.
    """
    return {
        "version": (_version(),),
        "years": tuple(str(year) for year in instance.years),
        "allies": tuple(instance.allies),
        "capabilities": tuple(instance.capabilities),
        "lines": tuple(instance.lines),
        "plants": tuple(instance.industry.plants),
        "trades": tuple(instance.people.keys),
        "funds": tuple(instance.funding.funds),
        "families": tuple(each.name for each in instance.constraints),
    }


@cache
def _version() -> str:
    """Return the version of the package, which is looked up on the disk."""
    return version("sinews")


def open_ending(path: Path) -> Ending | None:
    """Return what `Ending.save` has written; None if there is no such file, or it is not what was written."""
    try:
        found = read_arrays(read_bounded(path, ENDING_BYTES), ENDING_BYTES)
        axes = {
            name.removeprefix("axis "): tuple(found[name].tolist())
            for name in found
            if name.startswith("axis ")
        }
        bases = [
            LabelledBasis(
                (found[f"{name} column keys"], found[f"{name} columns"]),
                (found[f"{name} row keys"], found[f"{name} rows"]),
            )
            for name in ("basis", "division")
        ]
        ending = Ending(axes, found["group"], found["ordered"], *bases)
    except (OSError, ValueError, TypeError, KeyError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error):
        return None
    return ending if _is_sound(ending) else None


def _is_sound(ending: Ending) -> bool:
    """Return whether all arrays have the shapes of the axes, and values that can stand there."""
    group, ordered = ending.group, ending.ordered
    allies, lines, years = (len(ending.axes.get(name, ())) for name in ("allies", "lines", "years"))
    return (
        all(isinstance(key, str) for keys in ending.axes.values() for key in keys)
        and group.shape == (allies,)
        and group.dtype.kind == "i"
        and bool(((group >= 0) & (group < max(allies, 1))).all())
        and ordered.shape == (lines, years)
        and ordered.dtype.kind == "f"
        and bool((np.isfinite(ordered) & (ordered >= 0) & (ordered < MOST_ORDERED)).all())
        and all(
            part[0].ndim == 1
            and part[0].shape == part[1].shape
            and part[0].dtype == np.int64
            and part[1].dtype == np.int8
            and bool((np.diff(part[0]) >= 0).all())
            and bool(((part[1] >= 0) & (part[1] < STATUSES)).all())
            for basis in (ending.basis, ending.division)
            for part in (basis.columns, basis.rows)
        )
    )
