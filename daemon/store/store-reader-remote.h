/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading how things stand with another system that keeps customers and tasks, and what it is to be
 * told; as store-reader.h.
 */
#pragma once

#include "store-intent.h"
#include "store-reader.h"

typedef struct
{
  char *backend;
  gboolean is_chosen;
  char *settings; /* an a{sv} as text, "" = none */
  char *cursor;   /* where the next pull begins or goes on */
} StoreRemote;

void store_remote_free (StoreRemote *remote);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreRemote, store_remote_free)

/* All that were ever chosen; StoreRemote. */
GPtrArray *store_reader_remotes (StoreReader *reader, GError **error);
/* NULL without error: it was never chosen. */
StoreRemote *store_reader_remote (StoreReader *reader, const char *backend, GError **error);

typedef struct
{
  guint n_waiting; /* to be told */
  guint n_refused;
  char *problem; /* of one that is refused; NULL = none is */
} StoreRemoteSums;

void store_remote_sums_free (StoreRemoteSums *sums);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreRemoteSums, store_remote_sums_free)
StoreRemoteSums *store_reader_remote_sums (StoreReader *reader, const char *backend,
                                           GError **error);

/* From the ids that BACKEND has for things of KIND to the versions last told. */
GHashTable *store_reader_remote_versions (StoreReader *reader, const char *backend,
                                          StoreRemoteKind kind, GError **error);

/* Ids of things of KIND that the pull under way has not told, greater than AFTER: char *. */
GPtrArray *store_reader_remote_unseen (StoreReader *reader, const char *backend,
                                       StoreRemoteKind kind, const char *after, guint limit,
                                       GError **error);
/* How many there are, of all that are known to be there. */
gboolean store_reader_remote_count_unseen (StoreReader *reader, const char *backend,
                                           StoreRemoteKind kind, guint *unseen, guint *all,
                                           GError **error);

/* The next one behind AFTER, in the order of kinds and ids; NULL = the first. NULL without error:
 * there is none. Octets of the mail from its beginning up to about LIMIT. */
StoreIntent *store_reader_next_intent (StoreReader *reader, const char *backend,
                                       const StoreIntent *after, gsize limit, GError **error);
