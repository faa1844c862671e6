# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Radicale, CardDAV and CalDAV, on a free loopback port in a folder of its own, with TLS and
one user; and the second client of it, which speaks plain HTTP."""

import base64
import glob
import http.client
import os
import shutil
import ssl
import xml.etree.ElementTree as ET

from . import certificate, process

USER, PASSWORD = "anna", "dav s3cret"
DAV, CARDS, TASKS = "{DAV:}", "{urn:ietf:params:xml:ns:carddav}", "{urn:ietf:params:xml:ns:caldav}"

CONFIGURATION = """
[server]
hosts = 127.0.0.1:{port}
max_connections = 50
ssl = True
certificate = {path}/server.pem
key = {path}/server.key
[auth]
type = htpasswd
htpasswd_filename = {path}/users
htpasswd_encryption = plain
delay = 0
[rights]
type = owner_only
[storage]
filesystem_folder = {path}/collections
[web]
type = none
[logging]
level = info
"""

BOOK = """<mkcol xmlns="DAV:" xmlns:A="urn:ietf:params:xml:ns:carddav"><set><prop><resourcetype>
<collection/><A:addressbook/></resourcetype><displayname>{name}</displayname></prop></set></mkcol>"""
LIST = """<C:mkcalendar xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><set><prop>
<displayname>{name}</displayname><C:supported-calendar-component-set><C:comp name="{component}"/>
</C:supported-calendar-component-set></prop></set></C:mkcalendar>"""


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.body = response.read()
        self.headers = dict(response.getheaders())
        self.etag = self.headers.get("ETag")

    @property
    def text(self):
        return self.body.decode()


class Radicale:
    """With address book «book» and task list «tasks» of its user."""

    def __init__(self):
        self.folder = process.Folder("ph-radicale-")
        self.port = process.free_port()
        self.ca_file = certificate.make(self.folder.path)
        self.folder.write("users", f"{USER}:{PASSWORD}\n")
        self.configuration = self.folder.write("config", CONFIGURATION.format(
            port=self.port, path=self.folder.path))
        self.url = f"https://127.0.0.1:{self.port}/"
        self.book, self.list = f"/{USER}/book/", f"/{USER}/tasks/"
        self.process = None

    def __enter__(self):
        self.start()
        self.empty()
        return self

    def __exit__(self, *_):
        self.stop()
        self.folder.remove()

    def start(self):
        self.process = process.Process(
            ["/usr/bin/python3", "-m", "radicale", "--config", self.configuration],
            self.folder / "radicale.log", environment={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
        process.wait_for(self._answers, "Radicale", process=self.process)

    def _answers(self):
        try:
            return self.ask("OPTIONS", "/").status
        except OSError:
            return None

    def stop(self):
        self.process.stop()

    def log(self):
        return self.process.log()

    # The second client.

    def ask(self, method, path, body="", authorize=True, **headers):
        context = ssl.create_default_context(cafile=self.ca_file)
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=context,
                                                 timeout=30)
        if authorize:
            token = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
            headers["Authorization"] = f"Basic {token}"
        try:
            connection.request(method, path, body.encode(), headers)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def _do(self, *arguments, **options):
        answer = self.ask(*arguments, **options)
        assert answer.status in (200, 201, 204, 207), (arguments, answer.status, answer.text)
        return answer

    def make_book(self, slug, name):
        self._do("MKCOL", f"/{USER}/{slug}/", BOOK.format(name=name))

    def make_list(self, slug, name, component="VTODO"):
        self._do("MKCALENDAR", f"/{USER}/{slug}/", LIST.format(name=name, component=component))

    def put(self, path, text, **headers):
        return self._do("PUT", path, text.replace("\n", "\r\n"), **headers)

    def empty(self):
        """As it was at first."""
        for path in self.paths(f"/{USER}/"):
            self.delete(path)
        self.make_book("book", "Contacts")
        self.make_list("tasks", "Tasks")

    def forget_tokens(self):
        """It knows no more what has changed since when."""
        for folder in glob.glob(self.folder / "collections/**/.Radicale.cache/sync-token",
                                recursive=True):
            shutil.rmtree(folder)

    def get(self, path):
        return self._do("GET", path).text.replace("\r\n", "\n").replace("\n ", "")

    def delete(self, path):
        self._do("DELETE", path)

    def card(self, name, *lines):
        """Writes NAME.vcf."""
        self.put(f"{self.book}{name}.vcf", "\n".join(
            ["BEGIN:VCARD", "VERSION:3.0", f"UID:{name}", *lines, "END:VCARD", ""]))

    def fill(self, cards):
        """Many at once: {name: lines}, which go where Radicale keeps them."""
        for name, lines in cards.items():
            self.folder.write(f"collections/collection-root{self.book}{name}.vcf", "\r\n".join(
                ["BEGIN:VCARD", "VERSION:3.0", f"UID:{name}", *lines, "END:VCARD", ""]))

    def drop_card(self, name):
        self.delete(f"{self.book}{name}.vcf")

    def paths(self, collection):
        answer = self._do("PROPFIND", collection, Depth="1")
        hrefs = [part.findtext(f"{DAV}href") for part in ET.fromstring(answer.body)]
        return [href for href in hrefs if href != collection]

    def tasks(self):
        """{path: text} of all in the list."""
        return {path: self.get(path) for path in self.paths(self.list)}

    def task(self):
        """The path and text of the only task."""
        (found,) = self.tasks().items()
        return found

    def change_task(self, path, *replacements):
        """As another client does it: nothing but what it means to."""
        answer = self._do("GET", path)
        text = answer.text.replace("\r\n", "\n")
        for old, new in replacements:
            assert old in text, (old, text)
            text = text.replace(old, new)
        self.put(path, text, **{"If-Match": answer.etag})
