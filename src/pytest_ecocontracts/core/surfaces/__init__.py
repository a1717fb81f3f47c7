"""Surfaces: the entrypoints that others rely on, what stands behind them, and how they go away."""
