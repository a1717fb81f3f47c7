"""The verdicts as plain data, for records, tables and summaries."""
