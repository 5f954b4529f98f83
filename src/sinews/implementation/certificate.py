"""What proves that no plan is better: what the limits of the planning model are worth, and its optimum.

By weak duality, prices of limits bound what any plan can come to, whatever they are; those of the optimum
bound it by the optimum itself. Who has them and the figures of the case needs no solver to see it.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from sinews.case.bounded import read_bounded
from sinews.case.limits import ENDING_BYTES
from sinews.engines.arrays import Values
from sinews.implementation.kept_arrays import read_arrays


@dataclass(frozen=True)
class Certificate:
    """Prices of the limits of the planning model, and quantities of its optimum, in parts of steps and units.

    Money is that of the case's tables.

    Attributes
    ----------
    axes
        The keys along each axis, by its name.
    along
        The axes of each array.
    prices
        Change of the objective for one more of each limit, in its unit, by the limit's name; 0 where there is
        none.
    values
        Quantities of the optimum, by their names.
    """

    axes: Mapping[str, tuple[str, ...]]
    along: Mapping[str, tuple[str, ...]]
    prices: Mapping[str, Values]
    values: Mapping[str, Values]

    def to_bytes(self) -> bytes:
        """Return it as a file of arrays in NumPy's own format, without pickled objects.

        Each array has the name of its limit after ``price `` or ``value ``, and the names of its axes under
        ``along ``; the keys of an axis stand under ``axis ``.
        """
        kept = io.BytesIO()
        with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, array in self._arrays().items():
                part = io.BytesIO()
                np.lib.format.write_array(part, np.ascontiguousarray(array), (1, 0), allow_pickle=False)
                # the same figures make the same file, whenever that is
                archive.writestr(zipfile.ZipInfo(f"{name}.npy"), part.getvalue(), zipfile.ZIP_DEFLATED)
        return kept.getvalue()

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the file, in hexadecimal."""
        return hashlib.sha256(self.to_bytes()).hexdigest()

    def _arrays(self) -> dict[str, Any]:
        arrays: dict[str, Any] = {f"axis {name}": np.array(keys, np.str_) for name, keys in self.axes.items()}
        for kind, found in (("price", self.prices), ("value", self.values)):
            for name, array in found.items():
                arrays[f"along {name}"] = np.array(self.along[name], np.str_)
                arrays[f"{kind} {name}"] = array.astype("<f8")
        return arrays


def open_certificate(path: Path, fingerprint: str | None) -> Certificate | None:
    """Return the certificate of a plan folder; raise ValueError if it is not the one that was written."""
    if fingerprint is None:
        return None
    found = read_certificate(read_bounded(path, ENDING_BYTES))
    if found.fingerprint != fingerprint:
        raise ValueError(f"{path.name} is not the file that was written with this plan")
    return found


def read_certificate(content: bytes) -> Certificate:
    """Return what `Certificate.to_bytes` has written; raise ValueError if it is something else."""
    try:
        found = read_arrays(content, ENDING_BYTES)
        axes = _named(found, "axis ")
        along = _named(found, "along ")
        prices, values = (
            {name.removeprefix(kind): each for name, each in found.items() if name.startswith(kind)}
            for kind in ("price ", "value ")
        )
        for name, array in (*prices.items(), *values.items()):
            if array.dtype != np.float64 or array.shape != tuple(len(axes[axis]) for axis in along[name]):
                raise ValueError(f"{name} has another shape than its axes, or is of another type")
    except (OSError, KeyError, EOFError, RuntimeError, TypeError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(f"the certificate is not what was written: {error}") from None
    return Certificate(axes, along, prices, values)


def _named(found: Mapping[str, Any], kind: str) -> dict[str, tuple[str, ...]]:
    """Return the texts of a file by what follows the kind in their names."""
    return {
        name.removeprefix(kind): tuple(each.tolist()) for name, each in found.items() if name.startswith(kind)
    }
