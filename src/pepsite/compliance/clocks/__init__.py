"""Is each PEP in time? A local clock and the statutory one are never merged."""
