"""Turns bare hosts into a place where the service can live: inventory, secrets, the playbook's run."""
