"""An identity provider on this machine, and an app whose people sign in there."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.support.browser.app_server import Server, free_port, start

PEOPLE = {
    "viewer": {"sub": "vi", "email": "vi@x.org", "email_verified": True},
    "editor": {"sub": "ed", "email": "ed@x.org", "roles": ["editor"], "about": "x" * 40},
    "admin": {"sub": "ada", "email": "ada@x.org", "roles": ["admin"]},
    "no role": {"sub": "no", "email": "no@x.org", "email_verified": True},
}
_SECRETS = """
BOTHWAYS_VIEWERS = "vi@x.org"

[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "cookies of these tests are signed with it"
client_id = "bothways"
client_secret = "known to the provider"
server_metadata_url = "http://127.0.0.1:{provider}/.well-known/openid-configuration"
"""
_START_SECONDS = 30.0


@contextmanager
def identity_provider(people: Mapping[str, Mapping[str, object]] = PEOPLE) -> Iterator[int]:
    """Run a provider that knows these people, and give its port."""
    port = free_port()
    users = [option for claims in people.values() for option in ("--user-claims", json.dumps(claims))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "-p", str(port), *users]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ))
    try:
        _wait_for(f"http://127.0.0.1:{port}/.well-known/openid-configuration")
        yield port
    finally:
        process.kill()
        process.wait()


def start_with_login(home: Path, provider: int) -> Server:
    """Start the app with a login at the provider that listens on this port."""
    port = free_port()
    home.mkdir(parents=True, exist_ok=True)
    secrets = home.parent / "secrets.toml"
    secrets.write_text(_SECRETS.format(port=port, provider=provider), encoding="utf-8")
    return start(home, port, STREAMLIT_SECRETS_FILES=str(secrets))


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
