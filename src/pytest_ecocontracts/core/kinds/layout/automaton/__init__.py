"""Which line a path belongs to: the layout as an automaton over the names of a path."""
