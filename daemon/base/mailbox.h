/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One address as a person or a program writes it, "Ann Example <ann@example.org>", checked before
 * it goes into mail or to a server. Stricter than what is read from mail that came (mime/): what
 * is doubtful is refused, with the reason. It knows no message and asks nobody.
 */
#pragma once

#include "summary.h"

/* The address that TEXT is, of the key KEY; the name "" when there is none. NULL with
 * POSTHORN_ERROR_FAILED naming KEY and TEXT and what is wrong with it: nothing in what comes back
 * breaks a line, and letters beyond ASCII are valid UTF-8. */
MailAddress *mailbox_parse (const char *key, const char *text, GError **error);

/* Whether TEXT may stand in one line of a header: UTF-8 without CR, LF and other control
 * characters. */
gboolean mailbox_check_line (const char *key, const char *text, GError **error);

/* ADDRESS as it goes over the wire: the domain in its ASCII form when all before it is ASCII, else
 * unchanged (and then only SMTPUTF8 can carry it). */
char *mailbox_wire_form (const char *address);

/* The same for all spellings of one person's address: letters large or small, the domain in either
 * form. */
char *mailbox_key (const char *address);

/* What mailbox_parse() reads back. */
char *mailbox_format (const MailAddress *address);
