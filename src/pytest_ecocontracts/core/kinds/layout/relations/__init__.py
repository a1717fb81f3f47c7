"""Relations of a layout: what holds between the paths of its named lines."""
