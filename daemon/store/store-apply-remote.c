/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-apply-remote.h"

#include "store-sql-names.h"

typedef gboolean (*Apply) (StoreTransaction *transaction, StoreRemoteChange *change,
                           GError **error);

static gboolean
run_for_backend (StoreTransaction *transaction, guint statement_name, const char *backend,
                 GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, statement_name);

  store_statement_bind_text (statement, ":backend", backend);
  return store_statement_run (statement, error);
}

static gboolean
restart (StoreTransaction *transaction, StoreRemoteChange *change, GError **error)
{
  transaction->has_intents = TRUE;
  return run_for_backend (transaction, STATE_REMOTE_RESTART, change->backend, error)
         && run_for_backend (transaction, STATE_INTENTS_RETRY, change->backend, error);
}

static gboolean
choose (StoreTransaction *transaction, StoreRemoteChange *change, GError **error)
{
  return (!*change->backend
          || run_for_backend (transaction, STATE_REMOTE_ADD, change->backend, error))
         && run_for_backend (transaction, STATE_REMOTE_CHOOSE, change->backend, error)
         && restart (transaction, change, error);
}

static gboolean
configure (StoreTransaction *transaction, StoreRemoteChange *change, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_REMOTE_CONFIGURE);

  store_statement_bind_text (statement, ":backend", change->backend);
  store_statement_bind_text (statement, ":settings", change->text);
  return store_statement_run (statement, error);
}

static char *
read_place (StoreTransaction *transaction, const char *backend, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_REMOTE_PLACE);
  StoreStep step;

  store_statement_bind_text (statement, ":backend", backend);
  step = store_statement_step (statement, error);
  if (step == STORE_STEP_FAILED)
    return NULL;
  return g_strdup (step == STORE_STEP_ROW ? store_statement_text (statement, 0) : "");
}

/* Ids of another place would be missed at this one and taken for gone. */
static gboolean
move (StoreTransaction *transaction, StoreRemoteChange *change, GError **error)
{
  g_autofree char *place = read_place (transaction, change->backend, error);
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, STATE_REMOTE_MOVE);

  if (!place || g_str_equal (place, change->text))
    return place != NULL;
  if (*place
      && (!run_for_backend (transaction, STATE_REMOTE_FORGET_PLACE, change->backend, error)
          || !run_for_backend (transaction, STATE_REMOTE_FORGET_TOLD, change->backend, error)))
    return FALSE;
  store_statement_bind_text (statement, ":backend", change->backend);
  store_statement_bind_text (statement, ":place", change->text);
  return store_statement_run (statement, error);
}

static gboolean
begin_pull (StoreTransaction *transaction, StoreRemoteChange *change, GError **error)
{
  return run_for_backend (transaction, STATE_REMOTE_BEGIN_PULL, change->backend, error)
         && (!change->text || move (transaction, change, error));
}

static gboolean
turn_page (StoreTransaction *transaction, StoreRemoteChange *change, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, STATE_REMOTE_TURN);

  store_statement_bind_text (statement, ":backend", change->backend);
  store_statement_bind_text (statement, ":cursor", change->text);
  store_statement_bind_int64 (statement, ":has_more", change->has_more);
  return store_statement_run (statement, error);
}

static gboolean
told_unchanged (StoreTransaction *transaction, StoreRemoteChange *change, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, STATE_REMOTE_SEEN);

  store_statement_bind_text (statement, ":backend", change->backend);
  store_statement_bind_int64 (statement, ":kind", change->name->kind);
  store_statement_bind_text (statement, ":remote", change->name->remote);
  return store_statement_run (statement, error);
}

static StoreStatement *
intent_statement (StoreTransaction *transaction, guint statement_name,
                  const StoreRemoteChange *change)
{
  StoreStatement *statement = store_database_use (transaction->state, statement_name);

  store_statement_bind_text (statement, ":backend", change->backend);
  store_statement_bind_int64 (statement, ":kind", change->kind);
  store_statement_bind_int64 (statement, ":local", change->local);
  return statement;
}

static gboolean
begin_intent (StoreTransaction *transaction, StoreRemoteChange *change, GError **error)
{
  g_autoptr (StoreStatement) statement = intent_statement (transaction, STATE_INTENT_BEGIN, change);

  return store_statement_run (statement, error);
}

static gboolean
refused_intent (StoreTransaction *transaction, StoreRemoteChange *change, GError **error)
{
  g_autoptr (StoreStatement) statement
      = intent_statement (transaction, STATE_INTENT_REFUSE, change);

  store_statement_bind_int64 (statement, ":wanted", change->wanted);
  store_statement_bind_text (statement, ":problem", change->text);
  return store_statement_run (statement, error);
}

gboolean
store_apply_remote_known (StoreTransaction *transaction, const char *backend,
                          const StoreRemoteLocal *local, const char *remote, const char *version,
                          GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, STATE_REMOTE_PUT);

  store_remote_local_bind (statement, local);
  store_statement_bind_text (statement, ":backend", backend);
  store_statement_bind_text (statement, ":remote", remote);
  store_statement_bind_text (statement, ":version", version);
  return store_statement_run (statement, error);
}

gboolean
store_apply_remote (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  static const Apply table[] = {
    [STORE_REMOTE_CHOOSE] = choose,
    [STORE_REMOTE_CONFIGURE] = configure,
    [STORE_REMOTE_RESTART] = restart,
    [STORE_REMOTE_BEGIN_PULL] = begin_pull,
    [STORE_REMOTE_TELL_EMPLOYEE] = store_apply_told_employee,
    [STORE_REMOTE_TELL_CUSTOMER] = store_apply_told_customer,
    [STORE_REMOTE_TELL_TASK] = store_apply_told_task,
    [STORE_REMOTE_TELL_UNCHANGED] = told_unchanged,
    [STORE_REMOTE_TELL_GONE] = store_apply_told_gone,
    [STORE_REMOTE_TURN_PAGE] = turn_page,
    [STORE_REMOTE_BEGIN_INTENT] = begin_intent,
    [STORE_REMOTE_TOLD_INTENT] = store_apply_told_intent,
    [STORE_REMOTE_REFUSED_INTENT] = refused_intent,
  };

  return table[change->remote->verb](transaction, change->remote, error);
}
