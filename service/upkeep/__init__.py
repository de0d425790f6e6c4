"""Upkeep: what the API does besides answering, so that the database stays as it should."""
