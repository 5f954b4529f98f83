"""How exact a plan must be."""

TOLERANCE = 1e-6
"""What the solver keeps to: relative to the quantity checked, and at least as an absolute number of units; of
USD bn for money."""

EXACT = 1e-9
"""What follows by sums and products alone, relative to the figure."""
