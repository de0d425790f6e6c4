"""What holds for every view of /v1, taken from the app's own list of routes."""

import re

import pytest
from werkzeug.routing import Rule

from core.ids import uuid7
from service.v1 import bp

FORM = "application/x-www-form-urlencoded"


def calls(app) -> list[tuple[str, str]]:
    return [(method, path_of(rule)) for rule in app.url_map.iter_rules() for method in methods(rule)]


def methods(rule: Rule) -> set[str]:
    return rule.methods - {"HEAD", "OPTIONS"} if rule.rule.startswith(f"{bp.url_prefix}/") else set()


def path_of(rule: Rule) -> str:
    return re.sub(r"<[^>]+>", str(uuid7()), rule.rule)


def test_there_are_views(app):
    assert ("POST", "/v1/sources") in calls(app)


def test_each_is_described(app):
    described = app.test_client().get("/v1/openapi.json").json["paths"]
    views = {
        (method.lower(), re.sub(r"<(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in methods(rule)
    }
    assert {(method, path) for path, operations in described.items() for method in operations} == views


@pytest.mark.parametrize(
    "header", [None, "Bearer", "Bearer wrong", "Bearer the-admin-ke", "Basic dGhl", "Bearer \xe9"]
)
def test_none_but_the_description_answers_without_the_key(app, header):
    for method, path in calls(app):
        if path == "/v1/openapi.json":
            continue
        headers = {} if header is None else {"Authorization": header}
        response = app.test_client().open(path, method=method, headers=headers)
        assert response.status_code == 401, path
        assert response.headers["WWW-Authenticate"] == "Bearer"
        assert response.json["type"] == "urn:webhook-monitor:unauthorized"


def test_the_scheme_of_the_key_is_case_insensitive(app):
    headers = {"Authorization": "bearer the-admin-key"}
    assert app.test_client().get("/v1/sources", headers=headers).status_code == 200


def test_each_refuses_a_query_parameter_that_it_does_not_know(app, api):
    for method, path in calls(app):
        assert api.wrong_fields(method, path, bogus="1")["bogus"] == "unknown", path


def test_each_that_takes_a_body_refuses_one_that_is_no_json_object(app, api):
    for method, path in calls(app):
        if method in ("POST", "PATCH"):
            for body in (None, [], "text", 5):
                response = api.send(method, path, body)
                assert response.status_code in (400, 404), path


def test_a_body_is_json_whatever_its_content_type_says(app, name):
    headers = {"Authorization": "Bearer the-admin-key", "Content-Type": FORM}
    body = f'{{"name": "{name}", "scheme": "none"}}'
    assert app.test_client().post("/v1/sources", data=body, headers=headers).status_code == 201


def test_a_body_of_more_than_a_mebibyte_is_413(api):
    response = api.send("POST", "/v1/sources", {"name": "x" * 1024 * 1024})
    assert (response.status_code, response.content_type) == (413, "application/problem+json")


def test_an_unknown_path_is_404(api):
    assert api.send("GET", "/v1/nonsense").status_code == 404
    assert api.send("GET", "/v1/sources/").status_code == 404
