/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading what is to be told to the servers: the pending operations, and messages as they can be
 * given to another server. Errors are POSTHORN_ERROR_STORE unless said.
 */
#pragma once

#include "store-operation.h"
#include "store-reader.h"

/* Of one account, in the order in which they were done, those behind AFTER that can be told as one:
 * the next, and those that follow it and join it, at most LIMIT of them. StoreOperation. */
GPtrArray *store_reader_operations (StoreReader *reader, const char *account, gint64 after,
                                    guint limit, GError **error);

typedef struct
{
  guint64 id;
  char *flags; /* canonical */
  gint64 received;
  char *message_id;
  gsize size; /* store_body_reader_new() gives its octets */
} StoreLetter;

void store_letter_free (StoreLetter *letter);

/* Also of a message that has been deleted meanwhile. NOT_FOUND: it is not here, or not whole. */
StoreLetter *store_reader_letter (StoreReader *reader, guint64 id, GError **error);
