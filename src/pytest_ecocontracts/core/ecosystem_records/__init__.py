"""The run records that an ecosystem's own programs write; this plugin's records are in ``core.records``."""
