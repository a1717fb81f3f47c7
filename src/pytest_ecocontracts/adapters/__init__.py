"""What the core asks of the outside world: file system, git, clock, schema engines."""
