"""From violations to text that people read."""
