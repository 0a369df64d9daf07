"""Signing what is handed in: one content, one session, one enterprise, once."""

import json

import pytest
from django.utils import timezone

from ca_auth.models import Certificate
from ca_auth.services.signatures import SignatureRefused, verify_submission
from tests.plugins.auth import certificate_login, challenge

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ca_auth.urls")]
DIGEST = "ab" * 32


@pytest.fixture
def signed_in(client, trusted_pki):
    trusted_pki.enterprise("ec-sign")
    certificate_login(client, trusted_pki)
    return client


def identity():
    return Certificate.objects.get().account.identities.get()


def sign(pki, client, *, key_id="ec-sign", digest=DIGEST, asked=DIGEST):
    return pki.sign(key_id, challenge(client, digest=asked), purpose=f"submit:{digest}")


def verify(client, token, *, digest=DIGEST, acting=None):
    return verify_submission(
        token,
        session_key=client.session.session_key,
        digest=digest,
        identity=acting or identity(),
        now=timezone.now(),
    )


def code_of(*args, **kwargs) -> str:
    with pytest.raises(SignatureRefused) as caught:
        verify(*args, **kwargs)
    return caught.value.code


def test_the_signature_can_be_checked_again_by_anybody(signed_in, trusted_pki):
    token = sign(trusted_pki, signed_in)
    signed = verify(signed_in, json.dumps(token).encode())
    assert signed.verified.subject.uscc == trusted_pki.key("ec-sign")["uscc"]
    assert signed.text.startswith(f"CA-AUTH-V1|submit:{DIGEST}|")
    from ca_auth.pki.keys import verify_signature

    certificate = signed.verified.certificate
    assert verify_signature(certificate.key, "ES256", signed.value, signed.text.encode()) is None


def test_it_counts_once(signed_in, trusted_pki):
    token = sign(trusted_pki, signed_in)
    verify(signed_in, token)
    assert code_of(signed_in, token) == "challenge_expired"


def test_a_signature_for_other_content(signed_in, trusted_pki):
    other = "cd" * 32
    assert code_of(signed_in, sign(trusted_pki, signed_in, digest=other)) == "bad_signature"
    token = sign(trusted_pki, signed_in, digest=other, asked=other)
    assert code_of(signed_in, token) == "challenge_expired"
    assert verify(signed_in, token, digest=other).text.startswith(f"CA-AUTH-V1|submit:{other}|")


def test_a_login_signature_signs_nothing(signed_in, trusted_pki):
    nonce = challenge(signed_in, digest=DIGEST)
    assert code_of(signed_in, trusted_pki.sign("ec-sign", nonce)) == "bad_signature"


def test_another_session(signed_in, trusted_pki, client_of):
    token = sign(trusted_pki, signed_in)
    assert code_of(client_of(identity()), token) == "challenge_expired"


def test_a_certificate_of_another_enterprise(signed_in, trusted_pki):
    acting = identity()
    trusted_pki.enterprise("rsa-sign")
    token = sign(trusted_pki, signed_in, key_id="rsa-sign")
    assert code_of(signed_in, token, acting=acting) == "wrong_holder"


def test_a_reviewer_has_no_certificate_to_sign_with(signed_in, trusted_pki, identity_of):
    assert code_of(signed_in, sign(trusted_pki, signed_in), acting=identity_of("district_reviewer")) == "wrong_holder"


def test_a_certificate_suspended_meanwhile(signed_in, trusted_pki):
    acting, session_key = identity(), signed_in.session.session_key
    token = sign(trusted_pki, signed_in)
    Certificate.objects.update(status="suspended")
    with pytest.raises(SignatureRefused) as caught:
        verify_submission(token, session_key=session_key, digest=DIGEST, identity=acting, now=timezone.now())
    assert caught.value.code == "suspended"


@pytest.mark.parametrize("token", [b"", b"{", b"[]", {"format": "ca-auth:1"}, {"pin": "123456"}])
def test_what_is_no_token(signed_in, token):
    challenge(signed_in, digest=DIGEST)
    assert code_of(signed_in, token) in {"cert_parse", "bad_request"}


@pytest.mark.parametrize("digest", ["", "ab", "AB" * 32, "zz" * 32, 7, None, ["ab" * 32], "ab" * 33])
def test_only_a_sha256_gets_a_challenge(client, digest):
    answer = client.post("/auth/cert/challenge", json.dumps({"digest": digest}), content_type="application/json")
    assert answer.status_code == (200 if digest is None else 400)
