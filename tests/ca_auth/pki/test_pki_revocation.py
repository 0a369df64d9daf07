"""Revocation lists fail closed (T17)."""

from datetime import timedelta

import pytest
from cryptography import x509

from ca_auth.demo_pki import issue
from ca_auth.pki import der
from ca_auth.pki.errors import Refused
from ca_auth.pki.revocation import CrlRevocation, parse_crl

DAY = timedelta(days=1)
POINT = "http://crl.example.cn/part-7.crl"


def refusal(world, data, *, issuer=None, **options) -> str:
    with pytest.raises(Refused) as caught:
        parse_crl(data, issuer=(issuer or world.issuing).certificate, now=world.now, **options)
    assert caught.value.code == "revocation_unknown"
    return caught.value.detail


def test_sound_list(world):
    data = world.crl(revoked=[(7, world.now - DAY), (1 << 100, world.now - 2 * DAY)])
    crl = parse_crl(data, issuer=world.issuing.certificate, now=world.now, newest_number=5)
    assert (crl.number, crl.this_update, crl.next_update) == (5, world.now - DAY, world.now + DAY)
    assert [(entry.serial, entry.date, entry.reason) for entry in crl.revoked] == [
        (7, world.now - DAY, ""),
        (1 << 100, world.now - 2 * DAY, ""),
    ]
    assert crl.distribution_point is None


def test_t17a_no_list(world):
    with pytest.raises(Refused) as caught:
        world.verify(world.token(), revocation=CrlRevocation({}))
    assert caught.value.code == "revocation_unknown"


def test_t17a_the_list_of_the_root_alone_does_not_help_the_leaf(world):
    lists = dict(world.revocation().lists)
    del lists[world.issuing.certificate.fingerprint]
    with pytest.raises(Refused) as caught:
        world.verify(world.token(), revocation=CrlRevocation(lists))
    assert caught.value.code == "revocation_unknown"


def test_t17b_stale(world):
    assert "stale" in refusal(world, world.crl(next_update=world.now - timedelta(seconds=1)))


def test_t17b_a_list_goes_stale_after_import(world):
    revocation = world.revocation()
    with pytest.raises(Refused) as caught:
        world.verify(world.token(), revocation=revocation, now=world.now + 2 * DAY)
    assert caught.value.code == "revocation_unknown"


def test_t17b_a_list_that_names_no_end_is_stale(world):
    parts = der.read_one(world.crl(), der.SEQUENCE).children()[0].children()
    endless = der.sequence(*(part.raw for number, part in enumerate(parts) if number != 4))
    assert "stale" in refusal(world, issue.signed(endless, world.issuing.key))


def test_t17c_from_the_future(world):
    data = world.crl(this_update=world.now + timedelta(hours=1), next_update=world.now + DAY)
    assert "future" in refusal(world, data)


def test_t17d_bad_signature(world):
    tbs, algorithm, signature = der.read_one(world.crl(), der.SEQUENCE).children()
    octets = bytearray(der.read_bits(signature))
    octets[-1] ^= 1
    refusal(world, der.sequence(tbs.raw, algorithm.raw, der.bits(bytes(octets))))


def test_t17d_removed_entry(world):
    full = der.read_one(world.crl(revoked=[(7, world.now - DAY)]), der.SEQUENCE).children()
    empty = der.read_one(world.crl(), der.SEQUENCE).children()
    refusal(world, der.sequence(empty[0].raw, full[1].raw, full[2].raw))


def test_t17e_wrong_issuer(world):
    assert "another authority" in refusal(world, world.crl(world.root))
    double = world.authority(subject=world.issuing.certificate.subject_der)
    refusal(world, world.crl(double))


