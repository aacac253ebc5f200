"""Measurements of the product: what a page costs, what survives a killed process, what many people at once do to it."""
