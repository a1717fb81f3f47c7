"""Relations between named sources: typed rules over lists of elements, each finding at its own element."""
