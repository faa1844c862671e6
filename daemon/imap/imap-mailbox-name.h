/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Mailbox names between the wire (modified UTF-7, RFC 3501, 5.1.3) and UTF-8. Whatever octets a
 * server uses for a name, the path made of them leads back to the same octets, so that a folder
 * with a broken name can still be selected: U+2060 WORD JOINER stands before a character that is
 * on the wire as it is ("&" that begins nothing, raw UTF-8), and U+F701 to U+F7FF stand for single
 * octets. It knows nothing of hierarchy.
 */
#pragma once

#include <glib.h>

/* NAME holds no NUL. INBOX in any case becomes "INBOX". */
char *imap_mailbox_name_decode (const char *name, gsize length);

/* PATH is valid UTF-8. */
char *imap_mailbox_name_encode (const char *path);
