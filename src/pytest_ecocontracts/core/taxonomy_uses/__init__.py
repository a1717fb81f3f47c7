"""Where the codes and classes of a taxonomy are used, and whether each of them is declared."""
