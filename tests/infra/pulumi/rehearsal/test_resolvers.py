"""The name servers that a container on this machine's engine reaches."""

import pytest

from infra.pulumi.rehearsal import resolvers


@pytest.fixture
def files(tmp_path):
    def written(*texts):
        paths = [tmp_path / str(number) for number in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            if text is not None:
                path.write_text(text)
        return paths

    return written


def test_they_are_those_of_this_machine(files):
    text = "# by hand\nsearch example.com\nnameserver 192.0.2.53\nnameserver 192.0.2.54\noptions ndots:1\n"
    assert resolvers.reachable(files(text)) == ["192.0.2.53", "192.0.2.54"]


def test_behind_a_stub_on_loopback_are_the_real_ones(files):
    assert resolvers.reachable(files("nameserver 127.0.0.53\n", "nameserver 192.0.2.53\n")) == ["192.0.2.53"]


def test_a_real_one_beside_a_stub_is_enough(files):
    assert resolvers.reachable(
        files("nameserver 127.0.0.1\nnameserver 192.0.2.1\n", "nameserver 1.1.1.1\n")
    ) == ["192.0.2.1"]


@pytest.mark.parametrize("line", ["nameserver fe80::1%eth0", "nameserver 2001:db8::53", "nameserver ::1"])
def test_networks_of_hosts_have_no_ipv6(files, line):
    assert resolvers.reachable(files(f"{line}\nnameserver 192.0.2.53\n")) == ["192.0.2.53"]


@pytest.mark.parametrize("text", [None, "", "nameserver\n", "nameserver 127.0.0.11\n"])
def test_none_leaves_the_engines(files, text):
    assert resolvers.reachable(files(text, None)) == []
