"""What a slip in a file is answered: the key, the reason, the choices, what was meant."""

import pytest

from tests.ops.environment.variant import refused

TOP = (
    "domain, zone, contact, provider, region, network, mtu, admin_cidrs, egress_allow, confirm, tagged,"
    " people, hosts, apps, data, backup, alerts, cost"
)
SIZES = (
    "cx23, cx33, cx43, cx53, cpx12, cpx22, cpx32, cpx42, cpx52, cpx62, cpx11, cpx21, cpx31, cpx41, cpx51,"
    " cax11, cax21, cax31, cax41"
)
KEY = "ssh-ed25519, ecdsa-sha2-nistp256, ecdsa-sha2-nistp384, ecdsa-sha2-nistp521, ssh-rsa"
KEYS = f"{KEY}, sk-ssh-ed25519@openssh.com, sk-ecdsa-sha2-nistp256@openssh.com"
HOST = "size, roles, volume_gb, address, private_address"
WORKER = "replicas, memory_mb, concurrency, job_timeout_ms"
LABEL = "a DNS label: small letters, digits and hyphens inside, 63 at most"
WEEKLY = 'must be a day and a time such as "Sun 02:00"; days are Mon, Tue, Wed, Thu, Fri, Sat, Sun'
CIDR = 'must be a network in quotes, such as "10.20.0.0/24"'
ENDPOINT = "must be an https address without path or password, such as https://s3.example.com"
S3 = "https://fsn1.your-objectstorage.com"

