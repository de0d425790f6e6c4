"""Names that are unique at a provider, labels that say whose an object is."""

from infra.pulumi.components.identity import Identity


def test_at_a_provider_of_ones_own_a_name_is_environment_and_part():
    assert Identity("production").name("app-1") == "production-app-1"


def test_on_an_engine_that_others_use_it_has_the_checkouts_id():
    assert Identity("rehearsal", "1a2b3c").name("app-1") == "wm-1a2b3c-rehearsal-app-1"


def test_labels_say_owner_and_environment():
    assert Identity("production").labels() == {"owner": "hosts", "environment": "production"}


def test_and_checkout_and_host_where_there_is_one():
    assert Identity("rehearsal", "1a2b3c").labels("app-1") == {
        "owner": "hosts",
        "environment": "rehearsal",
        "checkout": "1a2b3c",
        "host": "app-1",
    }


def test_labels_are_plain_text_for_the_wire():
    assert {type(part) for pair in Identity("e", "c").labels("h").items() for part in pair} == {str}
