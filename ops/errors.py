"""What goes wrong, said in one sentence."""


class OpsError(Exception):
    """A reason to stop: what is wrong, where, what to type next. It is printed without a traceback."""

    exit_code = 1


class StoppedError(OpsError):
    """Somebody asked for it to end, by Ctrl-C."""


class UsageError(OpsError):
    """What was typed or configured is wrong; nothing was begun."""

    exit_code = 2
