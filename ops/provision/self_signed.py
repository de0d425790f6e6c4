"""A certificate that vouches for itself, of an address: what a rehearsal's own server shows."""

from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_DAYS = 3650


def certificate(file: Path, address: IPv4Address) -> tuple[str, str]:
    """Return a certificate and its key, in PEM: what the file holds, unless it is of another address."""
    key_file = file.with_suffix(".key")
    if not file.exists() or not key_file.exists() or _address(file.read_text()) != address:
        file.parent.mkdir(exist_ok=True)
        _make(file, key_file, address)
    return file.read_text(), key_file.read_text()


def _address(text: str) -> IPv4Address:
    names = x509.load_pem_x509_certificate(text.encode()).extensions
    of_host = names.get_extension_for_class(x509.SubjectAlternativeName).value
    return IPv4Address(str(of_host.get_values_for_type(x509.IPAddress)[0]))


def _make(file: Path, key_file: Path, address: IPv4Address) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    key_file.touch(mode=0o600)
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    file.write_bytes(_signed(key, address).public_bytes(serialization.Encoding.PEM))


def _signed(key: ec.EllipticCurvePrivateKey, address: IPv4Address) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "webhook-monitor rehearsal")])
    now = datetime.now(UTC)
    unsigned = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=_DAYS))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(address)]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    )
    return unsigned.sign(key, hashes.SHA256())
