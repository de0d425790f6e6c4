"""`python -m service.statements`: the SQL of this app, for who wants to know whether a schema bears it."""

import sys

from core.statements import main

if __name__ == "__main__":
    sys.exit(main("service"))
