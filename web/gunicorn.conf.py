"""How gunicorn runs the pages: one gevent worker, in which an open live list costs a greenlet."""

import os
import sys

from gunicorn.config import Config
from gunicorn.glogging import Logger

from core import logs
from core.settings import SettingsError, WebSettings
from web.draining import DrainingWorker


class JsonLogger(Logger):  # type: ignore[misc]
    """gunicorn's own records, as JSON like ours."""

    def setup(self, cfg: Config) -> None:
        """Hand the records to the root logger instead of writing them."""
        super().setup(cfg)
        logs.configure("web")
        self.error_log.handlers.clear()
        self.error_log.propagate = True


try:
    bind = f"0.0.0.0:{WebSettings.from_environ(os.environ).port}"
except SettingsError as problem:
    sys.exit(str(problem))

workers = 1
worker_class = DrainingWorker
logger_class = JsonLogger
graceful_timeout = 10
control_socket_disable = True  # its path is the same for every copy on a machine
