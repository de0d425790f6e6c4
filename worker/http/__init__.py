"""A client for one thing: to POST bytes exactly as they are to an address that was checked."""
