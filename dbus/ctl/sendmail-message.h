/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A message as programs pipe it to sendmail, on its way into a memory file: what such a message may
 * lack or have too much of is put right, all else stays octet for octet. It looks at the header for
 * the sender only, and sends nothing.
 */
#pragma once

#include <stdio.h>

#include <glib.h>

typedef struct
{
  int fd;       /* of the memory file, at its beginning; -1 = none */
  char *from;   /* the address in From, "" = none */
  char *resent; /* the same of Resent-Sender, or else Resent-From */
} SendmailMessage;

void sendmail_message_clear (SendmailMessage *message);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SendmailMessage, sendmail_message_clear)

/* Reads INPUT to its end, or to a line with nothing but a dot unless DOTS_ARE_TEXT. BLIND: more
 * recipients, for whom a Bcc is added. */
gboolean sendmail_message_read (SendmailMessage *message, FILE *input, gboolean dots_are_text,
                                char **blind, GError **error);
