"""The API as gunicorn loads it: `gunicorn -c service/gunicorn.conf.py service.wsgi:app`."""

import os
import sys

from gunicorn.arbiter import Arbiter

from core import logs
from core.settings import ApiSettings, SettingsError
from service.app import create_app

logs.configure("api")
try:
    app = create_app(ApiSettings.from_environ(os.environ))
except SettingsError as problem:
    sys.stderr.write(f"{problem}\n")
    sys.exit(Arbiter.APP_LOAD_ERROR)
