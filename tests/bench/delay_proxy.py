# SPDX-License-Identifier: GPL-3.0-or-later
"""A TCP proxy on loopback that delays and counts, and does not look inside.

What is sent arrives DELAY seconds later, however much it is: the line is long, not thin. It holds
what is under way without a limit, so that a slow reader never slows the sender down.
"""

import asyncio
import collections
import contextlib
import dataclasses
import threading
import time

READ_LIMIT = 1 << 20


@dataclasses.dataclass
class Traffic:
    """Of one connection. A turn is the client speaking after it has heard something, or first:
    on a slow line it costs one round trip. The TLS handshake has TLS_TURNS of them."""

    sent: int = 0
    received: int = 0
    turns: int = 0
    opened: float = 0.0


TLS_TURNS = 2  # of TLS 1.3: the hello, the end; after the second comes the greeting of the server


class _End(asyncio.Protocol):
    """One of the two sockets of a connection; `other` is where what it reads goes."""

    def __init__(self, proxy, count):
        self.proxy, self.count = proxy, count
        self.transport = self.other = None
        self.early = collections.deque()

    def connection_made(self, transport):
        self.transport = transport
        transport.max_size = READ_LIMIT
        transport.set_write_buffer_limits(high=1 << 40)

    def data_received(self, data):
        self.count(data)
        self._later(lambda: self.other.transport.write(data))

    def eof_received(self):
        self._later(lambda: self.other.transport.write_eof())
        return True

    def connection_lost(self, _error):
        self._later(lambda: self.other.transport.close())

    def _later(self, action):
        if self.other is None:
            self.early.append(action)
            return
        delay = self.proxy.delay
        if delay:
            self.proxy.loop.call_later(delay, self._safely, action)
        else:
            self._safely(action)

    def _safely(self, action):
        with contextlib.suppress(OSError):  # the other side may be gone by now
            if not self.other.transport.is_closing():
                action()

    def join(self, other):
        self.other = other
        while self.early:
            self._later(self.early.popleft())


class DelayProxy:
    """`port` leads to PORT on this machine. `delay`, in seconds each way, may be changed while
    it runs; `connections` are the Traffic of all there were."""

    def __init__(self, port, delay=0.0):
        self.target, self.delay = port, delay
        self.connections = []
        self.port = self.loop = None
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self.thread.start()
        self.ready.wait(10)
        return self

    def __exit__(self, *_):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()

    def _run(self):
        self.loop = asyncio.new_event_loop()
        server = self.loop.run_until_complete(
            self.loop.create_server(self._accept, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self.ready.set()
        self.loop.run_forever()
        server.close()

    def _accept(self):
        traffic = Traffic(opened=time.time())
        heard = [True]

        def from_client(data):
            traffic.turns += heard[0]
            traffic.sent += len(data)
            heard[0] = False

        def from_server(data):
            traffic.received += len(data)
            # The client knows of it after the delay only.
            self.loop.call_later(self.delay, heard.__setitem__, 0, True)

        self.connections.append(traffic)
        near = _End(self, from_client)
        self.loop.create_task(self._connect(near, _End(self, from_server)))
        return near

    async def _connect(self, near, far):
        await self.loop.create_connection(lambda: far, "127.0.0.1", self.target)
        far.join(near)
        near.join(far)

    def octets(self):
        """Both ways, of all connections so far."""
        return sum(one.sent + one.received for one in self.connections)

    def turns(self):
        return sum(one.turns for one in self.connections)
