"""How the schemas of two editions compare: proofs, witnesses, and the words for them."""
