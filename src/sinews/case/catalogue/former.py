"""Columns that cases of earlier versions have and that no step reads any more.

They are left out where a case is read, so that a case of an earlier version opens as it is.
"""

FORMER = {
    "formations": ("other_supply",),
    "land_edges": ("great_circle", "borders"),
    "pipelines": ("length",),
    "sea_edges": ("great_circle",),
    "sectors": ("output", "government", "investment", "exports"),
}
"""By table."""
