/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * After UIDVALIDITY changed: which message of the server is which of ours, told by Message-ID,
 * internal date and size. Two that look alike are matched in the order of their UIDs.
 */
#pragma once

#include <glib.h>

typedef struct
{
  guint32 uid;
  gint64 received;
  guint64 size;
  const char *message_id; /* "" = none */
} MessageIdentity;

/* Appends to OLD_UIDS and NEW_UIDS (guint32) the pairs found. LOCAL and REMOTE hold
 * MessageIdentity, ascending by UID. O(n). */
void message_rebinding_match (GArray *local, GArray *remote, GArray *old_uids, GArray *new_uids);
