"""One module per promise; each has ``measure(environment, quick) -> list[Row]``."""
