"""Shell scripts as commands: parsed with the grammar of bash, never run."""
