"""The PIN counter (T24–T26) and the files it lives in."""

import json
import os
import signal
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from ca_auth.pki.keys import verify_signature
from ca_auth.softkey import store as store_module
from ca_auth.softkey.store import KeyStore, KeyStoreError, PinKey, write_key

PIN, WRONG = "123456", "999999"


def attempt(store, pin, key_id="ec-sign"):
    """What a guess yields: 'signed', or the error's code with the tries left."""
    try:
        store.sign(key_id, pin, b"text")
    except KeyStoreError as error:
        return error.code, error.retries_left
    return "signed"


def tries(store, key_id="ec-sign") -> int:
    return json.loads((store.directory / f"{key_id}.json").read_bytes())["tries"]


@pytest.mark.parametrize("kind", ["rsa", "ec", "sm2"])
def test_signature_fits_the_certificate(store, kind):
    key, signature = store.sign(f"{kind}-sign", PIN, b"some text")
    public = key.parsed_certificate().key
    verify_signature(public, public.algorithm, signature, b"some text")
    assert tries(store, f"{kind}-sign") == 6


def test_t24_five_to_zero_then_locked_even_for_the_right_pin(store):
    outcomes = [attempt(store, WRONG) for _ in range(6)]
    assert outcomes == [("pin_incorrect", left) for left in (5, 4, 3, 2, 1, 0)]
    assert attempt(store, WRONG) == ("pin_locked", 0)
    assert attempt(store, PIN) == ("pin_locked", 0)
    assert attempt(store, PIN, "sm2-sign") == "signed"


def test_the_right_pin_restores_the_tries(store):
    for _ in range(5):
        attempt(store, WRONG)
    assert tries(store) == 1
    assert attempt(store, PIN) == "signed"
    assert tries(store) == 6


def test_t25_forty_parallel_guesses_are_six(store):
    evaluated = []
    derive = PinKey.derive.__func__

    def counting(cls, pin, salt=None):
        evaluated.append(pin)
        return derive(cls, pin, salt)

    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(40) as pool:
        patch.setattr(PinKey, "derive", classmethod(counting))
        outcomes = list(pool.map(lambda _: attempt(store, WRONG), range(40)))
    assert len(evaluated) == 6
    assert sorted(left for code, left in outcomes if code == "pin_incorrect") == [0, 1, 2, 3, 4, 5]
    assert outcomes.count(("pin_locked", 0)) == 34
    assert attempt(store, PIN) == ("pin_locked", 0)


KILLED = """
import os, signal, sys
from ca_auth.softkey import store
def pull_the_plug(key, pin):
    os.kill(os.getpid(), signal.SIGKILL)
store._unsealed = pull_the_plug
store.KeyStore(sys.argv[1]).sign("ec-sign", sys.argv[2], b"text")
"""


@pytest.mark.parametrize("pin", [PIN, WRONG])
def test_t26_a_try_is_spent_even_if_the_plug_is_pulled_before_the_check(store, pin):
    for left in (5, 4):
        killed = subprocess.run([sys.executable, "-c", KILLED, str(store.directory), pin], check=False)
        assert killed.returncode == -signal.SIGKILL
        assert tries(store) == left
    assert attempt(store, PIN) == "signed"


def test_t26_the_spent_try_is_on_the_disk_before_the_pin_is_looked_at(store, monkeypatch):
    steps = []
    unsealed, fsync, rename = store_module._unsealed, os.fsync, os.replace
    monkeypatch.setattr(store_module, "_unsealed", lambda *args: steps.append("check") or unsealed(*args))
    monkeypatch.setattr(os, "fsync", lambda handle: steps.append("fsync") or fsync(handle))
    monkeypatch.setattr(os, "replace", lambda *args: steps.append("rename") or rename(*args))
    assert attempt(store, WRONG) == ("pin_incorrect", 5)
    assert steps == ["fsync", "rename", "fsync", "check"]


def test_change_pin(store):
    assert store.change_pin("ec-sign", PIN, "new-PIN-77") == 6
    assert attempt(store, PIN) == ("pin_incorrect", 5)
    assert attempt(store, "new-PIN-77") == "signed"


def test_change_pin_spends_tries_like_signing(store):
    for left in (5, 4, 3, 2, 1, 0):
        with pytest.raises(KeyStoreError) as caught:
            store.change_pin("ec-sign", WRONG, "another-pin")
        assert (caught.value.code, caught.value.retries_left) == ("pin_incorrect", left)
    assert attempt(store, PIN) == ("pin_locked", 0)


def test_reissuing_unlocks(store):
    for _ in range(6):
        attempt(store, WRONG)
    key = store.all_keys()[0]
    private = store_module.PrivateKey.generate("ec")
    certificate = key.parsed_certificate().der
    write_key(
        store.directory,
        key_id="ec-sign",
        label="新",
        usage="sign",
        private=private,
        certificate=certificate,
        pin_key=PinKey.derive(PIN),
    )
    assert attempt(store, PIN) == "signed"


def test_a_secret_does_not_open_under_another_key_id(store):
    path = store.directory / "ec-sign.json"
    fields = json.loads(path.read_bytes())
    fields["key_id"] = "copied"
    (store.directory / "copied.json").write_text(json.dumps(fields))
    assert attempt(store, PIN, "copied") == ("pin_incorrect", 5)


def test_unplugging_and_plugging_in(store, tmp_path):
    path = store.directory / "ec-sign.json"
    path.rename(tmp_path / "drawer")
    assert attempt(store, PIN) == ("key_not_found", None)
    assert "ec-sign" not in [key.key_id for key in store.all_keys()]
    (tmp_path / "drawer").rename(path)
    assert attempt(store, PIN) == "signed"


def test_no_store_at_all(tmp_path):
    missing = KeyStore(tmp_path / "nowhere")
    assert missing.all_keys() == []
    assert attempt(missing, PIN) == ("key_not_found", None)


@pytest.mark.parametrize(
    "key_id", ["", "..", "../keys/ec-sign", "ec-sign.json", "ec-sign\n", "a" * 65, None, 7, ["ec-sign"]]
)
def test_key_ids_that_are_none(store, key_id):
    assert attempt(store, PIN, key_id) == ("key_not_found", None)


@pytest.mark.parametrize("content", ["", "{}", "[]", "null", '{"format": "ca-softkey:1"}', "\x00"])
def test_files_that_are_no_keys_are_passed_over(store, content):
    (store.directory / "broken.json").write_text(content)
    assert len(store.all_keys()) == 9
    assert attempt(store, PIN, "broken") == ("key_not_found", None)


def test_files_stay_private_after_a_rewrite(store):
    attempt(store, WRONG)
    assert stat.S_IMODE((store.directory / "ec-sign.json").stat().st_mode) == 0o600
    assert list(store.directory.glob("*.new")) == []


def test_waiting_too_long_for_the_key_is_busy(store, monkeypatch):
    monkeypatch.setattr(store_module, "LOCK_SECONDS", 0.05)
    with store._locked():
        assert attempt(KeyStore(store.directory), PIN) == ("busy", None)
    assert attempt(store, PIN) == "signed"
    assert tries(store) == 6


def test_nothing_is_written_for_an_odd_key_id_or_usage(store):
    key = store.all_keys()[0]
    parts = {"label": "", "private": None, "certificate": key.parsed_certificate().der, "pin_key": None}
    for key_id, usage in (("../x", "sign"), ("x", "both")):
        with pytest.raises(ValueError, match="key id or usage"):
            write_key(store.directory, key_id=key_id, usage=usage, **parts)
