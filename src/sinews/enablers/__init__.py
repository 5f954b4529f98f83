"""Capabilities in use: what each enabler takes, and how long or how well it lasts."""
