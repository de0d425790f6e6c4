"""The API as gunicorn loads it: `gunicorn -c service/gunicorn.conf.py service.wsgi:app`."""

import os
import sys
from contextlib import suppress

from gunicorn.arbiter import Arbiter
from psycopg_pool import PoolTimeout

from core import logs
from core.settings import ApiSettings, SettingsError
from service.app import create_app

FIRST_CONNECTION_SECONDS = 3.0

logs.configure("api")
try:
    app = create_app(ApiSettings.from_environ(os.environ))
except SettingsError as problem:
    sys.stderr.write(f"{problem}\n")
    sys.exit(Arbiter.APP_LOAD_ERROR)

with suppress(PoolTimeout):  # the first sender need not wait for a connection
    app.extensions["services"].pool.wait(FIRST_CONNECTION_SECONDS)
