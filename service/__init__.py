"""The API: receives and verifies webhooks, answers /v1, owns the schema."""
