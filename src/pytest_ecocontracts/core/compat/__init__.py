"""Compatibility of two versions of a JSON Schema: proved, refuted by a witness, or undecided."""
