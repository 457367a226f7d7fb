"""In and out: returns and tables of other systems, read into records; documents and tables out."""
