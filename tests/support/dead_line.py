# SPDX-License-Identifier: GPL-3.0-or-later
"""A TCP line on loopback that can go dead: nothing passes any more, and nobody is told."""

import asyncio
import threading


class DeadLine:
    """`port` leads to PORT on this machine. After cut() the connections there are stay open and
    carry nothing; later ones work, unless it is cut for good. `accepted` counts all of them.
    `budget`: octets that still come from the server before nothing does, None = without end."""

    def __init__(self, port):
        self.target, self.accepted = port, 0
        self.port = self.loop = None
        self.generation = 0
        self.for_good = False
        self.budget = None
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self.thread.start()
        self.ready.wait(10)
        return self

    def __exit__(self, *_):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()

    def cut(self, for_good=False):
        self.generation += 1
        self.for_good = for_good

    def _run(self):
        self.loop = asyncio.new_event_loop()
        self.loop.set_exception_handler(lambda *_: None)
        server = self.loop.run_until_complete(
            asyncio.start_server(self._accept, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self.ready.set()
        self.loop.run_forever()
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.run_until_complete(asyncio.sleep(0))
        server.close()

    async def _accept(self, reader, writer):
        self.accepted += 1
        generation = None if self.for_good else self.generation
        there, back = await asyncio.open_connection("127.0.0.1", self.target)
        await asyncio.gather(self._carry(reader, back, generation),
                             self._carry(there, writer, generation, True), return_exceptions=True)

    def _spend(self, count):
        """FALSE: it is more than may come."""
        if self.budget is None:
            return True
        self.budget -= count
        return self.budget >= 0

    async def _carry(self, reader, writer, generation, is_paid=False):
        """A dead line swallows the end as well."""
        while octets := await reader.read(65536):
            if generation == self.generation and (not is_paid or self._spend(len(octets))):
                writer.write(octets)
                await writer.drain()
        if generation == self.generation:
            writer.close()
