/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Client commands (RFC 9051, section 6). A command is built once, piece by piece, and handed to
 * the protocol, which gives it a tag and decides how its literals travel. CR, LF and NUL in an
 * argument make a literal of it or, where no literal is allowed, are refused at the bus edge
 * before they get here. Only UIDs name messages; there is no builder for sequence numbers.
 */
#pragma once

#include "imap-capabilities.h"
#include "uid-set.h"

#include <glib.h>

typedef struct _ImapCommand ImapCommand;

void imap_command_free (ImapCommand *command);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImapCommand, imap_command_free)

/* The command name for logs and errors, "UID FETCH"; never an argument. */
const char *imap_command_name (const ImapCommand *command);

ImapCommand *imap_command_simple (const char *name); /* CAPABILITY LOGOUT NOOP STARTTLS UNSELECT */
ImapCommand *imap_command_login (const char *user, const char *password);
/* With INITIAL the response goes on the command line (SASL-IR), else after the server's "+". */
ImapCommand *imap_command_authenticate_plain (const char *user, const char *password,
                                              gboolean initial);
ImapCommand *imap_command_compress (void);
ImapCommand *imap_command_enable (const char *extensions);            /* "QRESYNC" or "CONDSTORE" */
ImapCommand *imap_command_id (const char *name, const char *version); /* VERSION may be NULL */

/* All folders. With LIST-EXTENDED asks for SPECIAL-USE, and with LIST-STATUS for the status items
 * in the same round trip, as far as CAPABILITIES go. */
ImapCommand *imap_command_list (ImapCapabilities capabilities);
/* MESSAGES UIDNEXT UIDVALIDITY, and HIGHESTMODSEQ where CONDSTORE is there. */
ImapCommand *imap_command_status (const char *path, ImapCapabilities capabilities);

/* SELECT with (QRESYNC (uidvalidity modseq known)) when MODSEQ is not 0 and QRESYNC is on;
 * (CONDSTORE) when only that is there. KNOWN may be NULL. EXAMINE when READ_ONLY. */
ImapCommand *imap_command_select (const char *path, gboolean read_only,
                                  ImapCapabilities capabilities, guint32 uidvalidity,
                                  guint64 modseq, const UidSet *known);

/* UID FETCH 1:* of FLAGS, with CHANGEDSINCE when MODSEQ is not 0. */
ImapCommand *imap_command_fetch_flags (guint64 modseq);
/* UID FETCH of UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[]<0.LIMIT>: no body is longer. */
ImapCommand *imap_command_fetch_messages (const UidSet *uids, gsize limit);
ImapCommand *imap_command_fetch_all_messages (gsize limit); /* the same of 1:* */
/* UID FETCH 1:* of UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]:
 * what UIDVALIDITY re-binding matches by. */
ImapCommand *imap_command_fetch_identities (void);
/* UID SEARCH RETURN (ALL) ALL (RFC 4731): the answer names ranges, however full the folder is. */
ImapCommand *imap_command_search_all (void);
/* UID SEARCH SINCE the day of DAY (Unix seconds), by internal date; ESEARCH where it is there. */
ImapCommand *imap_command_search_since (ImapCapabilities capabilities, gint64 day);

/* UID SEARCH from UID FIRST on, by MESSAGE_ID, where that is "" by SIZE. */
ImapCommand *imap_command_search_copy (ImapCapabilities capabilities, guint32 first,
                                       const char *message_id, gsize size);

/* FLAGS between spaces; RECEIVED is Unix seconds; imap_protocol_give() the SIZE octets. */
ImapCommand *imap_command_append (const char *path, const char *flags, gint64 received, gsize size);
/* UID REPLACE (RFC 8508): the same, in place of UID of the selected folder. */
ImapCommand *imap_command_replace (guint32 uid, const char *path, const char *flags,
                                   gint64 received, gsize size);

/* UID STORE of ±FLAGS.SILENT; FLAGS between spaces. */
ImapCommand *imap_command_store (const UidSet *uids, gboolean add, const char *flags);
/* NAME: "UID COPY", "UID MOVE" (RFC 6851). */
ImapCommand *imap_command_transfer (const char *name, const UidSet *uids, const char *path);
ImapCommand *imap_command_uid_expunge (const UidSet *uids); /* RFC 4315 */
ImapCommand *imap_command_fetch_flags_of (const UidSet *uids);

ImapCommand *imap_command_idle (void); /* until imap_protocol_end_idle() (RFC 2177) */
/* NOTIFY SET STATUS for all personal folders (RFC 5465): new, expunged and, where CONDSTORE lets
 * STATUS show it, changed messages; folders that come, go or are renamed. */
ImapCommand *imap_command_notify (ImapCapabilities capabilities);

/* CREATE, DELETE, SUBSCRIBE, GETQUOTAROOT with one mailbox. */
ImapCommand *imap_command_mailbox (const char *name, const char *path);
