"""How the station stands towards the network: policy, cookies, checks, probes, and no secret in the repository."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from tests.nets.matrix import ROWS
from tests.nets.visitor import Visitor
from tests.nets.who import ANONYMOUS

BASE = Path(__file__).resolve().parents[2]
SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|xox[bp]-[0-9A-Za-z-]{20,}"
    r"|(?i:secret_key|api_key|auth_token)\s*[:=]\s*[\"'][A-Za-z0-9+/_-]{24,}[\"']"
)
TEXT = {
    ".py",
    ".yml",
    ".yaml",
    ".json",
    ".toml",
    ".md",
    ".js",
    ".html",
    ".env",
    ".conf",
    ".sh",
    ".txt",
    ".example",
    "",
}
NOT_OURS = {"var", "node_modules", ".git", "locale"}


def test_the_checks_for_production_find_nothing():
    more = {
        "HTTPS": "1",
        "DEBUG": "0",
        "SECRET_KEY": "k7-" * 20 + "abcdefghij0123456789",
        "ALLOWED_HOSTS": "station.example",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=BASE,
        env={**os.environ, **more},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.count("security.")) == (0, 0), done.stderr


def test_every_page_carries_the_policy_and_a_number_to_quote(world):
    visitor, wrong = Visitor(world), []
    for row in ROWS:
        for who in [
            who for who in ("chen", "yunlu", "sysadmin", "auditor", ANONYMOUS) if who in (row.get or ())
        ][:1]:
            response = visitor.get(who, row.url(world))
            policy = response.get("Content-Security-Policy", "")
            closed = "default-src 'self'" in policy or "sandbox" in policy
            if (
                not closed
                or ("unsafe-inline" in policy and "sandbox" not in policy)
                or "unsafe-eval" in policy
            ):
                wrong.append(f"{row}: {policy}")
            if not re.fullmatch(r"QS-[0-9A-F]{4}-[0-9A-F]{4}", response.get("X-Request-ID", "")):
                wrong.append(f"{row}: no number")
            if (
                response.get("X-Frame-Options") != "DENY"
                or response.get("X-Content-Type-Options") != "nosniff"
            ):
                wrong.append(f"{row}: may be framed or sniffed")
    assert wrong == []


def test_the_cookie_of_the_session_is_out_of_reach_of_scripts_and_other_sites(world):
    client = Client()
    with override_settings(SESSION_COOKIE_SECURE=True):
        client.post(reverse("accounts:login"), {"username": "chen", "password": "Zhiliang-2026"})
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", True)


def test_healthz_answers_without_the_database(client):
    response = client.get("/healthz")  # this test has no database: touching it would be an error
    assert (response.status_code, response.content) == (200, b"ok")


def test_readyz_says_503_while_the_broker_is_away(world):
    with override_settings(REDIS_URL="redis://127.0.0.1:1/0"):
        response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"database": True, "broker": False, "migrations": True}


def test_no_secret_lies_in_the_repository():
    found = []
    for folder, folders, files in os.walk(BASE):
        folders[:] = [name for name in folders if name not in NOT_OURS and name != "__pycache__"]
        for name in files:
            path = Path(folder) / name
            if path.suffix in TEXT and path != Path(__file__):
                text = path.read_text(encoding="utf-8", errors="ignore")
                found += [f"{path.relative_to(BASE)}: {match[0][:40]}" for match in SECRETS.finditer(text)]
    assert found == []


@pytest.mark.parametrize("text", ["-----BEGIN " + "RSA PRIVATE KEY-----", "API_KEY = '" + "a1" * 16 + "'"])
def test_the_search_for_secrets_finds_one(text):
    assert SECRETS.search(text)
