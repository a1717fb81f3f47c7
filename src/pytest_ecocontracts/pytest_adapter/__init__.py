"""The thin layer between pytest and the core."""
