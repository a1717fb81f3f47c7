"""Files that cross a boundary: finding, reading and judging them."""