SLIPS = {
    "a key misspelt": (
        ("mtu ", "mtuu "),
        f"mtuu: unknown key; did you mean mtu? choose from {TOP}",
    ),
    "a key that nothing is like": (("mtu ", "xyz "), f"xyz: unknown key; choose from {TOP}"),
    "a key of a host misspelt": (
        ("volume_gb", "volume"),
        f"hosts.data-1.volume: unknown key; did you mean volume_gb? choose from {HOST}",
    ),
    "a key of an app that others have": (
        ("memory_mb = 256", "memory_mb = 256, concurrency = 1"),
        "apps.api.concurrency: unknown key; choose from replicas, memory_mb",
    ),
    "a key two tables deep": (
        ("weekly = 12", "weeks = 12, weekly = 12"),
        "backup.keep.weeks: unknown key; did you mean weekly? choose from daily_days, weekly, monthly",
    ),
    "an app that there is not": (
        ("web  ", "wib = 1\nweb  "),
        "apps.wib: unknown key; did you mean web? choose from api, worker, worker-slow, relay, web",
    ),
    "the model's own words": (("mtu ", "entries = 1\nmtu "), f"entries: unknown key; choose from {TOP}"),
    "a name in the file": (
        ("mtu ", 'name = "x"\nmtu '),
        f"name: unknown key; choose from {TOP}",
    ),
    "a role misspelt": (
        ('["edge", "app"', '["edge", "ap"'),
        "hosts.app-1.roles: unknown role 'ap'; choose from edge, app, data, monitor, manager",
    ),
    "a role twice": (
        ('["edge", "app"', '["edge", "edge"'),
        "hosts.app-1.roles: the role edge is there twice",
    ),
    "no role": (('["app", "manager"] }\ndata', "[] }\ndata"), "hosts.app-2.roles: is empty"),
    "a role without brackets": (
        ('["app", "manager"] }\ndata', '"app" }\ndata'),
        "hosts.app-2.roles: must be a list",
    ),
    "a role that is a number": (
        ('["app", "manager"] }\ndata', "[1] }\ndata"),
        "hosts.app-2.roles: unknown role 1; choose from edge, app, data, monitor, manager",
    ),
    "a size of another provider": (
        ("cx33", "medium"),
        f"hosts.data-1.size: unknown size 'medium'; choose from {SIZES}",
    ),
    "a size that is a number": (
        ('"cx33"', "33"),
        "hosts.data-1.size: must be a word of small letters, digits and hyphens",
    ),
    "a host's name in capitals": (("app-2", "App-2"), f"hosts.App-2: must be {LABEL}"),
    "a host's name with an underline": (("app-2", "app_2"), f"hosts.app_2: must be {LABEL}"),
    "a host's name of 64 characters": (
        ("app-2", "a" * 64),
        f"hosts.(a key of 64 characters): must be {LABEL}",
    ),
    "a host that is no table": (
        ('app-2  = { size = "cx23", roles = ["app", "manager"] }', "app-2 = 1"),
        "hosts.app-2: must be a table",
    ),
    "a volume too small": (("= 80", "= 9"), "hosts.data-1.volume_gb: must be at least 10, is 9"),
    "a volume too large": (("= 80", "= 10001"), "hosts.data-1.volume_gb: must be at most 10000, is 10001"),
    "a volume in words": (("= 80", '= "80"'), "hosts.data-1.volume_gb: must be a whole number"),
    "a host's name twice": (("app-2", "app-1"), "line 17: app-1 is there already; a name stands once"),
    "a table twice": (("[cost]", "[alerts]"), "line 46: alerts is there already; a name stands once"),
    "a key twice in a line": (
        ("memory_mb = 256", "replicas = 1"),
        "line 21: a key in braces is there already; a name stands once",
    ),
    "a forgotten quote": (
        ('"hetzner"', 'hetzner"'),
        "line 3, column 16: Invalid value",
    ),
    "a forgotten bracket": (
        ('"203.0.113.7/32"]', '"203.0.113.7/32"'),
        "line 8, column 1: Unclosed array",
    ),
    "a number of 5000 digits": (("1450", "9" * 5000), "is no TOML that Python reads"),
    "a provider misspelt": (
        ('"hetzner"', '"hetzer"'),
        "provider: unknown provider 'hetzer'; choose from local, docker, hetzner, existing",
    ),
    "a region of nowhere": (
        ('"fsn1"', '"fsn2"'),
        "region: unknown region 'fsn2'; choose from fsn1, nbg1, hel1, ash, hil, sin",
    ),
    "a domain with a scheme": (
        ('"hooks.example.com"', '"https://hooks.example.com"'),
        "domain: must be a domain in small letters, such as hooks.example.com",
    ),
    "a domain of one label": (
        ('"hooks.example.com"', '"hooks"'),
        "domain: must be a domain in small letters, such as hooks.example.com",
    ),
    "an address that is a domain": (
        ('"hooks.example.com"', '"203.0.113.9"'),
        "domain: must be a domain in small letters, such as hooks.example.com",
    ),
    "a laptop's domain": (
        ('"hooks.example.com"', '"localhost"'),
        "domain: localhost is only for provider local; name a domain such as hooks.example.com",
    ),
    "a contact that is no address": (
        ("ops@example.com", "ops"),
        "contact: must be a mail address, such as ops@example.com",
    ),
    "a line break in a contact": (
        ("ops@example.com", r"ops@example.com\nBcc: x"),
        "contact: must be a mail address, such as ops@example.com",
    ),
    "host bits": (
        ("10.20.0.0/24", "10.20.0.5/24"),
        "network: '10.20.0.5/24' has host bits set; did you mean 10.20.0.0/24?",
    ),
    "a network without its size": (
        ("10.20.0.0/24", "10.20.0.0"),
        "network: '10.20.0.0' has no prefix length; did you mean 10.20.0.0/32?",
    ),
    "a prefix too long": (("10.20.0.0/24", "10.20.0.0/33"), f"network: '10.20.0.0/33' {CIDR}"),
    "a network in words": (("10.20.0.0/24", "the office"), f"network: {CIDR}"),
    "a network of version 6": (("10.20.0.0/24", "fd00::/64"), "network: 'fd00::/64' must be an IPv4 network"),
    "an MTU too small": (("1450", "575"), "mtu: must be at least 576, is 575"),
    "an MTU too large": (("1450", "9001"), "mtu: must be at most 9000, is 9001"),
    "an MTU in quotes": (("1450", '"1450"'), "mtu: must be a whole number"),
    "an MTU that is a truth": (("1450", "true"), "mtu: must be a whole number"),
    "a truth in quotes": (("= true", '= "yes"'), "confirm: must be true or false"),
    "logins from an address": (
        ("203.0.113.7/32", "203.0.113.7"),
        "admin_cidrs: '203.0.113.7' has no prefix length; did you mean 203.0.113.7/32?",
    ),
    "logins from everywhere": (
        ("203.0.113.7/32", "0.0.0.0/0"),
        "admin_cidrs: '0.0.0.0/0' opens port 22 to the world; name the networks you log in from",
    ),
    "logins from half of everywhere": (
        ("203.0.113.7/32", "128.0.0.0/1"),
        "admin_cidrs: '128.0.0.0/1' opens port 22 to the world; name the networks you log in from",
    ),
    "logins from everywhere, version 6": (
        ("203.0.113.7/32", "::/0"),
        "admin_cidrs: '::/0' opens port 22 to the world; name the networks you log in from",
    ),
    "logins from nowhere": (
        ('["203.0.113.7/32"]', "[]"),
        "admin_cidrs: required; name at least one network from which people log in",
    ),
    "deliveries to everywhere": (
        ("egress_allow = []", 'egress_allow = ["0.0.0.0/0"]'),
        "egress_allow: '0.0.0.0/0' lets deliveries go to every private address; name the ranges meant",
    ),
    "a person's name": (
        ("ada =", "Ada ="),
        "people.Ada: must be small letters, digits and hyphens, 32 at most",
    ),
    "a key of an old type": (
        ("ssh-ed25519", "ssh-dss"),
        f"people.ada: unknown type of key; choose from {KEYS}",
    ),
    "a key of another type": (
        ("ssh-ed25519", "ssh-rsa"),
        "people.ada: is no whole ssh-rsa key; copy the line of the .pub file again",
    ),
    "a key cut short": (
        ("fQO7 ada", "fQ== ada"),
        "people.ada: is no whole ssh-ed25519 key; copy the line of the .pub file again",
    ),
    "a key with options": (
        ('"ssh-ed25519', '"no-pty ssh-ed25519'),
        "people.ada: must be a public key in quotes: the line of a .pub file, nothing before its type",
    ),
    "no replica": (("replicas = 2", "replicas = 0"), "apps.api.replicas: must be at least 1, is 0"),
    "half a replica": (("replicas = 2", "replicas = 1.5"), "apps.api.replicas: must be a whole number"),
    "no memory": (("memory_mb = 256", "memory_mb = 0"), "apps.api.memory_mb: must be at least 32, is 0"),
    "no memory named": ((", memory_mb = 256", ""), "apps.api.memory_mb: required"),
    "no concurrency": (
        ("concurrency = 5", "concurrency = 0"),
        "apps.worker.concurrency: must be at least 1, is 0",
    ),
    "seconds for milliseconds": (
        ("= 60000", "= 60"),
        "apps.worker.job_timeout_ms: must be at least 1000, is 60",
    ),
    "a durability of another kind": (
        ('"local" ', '"safe" '),
        "data.durability: unknown durability 'safe'; choose from local, synchronous",
    ),
    "no days": (("days = 30, max", "days = 0, max"), "data.retention.days: must be at least 1, is 0"),
    "a day in full": (("Sun 02:00", "Sunday 02:00"), f"backup.full: 'Sunday 02:00' {WEEKLY}"),
    "a day alone": (("Sun 02:00", "Sun"), f"backup.full: {WEEKLY}"),
    "an hour too late": (
        ('daily    = "02:00"', 'daily = "24:00"'),
        "backup.daily: '24:00' must be a time of day such as \"02:00\"",
    ),
    "an hour of one digit": (
        ('daily    = "02:00"', 'daily = "2:00"'),
        "backup.daily: '2:00' must be a time of day such as \"02:00\"",
    ),
    "a time of TOML's own": (
        ('daily    = "02:00"', "daily = 02:00:00"),
        'backup.daily: must be a time of day such as "02:00"',
    ),
    "an interval of another kind": (
        ('"monthly"', '"yearly"'),
        "backup.test: unknown interval 'yearly'; choose from daily, weekly, monthly",
    ),
    "an endpoint in the clear": ((S3, "http://s3.example.com"), f"backup.endpoint: {ENDPOINT}"),
    "an endpoint with a path": ((S3, f"{S3}/bucket"), f"backup.endpoint: {ENDPOINT}"),
    "an endpoint with a port of no kind": ((S3, "https://s3.example.com:x"), f"backup.endpoint: {ENDPOINT}"),
    "a bucket in capitals": (
        ("wm-production-backup", "WM"),
        "backup.bucket: must be 3 to 63 small letters, digits and hyphens inside",
    ),
    "a channel of another kind": (
        ('"slack"', '"signal"'),
        "alerts.warn: unknown channel 'signal'; choose from pagerduty, slack, email",
    ),
    "a limit in words": (("= 45", '= "45"'), "cost.limit_eur: must be a number"),
    "a limit without end": (("= 45", "= inf"), "cost.limit_eur: must be a number"),
    "a limit below nothing": (("= 45", "= -1"), "cost.limit_eur: must be at least 0, is -1"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_answered_in_one_line(slip):
    change, line = SLIPS[slip]
    assert refused(change) == [line]


REQUIRED = ["domain", "contact", "provider", "region", "network"]


@pytest.mark.parametrize("key", REQUIRED)
def test_a_key_without_a_default_is_required(key):
    assert refused((f"\n{key} " if key != "domain" else "domain ", f"\n# {key} ")) == [f"{key}: required"]


@pytest.mark.parametrize("table", ["people", "hosts", "apps", "data", "backup", "alerts"])
def test_a_table_without_a_default_is_required(table):
    lines = refused((f"[{table}]", f"[mine-{table}]"))
    assert any(line.startswith(f"{table}: required") for line in lines)


def test_all_that_is_wrong_is_said_at_once():
    assert refused(
        ("10.20.0.0/24", "10.20.0.5/24"),
        ("1450", "100"),
        ('["edge", "app"', '["edge", "ap"'),
        ("cx33", "cx34"),
        ('"fsn1"', '"fsn2"'),
        ("ops@example.com", "ops"),
        ("concurrency = 5", "concurrencies = 5"),
        ("= 45", "= -1"),
    ) == [
        "contact: must be a mail address, such as ops@example.com",
        "region: unknown region 'fsn2'; choose from fsn1, nbg1, hel1, ash, hil, sin",
        "network: '10.20.0.5/24' has host bits set; did you mean 10.20.0.0/24?",
        "mtu: must be at least 576, is 100",
        "hosts.app-1.roles: unknown role 'ap'; choose from edge, app, data, monitor, manager",
        f"hosts.data-1.size: unknown size 'cx34'; choose from {SIZES}",
        f"apps.worker.concurrencies: unknown key; did you mean concurrency? choose from {WORKER}",
        "cost.limit_eur: must be at least 0, is -1",
    ]


def test_rules_are_checked_beside_a_slip_in_another_key():
    assert refused(("1450", "100"), ('"edge", ', "")) == [
        "mtu: must be at least 576, is 100",
        "hosts: the role edge belongs to exactly one host, here to none",
    ]
