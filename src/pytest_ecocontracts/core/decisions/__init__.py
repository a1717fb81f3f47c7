"""Decision records: what each says of itself, and how they hang together."""