def test_t17f_issuer_without_crl_sign(world):
    extensions = [
        issue.known(x509.BasicConstraints(ca=True, path_length=0), critical=True),
        issue.key_usage("key_cert_sign"),
    ]
    authority = world.authority(extensions=extensions)
    assert "may not sign" in refusal(world, world.crl(authority), issuer=authority)
    holder = issue.Authority(world.certificate, world.key)
    assert "may not sign" in refusal(world, world.crl(holder), issuer=holder)


def test_t17g_rollback(world):
    assert "older" in refusal(world, world.crl(number=4), newest_number=5)
    assert "older" in refusal(world, world.crl(number=None), newest_number=5)
    assert parse_crl(world.crl(number=None), issuer=world.issuing.certificate, now=world.now).number is None


def _point(**flags) -> issue.Extension:
    options = {
        "full_name": [x509.UniformResourceIdentifier(POINT)],
        "relative_name": None,
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "only_some_reasons": None,
        "indirect_crl": False,
        "only_contains_attribute_certs": False,
        **flags,
    }
    return issue.known(x509.IssuingDistributionPoint(**options), critical=True)


def test_t17h_distribution_point_must_be_the_one_asked_for(world):
    data = world.crl(extensions=[_point()])
    assert "distribution point" in refusal(world, data)
    assert "distribution point" in refusal(world, data, distribution_point="http://crl.example.cn/part-8.crl")
    crl = parse_crl(data, issuer=world.issuing.certificate, now=world.now, distribution_point=POINT)
    assert crl.distribution_point == POINT


@pytest.mark.parametrize(
    "flags",
    [
        {"only_contains_user_certs": True},
        {"only_contains_ca_certs": True},
        {"indirect_crl": True},
        {"only_contains_attribute_certs": True},
        {"only_some_reasons": frozenset({x509.ReasonFlags.key_compromise})},
    ],
)
def test_t17h_partial_and_indirect_lists(ec_world, flags):
    data = ec_world.crl(extensions=[_point(**flags)])
    assert "part" in refusal(ec_world, data, distribution_point=POINT)


def test_t17h_delta_list(world):
    delta = issue.known(x509.DeltaCRLIndicator(4), critical=True)
    assert "delta" in refusal(world, world.crl(extensions=[delta]))


def test_unknown_critical_extension(world):
    odd = issue.Extension("1.2.3.4.5", der.write(der.NULL), critical=True)
    assert "critical" in refusal(world, world.crl(extensions=[odd]))


def _with_entry_extension(world, extension: issue.Extension) -> bytes:
    date = der.time(world.now - DAY)
    entry = der.sequence(der.integer(7), date, der.sequence(extension.encoded()))
    tbs = der.read_one(world.crl(revoked=[(7, world.now - DAY)]), der.SEQUENCE).children()[0]
    parts = [part.raw for part in tbs.children()]
    parts[5] = der.sequence(entry)
    return issue.signed(der.sequence(*parts), world.issuing.key)


def test_reason_of_an_entry(world):
    reason = issue.known(x509.CRLReason(x509.ReasonFlags.key_compromise))
    crl = parse_crl(_with_entry_extension(world, reason), issuer=world.issuing.certificate, now=world.now)
    assert crl.revoked[0].reason == "keyCompromise"


def test_entries_of_another_authority_or_with_unknown_critical_parts(world):
    other = issue.known(x509.CertificateIssuer([x509.DirectoryName(x509.Name([]))]), critical=True)
    assert "indirect" in refusal(world, _with_entry_extension(world, other))
    odd = issue.Extension("1.2.3.4.5", der.write(der.NULL), critical=True)
    assert "critical" in refusal(world, _with_entry_extension(world, odd))


@pytest.mark.parametrize("data", [b"", b"\x30\x00", b"not a list", bytes(100)])
def test_bytes_that_are_no_list(ec_world, data):
    refusal(ec_world, data)
    refusal(ec_world, ec_world.crl()[:-1])
    refusal(ec_world, ec_world.crl() + b"\x00")
    refusal(ec_world, ec_world.certificate.der)
