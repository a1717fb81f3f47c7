"""Run records: what a run was, what it found, and how it ended."""
