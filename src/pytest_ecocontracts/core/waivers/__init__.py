"""``waivers/v1``: what tolerates violations, how it is read, and how it is judged."""
