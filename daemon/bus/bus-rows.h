/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages as the rows aa{sv} of the bus, with the keys a caller picked. It reads no store; what
 * is not in the message or its folder cannot be a key.
 */
#pragma once

#include "folder.h"
#include "store-message.h"

#define BUS_KEYS_MOST 64

typedef guint32 BusKeys; /* one bit for each key */

#define BUS_KEYS_DEFAULT ((BusKeys) 0)

/* NAMES is an «as»; empty means the default keys. G_IO_ERROR_INVALID_ARGUMENT lists the good ones.
 */
gboolean bus_keys_parse (GVariant *names, BusKeys *keys, GError **error);
/* What has to be read for KEYS. */
StoreColumns bus_keys_columns (BusKeys keys);

/* a{sv}, floating. FOLDER may be NULL when it has just gone. */
GVariant *bus_row_new (const StoreMessage *message, Folder *folder, BusKeys keys);

/* Ids (guint64) as at, floating. */
GVariant *bus_ids_new (GArray *ids);
