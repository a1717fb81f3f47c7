"""What changed between two editions of a contract, field by field."""
