/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Schema versions: refusing a database of a newer Posthorn before anything touches it, and bringing
 * an older one forward in one transaction. It knows no table.
 */
#pragma once

#include "store-database.h"

/* Reads the schema's VERSION, 0 = empty. An error when this program is too old for it. */
gboolean store_schema_check (StoreDatabase *database, guint *version, GError **error);

gboolean store_schema_migrate (StoreDatabase *database, guint version, GError **error);
