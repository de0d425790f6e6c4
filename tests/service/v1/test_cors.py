"""CORS_ORIGINS: pages of these origins may call /v1, and no others."""

ORIGIN = {"Origin": "https://ui.example.com"}


def test_a_preflight_is_answered_without_a_key(app):
    response = app.test_client().options("/v1/sources", headers=ORIGIN)
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "https://ui.example.com"
    assert "PATCH" in response.headers["Access-Control-Allow-Methods"]
    assert "Authorization" in response.headers["Access-Control-Allow-Headers"]


def test_answers_may_be_read_errors_included(app):
    for path in ("/v1/sources", "/v1/nonsense"):
        response = app.test_client().get(path, headers=ORIGIN)
        assert response.headers["Access-Control-Allow-Origin"] == "https://ui.example.com"
        assert response.headers["Vary"] == "Origin"
        assert "Access-Control-Allow-Methods" not in response.headers


def test_other_origins_and_other_paths_get_nothing(app):
    client = app.test_client()
    for path, origin in [
        ("/v1/sources", "https://evil.example.com"),
        ("/v1/sources", "null"),
        ("/livez", None),
    ]:
        headers = {"Origin": origin} if origin else ORIGIN
        assert "Access-Control-Allow-Origin" not in client.options(path, headers=headers).headers
        assert "Access-Control-Allow-Origin" not in client.get(path, headers=headers).headers
