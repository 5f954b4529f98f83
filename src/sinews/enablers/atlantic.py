"""Where the Atlantic divides the allies: shared by the enablers to which that makes a difference."""

MID_ATLANTIC = -40.0
"""Longitude, degrees: Iceland and the Azores lie east of it, Greenland's towns and Newfoundland west."""
