"""What pydantic found, in our words: one line for each key, without the values that it quotes."""

from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from ops.environment.description import keys
from ops.environment.shown import key, shown

_SENTENCES = {
    "missing": "required",
    "int_type": "must be a whole number",
    "is_instance_of": "must be a number",
    "finite_number": "must be a number",
    "bool_type": "must be true or false",
    "model_type": "must be a table",
    "dict_type": "must be a table",
    "tuple_type": "must be a list",
    "too_short": "is empty",
}


def lines(problem: ValidationError) -> list[str]:
    """Return a line for each thing that is wrong: `key: what is wrong`."""
    return [f"{_path(each['loc'])}: {_sentence(each)}" for each in problem.errors(include_url=False)]


def tops(problem: ValidationError) -> set[str]:
    """Return the keys of the file itself that are wrong, or something in them."""
    return {str(each["loc"][0]) for each in problem.errors(include_url=False)}


def _path(loc: tuple[int | str, ...]) -> str:
    return ".".join(key(part) for part in loc if isinstance(part, str) and part != "[key]")


def _sentence(error: Any) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind == "extra_forbidden":
        return _unknown(error["loc"])
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
        found = shown(error["input"])
        return f"must be {bound}" + (f", is {found}" if found else "")
    return _SENTENCES.get(kind, "is of the wrong kind")


def _unknown(loc: tuple[int | str, ...]) -> str:
    known = keys(loc[:-1])
    near = get_close_matches(str(loc[-1]), known, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    return f"unknown key; {hint}choose from {', '.join(known)}"
