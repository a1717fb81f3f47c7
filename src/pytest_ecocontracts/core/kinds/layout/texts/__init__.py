"""Text rules of a layout: what the lines of a file must, and must not, hold."""
