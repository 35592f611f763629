"""The process that loads what workers need once, and forks them, so that they share its memory.

`pool` starts it: a fresh interpreter with one thread, whatever threads the program has that asked for it, since a
process with threads cannot be forked safely.  Orders come in over a socket; for each worker the server hands out the
other end of the worker's own.  It ends, and its workers with it, when the program has gone, killed or not.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

Work = Callable[[Any], Any]
Make = Callable[[], Work]


def serve(descriptor: int) -> None:
    """Make the work that the first message asks for, then fork a worker at each message, until the socket closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the program that asked decides what an interrupt means
    children = set[int]()
    with socket.socket(fileno=descriptor) as control, Connection(os.dup(descriptor)) as orders:
        with suppress(EOFError, OSError):  # the program has gone
            work = _made(orders)
            while work:
                orders.recv()
                _bury(children)
                children.add(_fork(work, control, orders))
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)  # not yet waited for, so that the number is still this child's


def _made(orders: Connection) -> Work | None:
    try:
        make: Make = orders.recv()
        work = make()
    except (EOFError, OSError):
        raise
    except Exception as error:
        _send(orders, (False, error))
        return None
    gc.collect()
    gc.freeze()  # going through what is loaded would copy every page of it into each worker
    orders.send((True, None))
    return work


def _fork(work: Work, control: socket.socket, orders: Connection) -> int:
    ours, theirs = socket.socketpair()
    child = os.fork()
    if not child:
        try:
            control.close()
            orders.close()
            ours.close()
            attend(Connection(theirs.detach()), work)
        finally:
            os._exit(0)
    theirs.close()
    socket.send_fds(control, [child.to_bytes(8, "big")], [ours.fileno()])
    ours.close()
    return child


def _bury(children: set[int]) -> None:
    """Take note of the workers that have ended."""
    for child in tuple(children):
        if os.waitpid(child, os.WNOHANG)[0]:
            children.discard(child)


def attend(connection: Connection, work: Work) -> None:
    """Take lists of items and send back, item by item, (True, what was made of it) or (False, what was raised)."""
    with suppress(EOFError, OSError):  # nobody is there any more who wants an answer
        while True:
            for item in connection.recv():
                try:
                    answer = True, work(item)
                except Exception as error:
                    answer = False, error
                _send(connection, answer)


def alone(connection: Connection, make: Make) -> None:
    """Be a worker without a fork server, where the system cannot fork."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    attend(connection, make())


def _send(connection: Connection, answer: tuple[bool, Any]) -> None:
    try:
        connection.send(answer)
    except OSError:
        raise
    except Exception:  # what was made, or raised, does not travel
        connection.send((False, RuntimeError(f"{type(answer[1]).__name__}: {answer[1]}")))
