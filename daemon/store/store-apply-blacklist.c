/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-apply.h"
#include "store-sql-names.h"

static gboolean
run_for_entry (StoreTransaction *transaction, guint statement_name, const char *entry,
               GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, statement_name);

  store_statement_bind_text (statement, ":entry", entry);
  return store_statement_run (statement, error);
}

gboolean
store_apply_add_to_blacklist (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  return run_for_entry (transaction, STATE_BLACKLIST_PUT, change->name, error);
}

gboolean
store_apply_remove_from_blacklist (StoreTransaction *transaction, StoreChange *change,
                                   GError **error)
{
  return run_for_entry (transaction, STATE_BLACKLIST_DELETE, change->name, error);
}
