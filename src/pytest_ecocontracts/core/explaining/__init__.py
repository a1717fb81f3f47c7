"""Answers about codes, contracts, kinds, paths and runs, from what is written down alone: nothing is run.

Every builder returns lines as they are; :func:`text.shown` makes them safe for a terminal.
"""
