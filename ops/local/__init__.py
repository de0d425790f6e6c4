"""The whole service on this machine: engines, apps and the supervisor that keeps them."""
