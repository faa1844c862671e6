/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of the reader share, and nobody else: its connections.
 */
#pragma once

#include "store-connection.h"
#include "store-database.h"
#include "store-links.h"
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

/* The text of the first column of all rows. */
GStrv store_reader_column (StoreStatement *statement, GError **error);
GStrv store_reader_customer_addresses (StoreReader *reader, gint64 customer, GError **error);
/* One message of a mail that lies in a folder; ID stays 0 when none does. */
gboolean store_reader_find_mail (StoreReader *reader, const StoreLinkKey *key, guint64 *id,
                                 GError **error);
/* The octets of message ID; no more chunks than begin before LIMIT. */
GBytes *store_reader_chunks (StoreReader *reader, guint64 id, gsize limit, GError **error);
/* Fills in the verbs that the server has not confirmed. */
gboolean store_reader_add_pending (StoreReader *reader, StoreMessage *message, GError **error);

/* Fills in who has to see to what the message is linked to. */
gboolean store_reader_add_responsible (StoreReader *reader, StoreMessage *message, GError **error);
