"""Makefiles (GNU make), as far as they can be read without running anything."""
