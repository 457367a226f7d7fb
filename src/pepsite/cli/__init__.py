"""The command line: reads options, asks one use case, shows the outcome, chooses the exit code."""
