#!/bin/sh
# Prints the vault's password to Ansible, which takes one from a file or a program alone.
printf '%s' "$WEBHOOK_MONITOR_VAULT_PASSWORD"
