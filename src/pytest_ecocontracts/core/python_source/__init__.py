"""Python modules through their syntax trees; nothing of them is imported or run."""
