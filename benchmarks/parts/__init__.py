"""What the benchmarks share: workspaces to measure on, the stopwatch, and what we compare with."""
