"""Made-up data for each bus."""
