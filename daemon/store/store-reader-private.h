/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of the reader share, and nobody else: its connections.
 */
#pragma once

#include "store-connection.h"
#include "store-database.h"
#include "store-reader.h"

struct _StoreReader
{
  StoreDatabase *mail;
  StoreDatabase *state;
  StoreDatabase *text; /* opened by the first search */
  char *directory;
  StoreSynced *pending;
  guint depth;
};

/* The octets of message ID; no more chunks than begin before LIMIT. */
GBytes *store_reader_chunks (StoreReader *reader, guint64 id, gsize limit, GError **error);
/* Fills in the verbs that the server has not confirmed. */
gboolean store_reader_add_pending (StoreReader *reader, StoreMessage *message, GError **error);

/* Fills in who has to see to what the message is linked to. */
gboolean store_reader_add_responsible (StoreReader *reader, StoreMessage *message, GError **error);
