"""What the clauses and checks of an operations tree say about it, read with plain Python and nothing of the product.

A reading is a function from the tree to :class:`Found`: how many things it looked at, and which of them offend.
"""
