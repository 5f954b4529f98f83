"""Arrays in NumPy's own format, read from a file of somebody else's in no more room than they may have."""

from __future__ import annotations

import io
import math
import zipfile
from typing import Any

import numpy as np


def read_arrays(content: bytes, most: int) -> dict[str, Any]:
    """Return the arrays of a file by name; raise ValueError if they take more than so many bytes."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > most:
            raise ValueError("the arrays are larger than they may be")
        for part in parts:
            with archive.open(part) as stream:
                # an array takes the room that its header states, whatever follows
                read = np.lib.format.read_array_header_1_0
                if np.lib.format.read_magic(stream) != (1, 0):
                    raise ValueError("arrays in another format")
                shape, _, kind = read(stream)
            if math.prod(shape) * kind.itemsize > part.file_size:
                raise ValueError("an array is larger than its part of the file")
    with np.load(io.BytesIO(content), allow_pickle=False) as held:
        return dict(held.items())
