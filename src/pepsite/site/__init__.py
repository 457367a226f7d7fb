"""Pages from what privacy publishes: plain Markdown first, then HTML; never a record."""
