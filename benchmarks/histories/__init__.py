"""Histories of schemas that others have published, as local repositories, and an audit of them."""
