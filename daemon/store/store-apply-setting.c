/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-apply.h"
#include "store-sql-names.h"

gboolean
store_apply_set_setting (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, STATE_SETTING_PUT);

  store_statement_bind_text (statement, ":name", change->name);
  store_statement_bind_text (statement, ":value", change->value);
  return store_statement_run (statement, error);
}
