"""Who owns what: the checks ``owners``, ``codeowners`` and ``registry``."""
