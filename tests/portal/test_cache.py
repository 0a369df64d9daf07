import pytest

from portal.cache import FailOpenRedisCache


@pytest.fixture
def cache(unused_port):
    return FailOpenRedisCache(f"redis://127.0.0.1:{unused_port}", {"OPTIONS": {"socket_connect_timeout": 0.2}})


@pytest.fixture
def unused_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_lost_server_means_not_cached(cache):
    cache.set("a", 1)
    assert cache.get("a", "nothing") == "nothing"
    assert cache.get_many(["a", "b"]) == {}
    assert cache.add("a", 1) is False
    assert cache.delete("a") is False
    assert "a" not in cache
    assert cache.get_or_set("a", lambda: 7) == 7
    assert cache.set_many({"a": 1}) == ["a"]
