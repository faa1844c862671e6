#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that can do less: the same mail, in more round trips."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import generator, rig, tap  # noqa: E402
from support.dovecot import quote  # noqa: E402

ALL = ("IMAP4rev1 SASL-IR ID ENABLE IDLE MULTIAPPEND UNSELECT CHILDREN NAMESPACE UIDPLUS "
       "LIST-EXTENDED CONDSTORE QRESYNC ESEARCH SEARCHRES WITHIN LIST-STATUS BINARY MOVE "
       "STATUS=SIZE LITERAL+ NOTIFY SPECIAL-USE").split()


class Capabilities(rig.RigTest):
    def check_with(self, capability):
        server = self.dovecot(capability=capability)
        rig.fill(server, generator.sample_account())
        account = self.daemon.add_account(server)
        self.assert_equal_to_server(account, server)
        other = server.imap()
        other.select("INBOX")
        other.uid("STORE", "3:8", "+FLAGS", "(\\Seen \\Flagged)")
        other.uid("STORE", "9,20:22", "+FLAGS", "(\\Deleted)")
        other.expunge()
        other.select(quote("Archive"))
        other.uid("STORE", "1", "-FLAGS", "(\\Seen)")
        server.deliver(generator.Generator(5).message(3000), "Lists/linux")
        self.daemon.synchronise(account)
        self.assert_equal_to_server(account, server)
        return account

    def check_without(self, *words):
        return self.check_with(" ".join(word for word in ALL if word not in words))

    def test_bare_imap4rev1(self):
        self.check_with("IMAP4rev1")

    def test_without_qresync(self):
        self.check_without("QRESYNC")

    def test_without_condstore(self):
        self.check_without("QRESYNC", "CONDSTORE")

    def test_without_list_status(self):
        self.check_without("LIST-STATUS", "LIST-EXTENDED")

    def test_without_literal_plus_and_sasl_ir(self):
        self.check_without("LITERAL+", "SASL-IR")

    def test_without_esearch(self):
        self.check_without("ESEARCH", "SEARCHRES")

    def test_without_enable(self):
        self.check_without("ENABLE", "QRESYNC", "CONDSTORE")

    def test_without_special_use_names_give_the_roles(self):
        account = self.check_without("SPECIAL-USE", "LIST-EXTENDED")
        roles = {values["Path"]: values["Role"]
                 for path, values in self.daemon.objects("Folder").items()
                 if path.startswith(account)}
        self.assertEqual((roles["INBOX"], roles["Sent"], roles["Trash"]),
                         ("inbox", "sent", "trash"))


if __name__ == "__main__":
    tap.main()
