"""Named sources: lists of elements read from anywhere in a repository, each with its place."""
