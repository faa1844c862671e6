#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read of a message: HTML that is safe wherever it is shown, text that people can read."""

import base64
import html.parser
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import rig, tap  # noqa: E402

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8A"
                       "AAAASUVORK5CYII=")
REMOTE = "https://tracker.example/pixel.png"

ATTACKS = {
    "script": "<script>alert(1)</script><p onclick=alert(1) onmouseover='x'>shown</p>",
    "links": "<a href='java\nscript:alert(1)'>a</a><a href='&#106;avascript:x'>b</a>"
             "<a href='data:text/html,x'>c</a><a href='vbscript:x'>d</a>shown",
    "frames": "<iframe src='https://evil.example'></iframe><object data=x><embed src=x></object>"
              "<applet code=x></applet><frameset><frame src=x></frameset><p>shown",
    "head": "<meta http-equiv=refresh content='0;url=https://evil.example'>"
            "<base href='https://evil.example/'><link rel=stylesheet href='https://evil.example'>"
            "<style>@import 'https://evil.example'; p { behavior: url(x) }</style>shown",
    "forms": "<form action='https://evil.example'><input type=password><textarea></textarea>"
             "<select><option>o</select><button formaction=javascript:x>go</button></form>shown",
    "styles": "<div style='position:fixed;top:0;left:0;z-index:9;width:expression(alert(1))'>"
              "<p style='margin:-900px;background:u\\72l(javascript:x);-moz-binding:url(x)'>shown",
    "foreign": "<svg onload=alert(1)><style><img src=x onerror=alert(1)></style></svg>"
               "<math><mtext></form><mglyph><style></math><img src onerror=x></style></math>shown",
    "raw text": "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>"
                "<title><img src=x onerror=y></title><xmp><img src=x onerror=y></xmp>shown",
    "quotes": "<img alt='\"><script>alert(1)</script>' src=x>"
              "<a href='https://e.example/\" onclick=\"x'>shown</a>",
    "rubbish": "<<p/onclick=x <b <!-- --!><![CDATA[<script>]]></p></div></div></body></html>shown",
    "deep": "<div>" * 3000 + "<b>" * 3000 + "shown",
}
RUSSIAN = "Добрый день, высылаю счёт на оплату."
TEXTS = {
    "windows-1251 that says utf-8": ("utf-8", RUSSIAN.encode("cp1251"), RUSSIAN),
    "koi8-r": ("koi8-r", RUSSIAN.encode("koi8-r"), RUSSIAN),
    "8 bits in us-ascii": ("us-ascii", "Schöne Grüße".encode("cp1252"), "Schöne Grüße"),
    "unknown": ("x-unknown", "Schöne Grüße".encode("utf-8"), "Schöne Grüße"),
    "iso-2022-jp": ("iso-2022-jp", "会議のお知らせ".encode("iso-2022-jp"), "会議のお知らせ"),
    "gb18030": ("gb2312", "项目 € 𠀀".encode("gb18030"), "项目 € 𠀀"),
    "big5": ("big5", "電子郵件".encode("big5"), "電子郵件"),
}
HTML_TEXT = ("<title>no</title><style>p{}</style><h1>News</h1><p>Caf&eacute; &amp; &lt;b&gt;</p>"
             "<table><tr><td>Price</td><td>5&nbsp;&euro;</td></tr><tr><td>Tax</td><td>1 €</td>"
             "</tr></table><ul><li>one<li>two</ul><blockquote>said<br>before</blockquote>"
             "<a href='https://example.org/x'>the page</a><script>no()</script>")
READABLE = ("News\n\nCafé & <b>\n\nPrice 5 €\nTax 1 €\n\n• one\n• two\n\n> said\n> before\n\n"
            "the page <https://example.org/x>")


def message(subject, body, content_type="text/html; charset=utf-8"):
    head = f"From: a@example.org\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n" \
           f"Content-Type: {content_type}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    data = body if isinstance(body, bytes) else body.encode()
    return head.encode() + base64.encodebytes(data).replace(b"\n", b"\r\n")


def related(subject, body):
    return (f"From: a@example.org\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n"
            "Content-Type: multipart/related; boundary=r\r\n\r\n"
            f"--r\r\nContent-Type: text/html\r\n\r\n{body}\r\n"
            "--r\r\nContent-Type: image/png\r\nContent-ID: <logo@x>\r\n"
            f"Content-Transfer-Encoding: base64\r\n\r\n{base64.b64encode(PNG).decode()}\r\n"
            "--r--\r\n").encode()


