"""The update rule: versions, decisions, migration notes and waivers that answer a change."""
