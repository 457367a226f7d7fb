"""Forms: what people fill in, and what becomes of it."""
