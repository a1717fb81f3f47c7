"""The check ``tree``: what is there, and what is missing."""
