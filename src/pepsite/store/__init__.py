"""Files: reading YAML fast and diagnosing it slowly, the one layout, and safe writing."""
