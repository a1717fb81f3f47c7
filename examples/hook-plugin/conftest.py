"""Loads the example plugin; one that is installed names itself in the entry point group pytest11 instead."""

pytest_plugins = ["garden_plugin"]
