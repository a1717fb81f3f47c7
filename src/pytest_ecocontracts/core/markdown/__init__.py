"""Markdown pages as data: headings, sections, links, code spans and tables, each with its line.

CommonMark with the tables of GitHub, as markdown-it-py reads it. Imported only where a contract asks for
pages; nothing is rendered, and nothing of a page is run.
"""
