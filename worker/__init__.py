"""The worker: the relay hands due deliveries to Celery, whose tasks post them."""
