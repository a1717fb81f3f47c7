"""Zones, and what git has to do with what is drawn: the checks ``zones``, ``tracked`` and ``ephemeral``."""
