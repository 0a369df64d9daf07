"""Paths: unknown authorities, validity, revocation and what a certificate may be used for (T11–T16, T18, T19)."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from ca_auth.demo_pki import issue
from ca_auth.pki import der, signatures, sm2
from ca_auth.pki.certificate import Certificate
from ca_auth.pki.errors import Refused
from ca_auth.pki.keys import P256_ORDER
from ca_auth.pki.path import CLOCK_SKEW, TrustStore, validate_path

DAY = timedelta(days=1)


def refusal(world, certificate=None, **changes) -> str:
    with pytest.raises(Refused) as caught:
        world.verify(world.token(certificate), **changes)
    return caught.value.code


def test_sound_path_runs_from_leaf_to_anchor(world):
    chain = world.verify(world.token(), revocation=world.revocation()).chain
    assert chain == (world.certificate, world.issuing.certificate, world.root.certificate)


# T11–T13


def test_t11_unknown_authority(world):
    stranger = world.self_signed()
    assert refusal(world, world.leaf(issuer=stranger)) == "unknown_ca"


def test_t12_anchor_of_the_same_name_with_another_key(world):
    double = world.self_signed(subject=world.root.certificate.subject_der)
    assert refusal(world, store=world.with_store(anchors=[double])) == "unknown_ca"
    both = world.with_store(anchors=[double, world.root])
    assert world.verify(world.token(), store=both).chain[-1] == world.root.certificate


def test_t12_intermediate_of_the_same_name_with_another_key(world):
    double = world.authority(subject=world.issuing.certificate.subject_der)
    assert refusal(world, store=world.with_store(intermediates=[double])) == "unknown_ca"
    assert world.verify(world.token(), store=world.with_store(intermediates=[double, world.issuing]))


def test_t13_an_intermediate_nobody_configured_does_not_count(world):
    other = world.authority()
    leaf = world.leaf(issuer=other)
    assert refusal(world, leaf) == "unknown_ca"
    assert world.verify(world.token(leaf), store=world.with_store(intermediates=[world.issuing, other]))


def test_an_intermediate_without_its_anchor_is_not_trusted(world):
    stranger = world.self_signed()
    assert refusal(world, store=world.with_store(anchors=[stranger])) == "unknown_ca"
    assert refusal(world, store=TrustStore((), (world.issuing.certificate,))) == "unknown_ca"


def test_a_self_signed_leaf_is_unknown_even_if_configured_as_anchor(world):
    extensions = [issue.key_usage("digital_signature"), issue.client_auth()]
    own = world.leaf(issuer=issue.Authority(world.certificate, world.key), extensions=extensions)
    store = TrustStore((*world.store.anchors, Certificate.parse(own)), world.store.intermediates)
    assert refusal(world, own, store=store) == "unknown_ca"


def test_issuer_name_with_other_string_types_is_the_same_name(world):
    printable = der.write(der.PRINTABLE_STRING, b"Issuing CA")
    utf8 = der.write(der.UTF8_STRING, b"Issuing CA")
    names = [der.sequence(der.write(der.SET, der.sequence(der.oid("2.5.4.3"), text))) for text in (printable, utf8)]
    authority = world.authority(subject=names[0])
    leaf = Certificate.parse(_renamed(world, authority, names[1]))
    store = world.with_store(intermediates=[authority])
    path = validate_path(
        leaf, store=store, revocation=world.all_good, now=world.now, allowed_algorithms=[leaf.key.algorithm]
    )
    assert path[1] == authority.certificate


def test_the_second_opinion_insists_on_the_same_string_types(world):
    # Stricter than our own check; such an authority with RSA or P-256 keys needs a certificate spelt like its leaves.
    def name(tag):
        return der.sequence(der.write(der.SET, der.sequence(der.oid("2.5.4.3"), der.write(tag, b"Issuing CA"))))

    authority = world.authority(subject=name(der.PRINTABLE_STRING))
    token = world.token(_renamed(world, authority, name(der.UTF8_STRING)))
    store = world.with_store(intermediates=[authority])
    if world.kind == "sm2":
        assert world.verify(token, store=store)
    else:
        with pytest.raises(Refused, match="oracle_disagrees"):
            world.verify(token, store=store)


def test_the_right_key_under_another_name_is_not_the_issuer(world):
    assert refusal(world, _renamed(world, world.issuing, world.name("别的机构"))) == "unknown_ca"


def _renamed(world, authority, issuer_name: bytes) -> bytes:
    return issue.certificate(
        subject=world.name("测试企业"),
        spki=world.key.spki(),
        issuer=issuer_name,
        signer=authority.key,
        not_before=world.now - DAY,
        not_after=world.now + DAY,
        extensions=world.signing_extensions(authority),
    )


# T14


def test_t14_leaf_validity(world):
    assert refusal(world, world.leaf(not_after=world.now - timedelta(seconds=1))) == "expired"
    assert refusal(world, world.leaf(not_before=world.now + CLOCK_SKEW + timedelta(seconds=1))) == "not_yet_valid"


def test_t14_skew_is_granted_on_the_beginning_only(world):
    assert world.verify(world.token(world.leaf(not_before=world.now + CLOCK_SKEW - timedelta(seconds=1))))
    assert world.verify(world.token(world.leaf(not_after=world.now)))


def test_t14_intermediate_validity(world):
    for dates, code in (
        ({"not_after": world.now - DAY}, "expired"),
        ({"not_before": world.now + DAY}, "not_yet_valid"),
    ):
        authority = world.authority(**dates)
        store = world.with_store(intermediates=[authority])
        assert refusal(world, world.leaf(issuer=authority), store=store) == code


def test_t14_anchor_validity(world):
    for dates, code in (
        ({"not_after": world.now - DAY}, "expired"),
        ({"not_before": world.now + DAY}, "not_yet_valid"),
    ):
        root = world.self_signed(**dates)
        store = world.with_store(anchors=[root])
        assert refusal(world, world.leaf(issuer=root), store=store) == code


def test_an_expired_double_of_an_authority_does_not_hide_the_sound_one(world):
    old = world.authority(
        key=world.issuing.key, subject=world.issuing.certificate.subject_der, not_after=world.now - DAY
    )
    for order in ([old, world.issuing], [world.issuing, old]):
        assert world.verify(world.token(), store=world.with_store(intermediates=order))


def test_of_several_failing_paths_the_first_gives_the_reason(world):
    same = {"key": world.issuing.key, "subject": world.issuing.certificate.subject_der}
    old = world.authority(**same, not_after=world.now - DAY)
    future = world.authority(**same, not_before=world.now + DAY)
    assert refusal(world, store=world.with_store(intermediates=[old, future])) == "expired"
    assert refusal(world, store=world.with_store(intermediates=[future, old])) == "not_yet_valid"


# T15, T16, T18


def test_t15_revoked_leaf(world):
    revocation = world.revocation(leaf_serials=[world.certificate.serial])
    assert refusal(world, revocation=revocation) == "revoked"


def test_t16_revoked_intermediate(world):
    revocation = world.revocation(authority_serials=[world.issuing.certificate.serial])
    assert refusal(world, revocation=revocation) == "revoked"


def test_t18_a_reencoded_issuer_signature_changes_the_fingerprint_but_not_the_revocation(ec_world):
    tbs, algorithm, signature = der.read_one(ec_world.certificate.der, der.SEQUENCE).children()
    r, s = der.read_pair(der.read_bits(signature))
    twin_der = der.sequence(tbs.raw, algorithm.raw, der.bits(der.pair(r, P256_ORDER - s)))
    twin = Certificate.parse(twin_der)
    assert twin.fingerprint != ec_world.certificate.fingerprint
    accepted = ec_world.verify(ec_world.token(twin_der))
    original = ec_world.verify(ec_world.token())
    assert (accepted.issuer_sha256, accepted.serial_hex) == (original.issuer_sha256, original.serial_hex)
    revocation = ec_world.revocation(leaf_serials=[ec_world.certificate.serial])
    assert refusal(ec_world, twin_der, revocation=revocation) == "revoked"


# T19


def _without_usage(world):
    return world.signing_extensions()[1:]


def test_t19a_encryption_certificate(world):
    extensions = [issue.key_usage("key_encipherment", "data_encipherment", "key_agreement"), *_without_usage(world)]
    assert refusal(world, world.leaf(extensions=extensions)) == "key_usage"


def test_t19b_authority_certificate(world):
    extensions = issue.authority_extensions(world.key.spki(), world.issuing.certificate.spki, path_length=0)
    assert refusal(world, world.leaf(extensions=extensions)) == "key_usage"
    marked_only = [issue.known(x509.BasicConstraints(ca=True, path_length=0)), *world.signing_extensions()]
    assert refusal(world, world.leaf(extensions=marked_only)) == "key_usage"
    signs_too = [issue.key_usage("digital_signature", "key_cert_sign"), *_without_usage(world)]
    assert refusal(world, world.leaf(extensions=signs_too)) == "key_usage"


def test_t19c_server_only_certificate(world):
    server = issue.known(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]))
    usage, _client, *identifiers = world.signing_extensions()
    assert refusal(world, world.leaf(extensions=[usage, server, *identifiers])) == "key_usage"
    assert world.verify(world.token(world.leaf(extensions=[usage, *identifiers])))
    any_purpose = issue.known(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE]))
    assert world.verify(world.token(world.leaf(extensions=[usage, any_purpose, *identifiers])))


def test_t19d_missing_key_usage(world):
    assert refusal(world, world.leaf(extensions=_without_usage(world))) == "key_usage"


def test_t19e_unknown_critical_extension(world):
    odd = issue.Extension("1.2.3.4.5", der.write(der.NULL), critical=True)
    assert refusal(world, world.leaf(extensions=[*world.signing_extensions(), odd])) == "cert_parse"
    harmless = issue.Extension("1.2.3.4.5", der.write(der.NULL))
    assert world.verify(world.token(world.leaf(extensions=[*world.signing_extensions(), harmless])))


def test_t19f_path_length_breach(world):
    below = world.authority(parent=world.issuing, path_length=None)
    store = world.with_store(intermediates=[world.issuing, below])
    assert refusal(world, world.leaf(issuer=below), store=store) == "unknown_ca"


def _authority_with(world, extensions, **changes):
    identifiers = issue.key_identifiers(world.spare.spki(), world.root.certificate.spki)
    return world.authority(extensions=[*extensions, *identifiers], **changes)


CA = issue.known(x509.BasicConstraints(ca=True, path_length=0), critical=True)
NO_CA = issue.known(x509.BasicConstraints(ca=False, path_length=None), critical=True)
ISSUES = issue.key_usage("key_cert_sign", "crl_sign")
SERVER = issue.known(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]))
CONSTRAINED = issue.known(x509.NameConstraints([x509.DNSName("example.cn")], None))
ODD = issue.Extension("1.2.3.4.5", der.write(der.NULL), critical=True)


@pytest.mark.parametrize(
    ("extensions", "code"),
    [
        ([ISSUES], "unknown_ca"),
        ([NO_CA, ISSUES], "unknown_ca"),
        ([CA], "unknown_ca"),
        ([CA, issue.key_usage("crl_sign")], "unknown_ca"),
        ([CA, ISSUES, CONSTRAINED], "unknown_ca"),
        ([CA, ISSUES, SERVER], "key_usage"),
        ([CA, ISSUES, ODD], "cert_parse"),
    ],
    ids=["no-constraints", "not-ca", "no-usage", "no-cert-sign", "name-constraints", "server-only", "critical"],
)
def test_authorities_that_may_not_issue(world, extensions, code):
    authority = _authority_with(world, extensions)
    store = world.with_store(intermediates=[authority])
    assert refusal(world, world.leaf(issuer=authority), store=store) == code


def test_an_ordinary_holder_cannot_act_as_authority(world):
    holder = issue.Authority(world.certificate, world.key)
    store = world.with_store(intermediates=[world.issuing, holder])
    assert refusal(world, world.leaf(issuer=holder), store=store) == "unknown_ca"


def test_paths_longer_than_four_are_not_followed(ec_world):
    # Self-signed and without a limit of its own, so that only the limit under test applies.
    seed = ec_world.self_signed(key=ec_world.root.key, subject=ec_world.name("顶"))
    top = ec_world.authority(parent=seed, key=ec_world.root.key, subject=ec_world.name("顶"), path_length=None)
    authorities = [top]
    for level in range(3):
        authorities.append(
            ec_world.authority(parent=authorities[-1], subject=ec_world.name(f"第{level}级"), path_length=None)
        )
    leaf = ec_world.leaf(issuer=authorities[-1])
    store = ec_world.with_store(anchors=[top], intermediates=authorities[1:])
    assert refusal(ec_world, leaf, store=store) == "unknown_ca"
    assert len(ec_world.verify(ec_world.token(ec_world.leaf(issuer=authorities[2])), store=store).chain) == 4


def test_authorities_that_signed_each_other_end(ec_world):
    names = [ec_world.name("甲"), ec_world.name("乙")]
    keys = [ec_world.spare, ec_world.issuing.key]
    placeholder = [
        issue.root(key, name, not_before=ec_world.now - DAY, not_after=ec_world.now + DAY)
        for key, name in zip(keys, names, strict=True)
    ]
    crossed = [
        ec_world.authority(parent=placeholder[1], key=keys[0], subject=names[0], path_length=None),
        ec_world.authority(parent=placeholder[0], key=keys[1], subject=names[1], path_length=None),
    ]
    store = ec_world.with_store(intermediates=crossed)
    assert refusal(ec_world, ec_world.leaf(issuer=crossed[0]), store=store) == "unknown_ca"


def test_mixed_path_of_sm2_leaf_under_rsa_root(rsa_world, sm2_world):
    authority = sm2_world.authority(parent=rsa_world.root, key=sm2_world.spare)
    leaf = sm2_world.leaf(issuer=authority)
    store = TrustStore((rsa_world.root.certificate,), (authority.certificate,))
    assert sm2_world.verify(sm2_world.token(leaf), store=store).algorithm == "SM2SM3"
    assert refusal(sm2_world, leaf, store=store, allowed_algorithms=["SM2SM3"]) == "unknown_ca"


def test_sm2_authority_with_an_identifier_of_its_own(sm2_world):
    other_id = b"another-identifier"
    tbs = der.read_one(sm2_world.certificate.der, der.SEQUENCE).children()[0].raw
    signature = sm2.sign(sm2_world.issuing.key.material, tbs, other_id)
    leaf = der.sequence(tbs, issue.algorithm_of(sm2_world.issuing.key), der.bits(signature))
    assert refusal(sm2_world, leaf) == "unknown_ca"
    ids = {sm2_world.issuing.certificate.fingerprint: other_id}
    store = TrustStore(sm2_world.store.anchors, sm2_world.store.intermediates, ids)
    assert sm2_world.verify(sm2_world.token(leaf), store=store).certificate.der == leaf


def test_an_issuer_signature_is_checked_once(world, monkeypatch):
    signatures.forget()
    world.verify(world.token())
    calls = []
    monkeypatch.setattr(signatures, "verify_signature", lambda *args, **kwargs: calls.append(args))
    world.verify(world.token())
    assert calls == []
    signatures.forget()


def test_the_memory_of_signatures_keeps_no_refusals_and_is_bounded(world, monkeypatch):
    signatures.forget()
    monkeypatch.setattr(signatures, "CACHE_SIZE", 2)
    stranger = world.self_signed(subject=world.issuing.certificate.subject_der)
    for _ in range(3):
        assert refusal(world, world.leaf(issuer=stranger)) == "unknown_ca"
    assert len(signatures._verified) == 0
    for _ in range(4):
        world.verify(world.token(world.leaf()))
    assert len(signatures._verified) == 2
    signatures.forget()
