"""Budgets of a layout: how many, how long and how large what lies where may be."""
