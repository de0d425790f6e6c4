"""Replays: new deliveries of old events. Named ones are made at once, those of a filter in batches."""
