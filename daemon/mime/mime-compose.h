/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From a draft to a message (RFC 5322, 2045 to 2049, 2231, 3676), written in pieces, so that an
 * attachment of any size costs no memory. Pure: octets come and go by the two functions that are
 * given. The message is all ASCII, with CRLF and lines of at most 998 octets (but for an address
 * whose local part is not ASCII, which RFC 6532 writes as it is), the same octets for the same
 * draft. Meant to run in the confined process (parser/).
 */
#pragma once

#include "mime-draft.h"

typedef struct
{
  /* Up to SIZE octets of the content of draft->parts[PART]; 0 at its end, -1 with ERROR. Each part
   * is read once and to its end before the next one; not in the order of the array, for pictures
   * of the HTML come before attachments. */
  gssize (*read) (gpointer data, guint part, void *octets, gsize size, GError **error);
  /* Takes a piece of the message; FALSE with ERROR ends it. */
  gboolean (*write) (gpointer data, const char *octets, gsize length, GError **error);
  gpointer data;
} MimeComposeHooks;

/* POSTHORN_ERROR_FAILED as mime_draft_check(), or naming a part that is not as plain as is said. */
gboolean mime_compose (const MimeDraft *draft, const MimeComposeHooks *hooks, GError **error);
