"""Answers about codes, contracts, kinds, paths, runs and clauses, from what is written: nothing is run.

Every builder returns lines as they are; :func:`text.shown` makes them safe for a terminal.
"""
