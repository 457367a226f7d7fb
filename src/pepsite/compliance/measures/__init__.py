"""Measures: what reports count, as small functions whose answers add up, child by child."""
