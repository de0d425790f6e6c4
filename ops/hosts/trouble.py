"""What Pulumi says when it fails, in one sentence with what to type next."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from pulumi import automation

from ops.environment import Environment
from ops.errors import OpsError, UsageError
from ops.hosts.sentences import SENTENCES

_KILLED = (
    "Pulumi was killed (signal {signal}); what it had begun may be half done: type the same line again, "
    "or: invoke provision --env {env} --hosts; either heals what is left"
)
_CONSEQUENCES = re.compile(r"(?:update|preview|refresh|destroy) failed$|an unhandled error occurred: ")


@contextmanager
def explained(environment: Environment) -> Iterator[None]:
    """Turn what Pulumi says when it fails into an OpsError: one sentence, or Pulumi's own words."""
    try:
        yield
    except automation.CommandError as problem:
        raise _error(environment.name, str(problem)) from None


def _error(name: str, said: str) -> OpsError:
    if killed := re.match(r"\s*code: -(\d+)$", said, re.MULTILINE):
        return OpsError(_KILLED.format(env=name, signal=killed[1]))
    for sentence in SENTENCES:
        if found := re.search(sentence.pattern, said):
            kind = UsageError if sentence.usage else OpsError
            return kind(sentence.text.format(env=name, **found.groupdict()))
    return OpsError(f"{_words(said)}\n{name}: Pulumi failed; its own words are above")


def _words(said: str) -> str:
    """Return the errors that Pulumi lists, or all that it said where there are none."""
    end = r"(?=^\s*$|^ *(?:error|warning): |^\S|\Z)"
    found = re.findall(rf"^(?: stderr:)? *error: (.+?){end}", said, re.DOTALL | re.MULTILINE)
    errors = list(dict.fromkeys(each.strip() for each in found))
    causes = [each for each in errors if not _CONSEQUENCES.match(each)]
    return "\n".join(causes or errors) or said.strip()[-4000:]
