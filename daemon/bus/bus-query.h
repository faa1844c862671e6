/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What Messages.List and Count are asked for, as the store is asked for it. A query owns its
 * strings, so that a reader's thread can have it.
 */
#pragma once

#include "account-manager.h"
#include "bus-rows.h"

typedef struct
{
  StoreFilter filter;
  char *account;
  char *text;
  char *from;
  guint offset;
  guint limit;
  StoreSort sort;
  BusKeys keys;
} BusQuery;

/* NULL with G_IO_ERROR_INVALID_ARGUMENT naming the key, or NOT_FOUND for an account or folder.
 * FILTER_ONLY: the keys that only make sense for a list are not known. */
BusQuery *bus_query_new (GVariant *options, gboolean filter_only, AccountManager *manager,
                         GError **error);
void bus_query_free (BusQuery *query);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BusQuery, bus_query_free)
