"""Personal Education Plans as validated records in Git: checked, computed, published."""
