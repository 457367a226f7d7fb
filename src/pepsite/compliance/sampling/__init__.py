"""Samples: what can be drawn, who audits what, and whether a plan is fulfilled."""
