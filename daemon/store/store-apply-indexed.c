/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-apply.h"
#include "store-sql-names.h"

gboolean
store_apply_set_indexed (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, MAIL_INDEXED);

  store_statement_bind_int64 (statement, ":id", (gint64) change->id);
  store_statement_bind_int64 (statement, ":received", change->when);
  store_statement_bind_int64 (statement, ":gone", change->gone);
  return store_statement_run (statement, error);
}
