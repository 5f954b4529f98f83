"""What a plan looks like to people: summary, console tables, charts, the report and the comparison.

Nothing is imported here, so that the command line starts without polars, altair or the chart engine.
"""
