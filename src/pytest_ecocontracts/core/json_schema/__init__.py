"""JSON Schema itself: its drafts, the shape of a schema, and the words for its failures."""
