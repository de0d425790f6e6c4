"""Ingest: `POST /in/{source}`, from the first check to the commit."""
