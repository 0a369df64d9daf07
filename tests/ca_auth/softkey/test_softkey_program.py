"""`python -m ca_auth.softkey`: it serves, ends on request and explains a wrong origin."""

import os
import signal
import subprocess
import sys

from ca_auth.softkey.client import AgentClient

PAGE = "http://localhost:8000"


def test_program_serves_and_ends_on_request(store):
    command = [sys.executable, "-m", "ca_auth.softkey", "--store", str(store.directory), "--port", "0"]
    process = subprocess.Popen([*command, "--allow-origin", PAGE], stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        address = line.split()[3]
        assert AgentClient(address, PAGE).status()["keys"] == 9
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_program_explains_a_wrong_origin(store):
    command = [sys.executable, "-m", "ca_auth.softkey", "--store", str(store.directory), "--port", "0"]
    result = subprocess.run(
        [*command, "--allow-origin", "http://evil.cn"], capture_output=True, text=True, check=False
    )
    assert result.returncode == 2
    assert "http://evil.cn" in result.stderr
