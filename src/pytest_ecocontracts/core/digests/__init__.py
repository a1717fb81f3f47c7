"""Digests of files and data: exact bytes, normalised text, canonical JSON, folders."""
