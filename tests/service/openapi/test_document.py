"""The description: OpenAPI 3.1, of every answer, from the types that validate."""

import json

import pytest
from jsonschema import Draft202012Validator

from core import __version__


@pytest.fixture(scope="module")
def document(app):
    return app.test_client().get("/v1/openapi.json").json


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def test_it_is_3_1_and_of_this_version(document):
    assert document["openapi"].startswith("3.1.")
    assert document["info"]["version"] == __version__


def test_each_answer_is_described_with_its_content(document):
    for name, operation in operations(document):
        assert operation["summary"], name
        for status, answer in operation["responses"].items():
            assert answer["description"], (name, status)
            assert "X-Request-Id" in answer["headers"], (name, status)
            kinds = set(answer.get("content", {}))
            assert kinds <= {"application/json", "application/octet-stream", "application/problem+json"}
            assert bool(kinds) == (status != "204"), (name, status)
            if int(status) >= 400:
                assert kinds == {"application/problem+json"}


def test_what_wants_a_key_says_which_and_what_happens_without(document):
    for name, operation in operations(document):
        if operation.get("security") == []:
            assert name == "get /v1/openapi.json"
            continue
        assert "Needs a key of scope" in operation["description"], name
        assert {"401", "403"} <= operation["responses"].keys(), name


def test_every_field_of_an_answer_is_required_and_none_is_unknown(document):
    for name in ("Source", "Destination", "Event", "Delivery", "Replay", "Key", "Attempt", "Stats"):
        schema = document["components"]["schemas"][name]
        assert set(schema["required"]) == set(schema["properties"]), name
        assert schema["additionalProperties"] is False, name


def test_a_field_is_described_once_for_what_is_taken_and_what_is_answered(document):
    schemas = document["components"]["schemas"]
    taken, answered = schemas["SourceFields"]["properties"], schemas["Source"]["properties"]
    for name in ("name", "scheme", "tolerance_seconds", "max_bytes", "rate_per_second"):
        assert {key: value for key, value in taken[name].items() if key != "default"} == answered[name]
    assert taken["secrets"]["writeOnly"]
    assert "secrets" not in answered


def test_every_reference_leads_somewhere_and_every_schema_is_one(document):
    text = json.dumps(document)
    for name, schema in document["components"]["schemas"].items():
        assert f'"#/components/schemas/{name}"' in text
        Draft202012Validator.check_schema(schema)


def test_a_change_requires_nothing(document):
    patch = document["paths"]["/v1/sources/{source_id}"]["patch"]
    schema = patch["requestBody"]["content"]["application/json"]["schema"]
    assert "required" not in schema
    assert all("default" not in field for field in schema["properties"].values())


@pytest.mark.parametrize(
    ("fields", "fits"),
    [
        ({"scheme": "github", "secrets": ["s"]}, True),
        ({"scheme": "github"}, False),
        ({"scheme": "hmac", "secrets": ["s"]}, False),
        ({"scheme": "hmac", "secrets": ["s"], "options": {}}, True),
        ({"scheme": "none"}, True),
        ({"scheme": "none", "secrets": ["s"]}, False),
        ({"scheme": "standard", "secrets": ["s"]}, False),
    ],
)
def test_what_fits_a_scheme_is_described_too(document, fields, fits):
    schema = document["components"]["schemas"]["SourceFields"] | {"components": document["components"]}
    assert Draft202012Validator(schema).is_valid({"name": "n"} | fields) == fits


def test_nobody_needs_a_key_to_read_it(app):
    response = app.test_client().get("/v1/openapi.json")
    assert (response.status_code, response.content_type) == (200, "application/json")
