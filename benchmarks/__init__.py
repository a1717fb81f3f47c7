"""How fast the gate is, as ratios against limits and peers measured in the same run."""
