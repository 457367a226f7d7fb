"""What reviews and audits come to: ratings, second looks, and what must follow a rating."""