class Strict(html.parser.HTMLParser):
    """Another opinion on HTML than the one that made it: every tag and attribute of it."""

    TAGS = set("div p span a b i br img table tbody tr td ul li h1 blockquote font "
               "picture".split())
    NAMES = set("data-posthorn-removed-remote style href rel src alt title width height".split())

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.attributes, self.text = [], [], ""
        self.outermost = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        assert tag in self.TAGS, tag
        assert {name for name, _ in attributes} <= self.NAMES, attributes
        self.outermost = self.outermost or (tag, dict(attributes))
        self.attributes += attributes
        if tag not in ("br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        assert self.open, data
        self.text += data

    def handle_comment(self, data):
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment

    def values(self, name):
        return [value for key, value in self.attributes if key == name]


class Reading(rig.RigTest):
    def read(self, raws):
        """The ids of RAWS, by subject."""
        server = self.dovecot()
        for raw in raws:
            server.deliver(raw)
        self.daemon.add_account(server)
        return {row["subject"]: row["id"] for row in self.daemon.list(keys=["id", "subject"])}

    def html(self, message, **options):
        return self.daemon.call("Messages", "GetHtml", "(ta{sv})", message,
                                rig.variants(options))

    def text(self, message):
        return self.daemon.call("Messages", "GetText", "(t)", message)

    def assert_safe(self, text, remote):
        shown = Strict(text)
        self.assertEqual(shown.open, [])
        self.assertEqual(shown.outermost[0], "div")
        self.assertIn("data-posthorn-removed-remote", shown.outermost[1])
        for address in shown.values("href"):
            self.assertRegex(address, r"^(https?://|mailto:)")
        for address in shown.values("src"):
            self.assertRegex(address, r"^data:image/png;base64,[A-Za-z0-9+/=]+$" if not remote
                             else r"^(data:image/png;base64,|https?://)")
        for style in shown.values("style"):
            self.assertIsNone(re.search(r"position|expression|binding|javascript|-\d|@|\\", style))
        return shown

    def test_attacks(self):
        """Whatever is tried, what comes is harmless, and the rest of the message is in it."""
        ids = self.read([message(name, text) for name, text in ATTACKS.items()])
        self.assertEqual(set(ids), set(ATTACKS))
        for name in ATTACKS:
            for remote in (False, True):
                shown = self.assert_safe(self.html(ids[name], remote=remote), remote)
                self.assertIn("shown", shown.text, name)
                self.assertNotIn("alert(1)", shown.text, name)

    def test_remote(self):
        """Remote content is away and counted, and there when it is asked for."""
        body = f"<img src='{REMOTE}' alt=a><td style='color:red;background:url({REMOTE})'>" \
               "<img src=cid:logo@x><a href='https://example.org/'>link</a>"
        message = self.read([related("remote", body)])["remote"]
        hidden = self.assert_safe(self.html(message), False)
        self.assertEqual(hidden.outermost[1]["data-posthorn-removed-remote"], "2")
        self.assertNotIn("tracker", self.html(message))
        self.assertEqual([base64.b64decode(address.split(",")[1])
                          for address in hidden.values("src")], [PNG])
        self.assertEqual(hidden.values("rel"), ["noopener noreferrer"])
        shown = self.assert_safe(self.html(message, remote=True), True)
        self.assertEqual(shown.outermost[1]["data-posthorn-removed-remote"], "0")
        self.assertIn(REMOTE, shown.values("src"))

    def test_text(self):
        """Text is readable whatever its character set is said to be, as text and as HTML."""
        ids = self.read([message(name, octets, f"text/plain; charset={charset}")
                         for name, (charset, octets, _) in TEXTS.items()])
        for name, (_, _, expected) in TEXTS.items():
            self.assertEqual(self.text(ids[name]), expected, name)
            self.assertEqual(Strict(self.html(ids[name])).text, expected, name)

    def test_html_as_text(self):
        """A message that has HTML only is readable as text."""
        ids = self.read([message("html", HTML_TEXT), message("markup", "a <b> & c", "text/plain")])
        self.assertEqual(self.text(ids["html"]), READABLE)
        self.assertEqual(Strict(self.html(ids["markup"])).text, "a <b> & c")

    def test_refused(self):
        """Wrong options and messages that are not there are named."""
        message_id = self.read([message("one", "<p>x")])["one"]
        for options in ({"remotely": True}, {"remote": "yes"}):
            text = self.assert_refused("org.freedesktop.DBus.Error.InvalidArgs", self.html,
                                       message_id, **options)
            self.assertIn(next(iter(options)), text)
        self.assert_refused("NotFound", self.html, message_id + 1000)
        for part in ("2", "0", "1.1", "x"):
            text = self.assert_refused("NotFound", self.daemon.open, message_id, part)
            self.assertTrue({str(message_id), f"«{part}»"} <= set(re.split("[ :;]", text)), text)


if __name__ == "__main__":
    tap.main()
