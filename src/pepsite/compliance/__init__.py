"""Is it as it should be? Rules (`rules.py`) give findings, checks (`checks.py`) give results."""
