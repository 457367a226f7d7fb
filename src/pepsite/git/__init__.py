"""Git, through its own program: it solves credentials, hooks and signing already."""
