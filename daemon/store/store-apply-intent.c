/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "store-apply-remote.h"
#include "store-sql-names.h"

void
store_remote_local_bind (StoreStatement *statement, const StoreRemoteLocal *local)
{
  store_statement_bind_int64 (statement, ":kind", local->kind);
  if (local->login)
    store_statement_bind_text (statement, ":local", local->login);
  else
    store_statement_bind_int64 (statement, ":local", local->id);
}

static gboolean
run_for_local (StoreTransaction *transaction, guint statement_name, const StoreRemoteLocal *local,
               GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, statement_name);

  store_remote_local_bind (statement, local);
  return store_statement_run (statement, error);
}

static gboolean
note (StoreTransaction *transaction, guint statement_name, StoreRemoteKind kind, gint64 id,
      GError **error)
{
  const StoreRemoteLocal local = { kind, id, NULL };

  transaction->has_intents = TRUE;
  return run_for_local (transaction, statement_name, &local, error);
}

gboolean
store_apply_intent_made (StoreTransaction *transaction, StoreRemoteKind kind, gint64 id,
                         GError **error)
{
  return note (transaction, STATE_INTENT_MAKE, kind, id, error);
}

gboolean
store_apply_intent_changed (StoreTransaction *transaction, StoreRemoteKind kind, gint64 id,
                            GError **error)
{
  return note (transaction, STATE_INTENT_CHANGE, kind, id, error);
}

gboolean
store_apply_intent_gone (StoreTransaction *transaction, StoreRemoteKind kind, gint64 id,
                         GError **error)
{
  return note (transaction, STATE_INTENT_CHANGE, kind, id, error)
         && note (transaction, STATE_INTENT_FORGET_UNKNOWN, kind, id, error);
}

gboolean
store_apply_forget_everywhere (StoreTransaction *transaction, const StoreRemoteLocal *local,
                               GError **error)
{
  return run_for_local (transaction, STATE_REMOTE_FORGET_EVERYWHERE, local, error);
}

gboolean
store_apply_expect_kept_here (StoreTransaction *transaction, const StoreRemoteLocal *local,
                              const char *what, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_REMOTE_KEEPER);
  StoreStep step;

  store_remote_local_bind (statement, local);
  step = store_statement_step (statement, error);
  if (step == STORE_STEP_ROW)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_SUPPORTED,
                 "%s is kept in %s, the backend of CRM; change it there", what,
                 store_statement_text (statement, 0));
  return step == STORE_STEP_DONE;
}
