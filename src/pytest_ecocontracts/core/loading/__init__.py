"""From bytes to data, and from a JSON Pointer to a line and a column."""
