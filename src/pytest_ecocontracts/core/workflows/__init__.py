"""Workflows and composite actions of GitHub Actions: their jobs, steps and scripts, with places."""
