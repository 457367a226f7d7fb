"""The figures we claim, each printed by one command: `make bench` and `make bench-england`."""
