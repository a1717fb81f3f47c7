"""The check ``names``: the global rules for the names of all entries."""
