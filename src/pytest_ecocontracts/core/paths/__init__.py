"""Path templates with typed captures, and the tree that they are matched against."""
