"""The forms in a browser: pages, security, sessions. Nothing here knows what a form asks."""
