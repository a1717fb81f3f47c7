"""The contracts of the base, as far as they differ from today's."""
