"""Where the search for a plan has ended, for the search for another one to start from: a warm start.

After an edit most of a plan stays as it was. What was ordered gives prices that have nearly settled, the
groups of allies nearly hold, and the bases of the two programmes are a few pivots from the new ones.
"""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from sinews.engines.arrays import Indices, Values
from sinews.engines.basis import LabelledBasis
from sinews.implementation.instance import Instance


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
    """Return what `Ending.save` has written; None if there is no such file, or it cannot be read."""
    try:
        with np.load(path, allow_pickle=False) as held:
            found = dict(held.items())
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
        return Ending(axes, found["group"], found["ordered"], *bases)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
