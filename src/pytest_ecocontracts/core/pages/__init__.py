"""What contracts ask of Markdown pages: parts, links, tables, identifiers. Decisions are such pages too."""
