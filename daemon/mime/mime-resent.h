/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What goes before a message that is sent on as it is (RFC 5322, 3.6.6): a block that says who sent
 * it on, to whom and when, and a field by which any Posthorn knows that it was, so that none sends
 * it in a circle. It says no more of the mailbox than its address. It never sees the message.
 */
#pragma once

#include <glib.h>

#define MIME_ROUTED_BY "X-Posthorn-Routed-By"

typedef struct
{
  const char *from; /* addresses as they go over the wire, as TO */
  const char *to;
  const char *message_id; /* of this sending, without angle brackets */
  gint64 date;            /* Unix seconds */
  int offset;             /* minutes east of UTC */
} MimeResent;

/* Lines ended by CRLF. */
char *mime_resent_block (const MimeResent *resent);
