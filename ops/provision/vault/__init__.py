"""An environment's secrets: one file that ansible-vault seals, checked before anything runs."""
