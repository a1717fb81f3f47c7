"""Relations: typed rules that join the records, captures and companions of artifacts."""
