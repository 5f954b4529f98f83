"""How exact a plan must be."""

TOLERANCE = 1e-6
"""Relative to the quantity checked, and at least as an absolute number of units; of USD bn for money."""
