"""What gunicorn serves: the application with the settings of this process."""

import os

from core.settings import WebSettings
from web.app import create_app

app = create_app(WebSettings.from_environ(os.environ))
