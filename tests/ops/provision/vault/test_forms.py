"""What a secret may look like, and that new ones do."""

import pytest

from ops.provision.vault import forms
from ops.provision.vault.keys import KEYS


@pytest.mark.parametrize("key", KEYS, ids=[key.name for key in KEYS])
def test_what_is_made_has_the_form_that_is_wanted_and_is_never_the_same(key):
    made = {key.make() for _ in range(5)}
    assert len(made) == 5
    assert all(key.form.fits(value) for value in made)


@pytest.mark.parametrize(
    ("form", "value"),
    [
        (forms.WORD, "short"),
        (forms.WORD, "sixteen letters, but with spaces"),
        (forms.WORD, "a-quote-inside-of-it'or-two"),
        (forms.WORD, "would-be-a-new-line-in-a-file\nx"),
        (forms.SEAL_KEYS, "not base64 of 32 bytes"),
        (forms.SEAL_KEYS, f"{'A' * 43}=,"),
        (forms.HTTPS, "http://hooks.slack.com/services/T0/B0/x"),
        (forms.HTTPS, "https://hooks.slack.com/"),
        (forms.SMTP, "smtp://mail.example.com"),
        (forms.SMTP, "mail.example.com:587"),
    ],
)
def test_what_does_not_fit(form, value):
    assert not form.fits(value)


@pytest.mark.parametrize(
    ("form", "value"),
    [
        (forms.SEAL_KEYS, f"{'A' * 43}=,{'B' * 43}="),
        (forms.HTTPS, "https://hooks.slack.com/services/T0/B0/x"),
        (forms.SMTP, "smtps://ops:pass%40word@mail.example.com:465"),
    ],
)
def test_what_fits(form, value):
    assert form.fits(value)
