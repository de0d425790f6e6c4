"""What /v1 says about itself: OpenAPI 3.1, from the types that validate and answer; a page for people."""
