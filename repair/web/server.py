"""The server behind the page: this machine only, a secret in its address, nothing kept of the texts."""

from __future__ import annotations

import json
import secrets
import socket
from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from repair.output.revision import Revision, profile_line
from repair.records import KINDS
from repair.web.page import page, policy

HOST = "127.0.0.1"
MOST_BYTES = 1_000_000
"""Of a text: some 170,000 words, which take a minute if they are clean.  Longer ones are for the command line."""
_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",  # the address holds the secret
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

Revise = Callable[[str, frozenset[str]], Revision]
"""Revises a text, looking for some kinds of garble."""


def application(revise: Revise, token: str) -> Starlette:
    """Return the application: `/TOKEN/` is the page, `/TOKEN/revise` takes a text and gives what is known of it.

    Anything without the token is not found, and a request that names another host than this machine is refused, so
    that no other page can reach it by a name of its own.
    """

    def checked(request: Request) -> None:
        if not secrets.compare_digest(request.path_params["token"].encode(), token.encode()):
            raise HTTPException(404)
        origin = request.headers.get("origin")
        if origin is not None and origin != f"{request.url.scheme}://{request.url.netloc}":
            raise HTTPException(403, "asked from another page")

    async def show(request: Request) -> Response:
        checked(request)
        return Response(page(), media_type="text/html", headers={**_HEADERS, "Content-Security-Policy": policy()})

    async def revise_text(request: Request) -> Response:
        checked(request)
        kinds = frozenset(request.query_params.get("kinds", ",".join(KINDS)).split(",")) - {""}
        if not kinds <= set(KINDS):
            raise HTTPException(400, f"kinds are {', '.join(KINDS)}")
        text = await _text(request)
        try:
            revision = await run_in_threadpool(revise, text, kinds)
        except ValueError as error:
            raise HTTPException(400, str(error)) from error
        return Response(json.dumps(_told(revision)), media_type="application/json", headers=_HEADERS)

    async def failed(_: Request, error: Exception) -> Response:
        status, detail = (error.status_code, error.detail) if isinstance(error, HTTPException) else (500, "failed")
        return PlainTextResponse(detail, status_code=status, headers=_HEADERS)

    return Starlette(
        routes=[
            Route("/{token}/", show, methods=["GET"]),
            Route("/{token}/revise", revise_text, methods=["POST"]),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"], www_redirect=False)],
        exception_handlers={HTTPException: failed, Exception: failed},
    )


async def _text(request: Request) -> str:
    """Return the text of a request; HTTPException if it is too long or no UTF-8."""
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > MOST_BYTES:
            told = f"longer than {MOST_BYTES:,} bytes: mend it with `repair fix` or `repair batch`"
            raise HTTPException(413, told)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise HTTPException(400, "not UTF-8") from error


def _told(revision: Revision) -> dict[str, Any]:
    edits = revision.to_dict()["edits"]
    return {"edits": edits, "profile": profile_line(revision.profile)}


def serve(revise: Revise, *, port: int, ready: Callable[[str], None]) -> None:
    """Serve until interrupted; `ready` is called with the address.  OSError if the port is taken."""
    import uvicorn

    token = secrets.token_urlsafe(16)
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        ready(f"http://{HOST}:{listener.getsockname()[1]}/{token}/")
        # No access log: it would hold the secret.
        config = uvicorn.Config(application(revise, token), log_level="error", access_log=False, server_header=False)
        uvicorn.Server(config).run(sockets=[listener])
