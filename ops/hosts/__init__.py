"""Drives the Pulumi project that makes an environment's hosts, and knows where they are."""
