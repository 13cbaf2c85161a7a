"""Somebody who uses the shop through one address, logged in by session or with a token."""

from __future__ import annotations

import re

import httpx

from scripts.demo_steps.stage import PASSWORD


def logged_in(url: str, account: str) -> httpx.Client:
    """Log in as a browser does: fetch the form, send it with its token, keep the cookies."""
    client = httpx.Client(base_url=url, timeout=30.0)
    form = client.get("/accounts/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)
    assert token, form.text[:500]
    client.post(
        "/accounts/login/",
        data={"username": account, "password": PASSWORD, "csrfmiddlewaretoken": token[1]},
    )
    if "sessionid" not in client.cookies:
        raise RuntimeError(f"{account} could not log in at {url}")
    return client


def with_token(url: str, token: str) -> httpx.Client:
    """Use the API as a program does."""
    return httpx.Client(base_url=url, timeout=30.0, headers={"Authorization": f"Token {token}"})
