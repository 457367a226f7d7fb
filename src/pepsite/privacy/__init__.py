"""What may leave: the types that may be published, and who must not be found in them."""
