"""Step 3 of defence planning: from what is required of the Alliance to each ally's target."""

from sinews.apportionment.targets import Targets, set_targets

__all__ = ["Targets", "set_targets"]
