"""The sentence by which a rendered file is known."""

import re

_SENTENCE = "Rendered from {} by `invoke render`. Do not edit."
_HEAD_CHARACTERS = 1000


def sentence(source: str) -> str:
    """Return the sentence; source: what to edit instead."""
    return _SENTENCE.format(source)


def stands_in(text: str) -> bool:
    """Tell whether the sentence is a line, perhaps a comment, at the top of a text."""
    pattern = rf"^\W*{re.escape(_SENTENCE).replace(re.escape('{}'), '.+')}\W*$"
    return re.search(pattern, text[:_HEAD_CHARACTERS], re.MULTILINE) is not None
