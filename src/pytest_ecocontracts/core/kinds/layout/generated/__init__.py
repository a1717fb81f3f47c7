"""What commands write: the checks ``generated``, ``deterministic`` and ``regenerated``."""
