"""What a change does to the contracts: compared with the git base, and held against the update rule."""
