/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading: every question the daemon asks its databases, each one prepared statement. A reader is
 * one read-only connection and belongs to one thread. It changes nothing.
 * Errors are POSTHORN_ERROR_STORE unless said.
 */
#pragma once

#include "store-account.h"
#include "store-change-list.h"
#include "store-document.h"
#include "store-filter.h"
#include "store-folder.h"
#include "store-message.h"
#include "uid-set.h"

#include <glib.h>

typedef struct _StoreReader StoreReader;

GPtrArray *store_reader_accounts (StoreReader *reader, GError **error); /* StoreAccount */

/* NULL without error: it was never set. */
char *store_reader_setting (StoreReader *reader, const char *name, GError **error);

GStrv store_reader_blacklist (StoreReader *reader, GError **error); /* sorted */

/* Of one account; ordered by path. StoreFolder. */
GPtrArray *store_reader_folders (StoreReader *reader, const char *account, GError **error);

/* What the server is compared with. */
UidSet *store_reader_uids (StoreReader *reader, gint64 folder, GError **error);

typedef struct
{
  guint32 uid;
  gint64 received;
  guint64 size;
  char *flags;
  char *message_id;
} StoreIdentity;

/* All messages that lie in a folder at the server, in no order; StoreIdentity. */
GPtrArray *store_reader_identities (StoreReader *reader, gint64 folder, GError **error);

/* Messages for which the full text is not in line, the newest first, with their raw octets, at most
 * LIMIT of them and about OCTETS in all: StoreDocument. An endless body is only begun. */
GPtrArray *store_reader_unindexed (StoreReader *reader, guint limit, gsize octets, GError **error);

/* Newest (or oldest) first by received time, then by UID, then by id, those of one thread without
 * the UID; or as well as they match. StoreMessage. */
GPtrArray *store_reader_list (StoreReader *reader, const StoreFilter *filter, guint offset,
                              guint limit, StoreSort sort, StoreColumns columns, GError **error);

/* Ids of all of them, guint64. */
GArray *store_reader_ids (StoreReader *reader, const StoreFilter *filter, GError **error);
gboolean store_reader_count (StoreReader *reader, const StoreFilter *filter, guint *count,
                             GError **error);

/* In the order of IDS; POSTHORN_ERROR_NOT_FOUND names the first missing id. StoreMessage. */
GPtrArray *store_reader_get (StoreReader *reader, const guint64 *ids, gsize n_ids,
                             StoreColumns columns, GError **error);

/* What happened after the revision SINCE, oldest first, to at most LIMIT messages. SINCE 0: only
 * the revision of now, to list after. POSTHORN_ERROR_TOO_OLD: the log does not reach back to SINCE.
 */
StoreChangeList *store_reader_changes (StoreReader *reader, guint64 since, guint limit,
                                       GError **error);

/* The raw octets as the server sent them. NOT_FOUND: no such message. TOO_LARGE: the message was
 * over the size limit and only its beginning is kept (PARTIAL may be NULL; when given it is set
 * instead of failing). */
GBytes *store_reader_body (StoreReader *reader, guint64 id, gboolean *partial, GError **error);
