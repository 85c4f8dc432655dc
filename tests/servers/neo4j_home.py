"""Takes a folder and a port; lays out the home of a private Neo4j: its settings and a random password in a file."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

USER = "neo4j"


def password_file(home: Path) -> Path:
    """Where the random password of a server's user lies, readable by its owner alone."""
    return home / "password"


def lay_out(home: Path, port: int, settings: Mapping[str, str]) -> None:
    """Write `neo4j.conf`, where ``settings`` outrank the ones here, and a password if the home has none yet."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    (home / "conf").mkdir(exist_ok=True)
    lines = [f"{key}={value}\n" for key, value in (_settings(port) | dict(settings)).items()]
    (home / "conf" / "neo4j.conf").write_text("".join(lines), encoding="utf-8")
    if not password_file(home).exists():
        _set_password(home, secrets.token_urlsafe(24))


def _settings(port: int) -> dict[str, str]:
    """What differs from a stock server: one port on the loopback, little memory and disk, a quick stop."""
    address = f"127.0.0.1:{port}"
    return {
        "server.default_listen_address": "127.0.0.1",
        "server.bolt.listen_address": address,
        "server.bolt.advertised_address": address,
        "server.bolt.tls_level": "DISABLED",
        "server.http.enabled": "false",
        "server.https.enabled": "false",
        "server.memory.pagecache.size": "128m",
        "db.tx_log.preallocate": "false",
        "db.transaction.monitor.check.interval": "500ms",
        "dbms.usage_report.enabled": "false",
        "dbms.security.auth_enabled": "true",
        "dbms.security.allow_csv_import_from_file_urls": "false",
        "internal.dbms.bolt.netty_server_shutdown_quiet_period": "0",
        "internal.server.bolt.thread_pool_shutdown_wait_time": "1s",
    }


def _set_password(home: Path, password: str) -> None:
    """Write the initial credentials as Neo4j's own tool does, which would show the password on its command line."""
    _write_private(home / "data" / "dbms" / "auth.ini", f"{USER}:{_credentials(password, secrets.token_bytes(32))}:\n")
    _write_private(password_file(home), password + "\n")


def _credentials(password: str, salt: bytes, rounds: int = 1024) -> str:
    digest = salt + password.encode()
    for _ in range(rounds):
        digest = hashlib.sha256(digest).digest()
    return f"SHA-256,{digest.hex()},{salt.hex()},{rounds}"


def _write_private(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
