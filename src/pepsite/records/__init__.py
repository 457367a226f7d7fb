"""The words: what a record is made of. Immutable; no input or output, no clock."""
