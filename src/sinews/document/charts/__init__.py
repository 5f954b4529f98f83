"""The kit of charts: style, marks, base map, Sankey and specification, for the topics that draw with it.

A chart is a function from frames to a Vega-Lite chart whose description says what it shows.
"""
