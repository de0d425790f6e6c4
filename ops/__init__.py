"""What tasks.py calls."""
