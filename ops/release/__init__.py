"""Releases: a commit goes to the hosts whole, or everything stays as it was; what runs is read back."""
