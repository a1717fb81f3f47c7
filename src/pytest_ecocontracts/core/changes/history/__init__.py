"""The update rule over the commits of a history."""
