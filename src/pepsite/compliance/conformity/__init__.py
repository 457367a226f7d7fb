"""Do records conform to each other and to the policy? The answers are findings."""
