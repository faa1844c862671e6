/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-registry.h"

#include "store-sql-names.h"

#define WAIT_SECONDS (30 * 24 * 3600)
/* Bounds what pruning adds to a batch. */
#define PRUNE_AT_MOST 10000

static gint64
key_of (const char *message_id, gint64 received, guint64 size)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *rest
      = g_strdup_printf ("\n%" G_GINT64_FORMAT " %" G_GUINT64_FORMAT, received, size);
  guint8 digest[32];
  gsize length = sizeof digest;
  guint64 key = 0;

  g_checksum_update (checksum, (const guchar *) message_id, -1);
  g_checksum_update (checksum, (const guchar *) rest, -1);
  g_checksum_get_digest (checksum, digest, &length);
  for (guint i = 0; i < sizeof key; i++)
    key = key << 8 | digest[i];
  return (gint64) key;
}

gboolean
store_registry_is_live (StoreTransaction *transaction, guint64 id, gboolean *live, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->mail, MAIL_MESSAGE_EXISTS);
  gint64 found = 0;

  store_statement_bind_int64 (statement, ":id", (gint64) id);
  if (!store_statement_value (statement, 0, &found, error))
    return FALSE;
  *live = found != 0;
  return TRUE;
}

/* A message that waits to be swept away no longer needs its id. */
static gboolean
make_way (StoreTransaction *transaction, gint64 id, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->mail, MAIL_MESSAGE_DELETE);

  store_statement_bind_int64 (statement, ":id", id);
  return store_statement_run (statement, error);
}

/* ID stays 0 when no registered id is free. */
static gboolean
find_free (StoreTransaction *transaction, const char *account, gint64 key, gint64 *id,
           gboolean *released, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_NAMES_BY_KEY);
  StoreStep step = STORE_STEP_DONE;
  gboolean live = TRUE;

  store_statement_bind_text (statement, ":account", account);
  store_statement_bind_int64 (statement, ":key", key);
  while (live && (step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      gint64 candidate = store_statement_int64 (statement, 0);
      if (!store_registry_is_live (transaction, (guint64) candidate, &live, error))
        return FALSE;
      *id = live ? 0 : candidate;
      *released = store_statement_int64 (statement, 1) != 0;
    }
  return step != STORE_STEP_FAILED;
}

static gboolean
keep (StoreTransaction *transaction, gint64 id, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, STATE_NAME_KEEP);

  store_statement_bind_int64 (statement, ":id", id);
  return store_statement_run (statement, error);
}

static gboolean
register_new (StoreTransaction *transaction, const char *account, gint64 key, guint64 *id,
              GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, STATE_NAME_INSERT);

  store_statement_bind_text (statement, ":account", account);
  store_statement_bind_int64 (statement, ":key", key);
  if (!store_statement_run (statement, error))
    return FALSE;
  *id = (guint64) store_database_last_id (transaction->state);
  return TRUE;
}

gboolean
store_registry_take (StoreTransaction *transaction, const char *account, const char *message_id,
                     gint64 received, guint64 size, guint64 *id, GError **error)
{
  gint64 key = key_of (message_id, received, size);
  gint64 known = 0;
  gboolean released = FALSE;

  if (!find_free (transaction, account, key, &known, &released, error))
    return FALSE;
  if (known == 0)
    return register_new (transaction, account, key, id, error);
  *id = (guint64) known;
  return make_way (transaction, known, error) && (!released || keep (transaction, known, error));
}

static gboolean
run_with_account (StoreTransaction *transaction, guint statement_name, guint64 id,
                  const char *account, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, statement_name);

  store_statement_bind_int64 (statement, ":id", (gint64) id);
  store_statement_bind_text (statement, ":account", account);
  return store_statement_run (statement, error);
}

gboolean
store_registry_copy (StoreTransaction *transaction, guint64 id, const char *account, guint64 *copy,
                     GError **error)
{
  if (!run_with_account (transaction, STATE_NAME_COPY, id, account, error))
    return FALSE;
  *copy = (guint64) store_database_last_id (transaction->state);
  return TRUE;
}

gboolean
store_registry_set_account (StoreTransaction *transaction, guint64 id, const char *account,
                            GError **error)
{
  return run_with_account (transaction, STATE_NAME_SET_ACCOUNT, id, account, error);
}

gboolean
store_registry_release (StoreTransaction *transaction, guint64 id, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_NAME_RELEASE);

  store_statement_bind_int64 (statement, ":id", (gint64) id);
  store_statement_bind_int64 (statement, ":now", transaction->now);
  return store_statement_run (statement, error);
}

gboolean
store_registry_prune (StoreTransaction *transaction, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, STATE_NAMES_PRUNE);

  store_statement_bind_int64 (statement, ":before", transaction->now - WAIT_SECONDS);
  store_statement_bind_int64 (statement, ":limit", PRUNE_AT_MOST);
  return store_statement_run (statement, error);
}

static gboolean
run_with_id (StoreTransaction *transaction, guint statement_name, gint64 id, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, statement_name);

  store_statement_bind_int64 (statement, ":id", id);
  return store_statement_run (statement, error);
}

gboolean
store_registry_advance (StoreTransaction *transaction, guint64 id, GError **error)
{
  g_autoptr (StoreStatement) last = store_database_use (transaction->state, STATE_LAST_ID);
  gint64 given = 0;

  store_statement_bind_text (last, ":name", "message_name");
  if (!store_statement_value (last, 0, &given, error))
    return FALSE;
  if (given >= (gint64) id)
    return TRUE;
  /* AUTOINCREMENT goes on from the highest row there ever was. */
  return run_with_id (transaction, STATE_NAME_INSERT_ID, (gint64) id, error)
         && run_with_id (transaction, STATE_NAME_DELETE, (gint64) id, error);
}

gboolean
store_registry_release_all (StoreTransaction *transaction, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_NAMES_RELEASE_ALL);

  store_statement_bind_int64 (statement, ":now", transaction->now);
  return store_statement_run (statement, error);
}
