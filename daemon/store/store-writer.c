/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-writer.h"

#include "error.h"
#include "store-apply.h"
#include "store-files.h"
#include "store-reconcile.h"
#include "store-sql-names.h"
#include "store-sweep.h"
#include "store-threading.h"

struct _StoreWriter
{
  StoreDatabase *mail;
  StoreDatabase *state;
  StoreSynced *pending;
  gboolean parted; /* state.db is ahead of mail.db */
};

/* state.db is made before mail.db, so that one without the other is a loss. */
static gboolean
check_state_is_there (const char *directory, GError **error)
{
  g_autofree char *mail = g_build_filename (directory, store_database_file (STORE_MAIL), NULL);
  g_autofree char *state = g_build_filename (directory, store_database_file (STORE_STATE), NULL);

  if (g_file_test (state, G_FILE_TEST_EXISTS) || !g_file_test (mail, G_FILE_TEST_EXISTS))
    return TRUE;
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_STORE,
               "%s is missing while %s is there: put it back from a backup, or remove both to "
               "begin anew",
               state, mail);
  return FALSE;
}

static gboolean
open_mail (StoreWriter *writer, const char *directory, GError **error)
{
  writer->mail = store_database_open (directory, STORE_MAIL, STORE_ACCESS_WRITE, error);
  if (writer->mail && store_reconcile (writer->mail, writer->state, writer->pending, error))
    return TRUE;
  g_clear_pointer (&writer->mail, store_database_close);
  return FALSE;
}

static gboolean
open_sound_mail (StoreWriter *writer, const char *directory, char **set_aside, GError **error)
{
  g_autofree char *path = g_build_filename (directory, store_database_file (STORE_MAIL), NULL);
  g_autoptr (GError) failure = NULL;

  if (!store_files_are_damaged (path) && open_mail (writer, directory, &failure))
    return TRUE;
  if (!store_files_are_damaged (path))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  *set_aside = store_files_set_aside (path, error);
  return *set_aside && open_mail (writer, directory, error);
}

/* Octets that were being written when the last daemon ended. */
static gboolean
sweep_octets (StoreWriter *writer, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (writer->state, STATE_OCTETS_SWEEP);

  return store_statement_run (statement, error);
}

StoreWriter *
store_writer_open (const char *directory, StoreSynced *pending, char **set_aside, GError **error)
{
  g_autoptr (StoreWriter) writer = g_new0 (StoreWriter, 1);

  writer->pending = pending;
  if (!check_state_is_there (directory, error))
    return NULL;
  writer->state = store_database_open (directory, STORE_STATE, STORE_ACCESS_WRITE, error);
  if (!writer->state || !open_sound_mail (writer, directory, set_aside, error)
      || !sweep_octets (writer, error))
    return NULL;
  return g_steal_pointer (&writer);
}

static void
write_pending (StoreWriter *writer)
{
  g_autoptr (StoreTransaction) transaction
      = store_transaction_begin (writer->mail, writer->state, writer->pending, NULL);

  /* Lost, these times would only make the next check come earlier. */
  if (transaction && store_transaction_write_synced (transaction, writer->pending, NULL))
    store_database_commit (writer->mail, NULL);
}

void
store_writer_close (StoreWriter *writer)
{
  if (!writer)
    return;
  if (writer->mail)
    write_pending (writer);
  store_database_close (writer->mail);
  store_database_close (writer->state);
  g_free (writer);
}

gboolean
store_writer_mail_is_new (StoreWriter *writer)
{
  return store_database_is_new (writer->mail);
}

gboolean
store_writer_unindex (StoreWriter *writer, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (writer->mail, MAIL_UNINDEXED_ALL);

  return store_statement_run (statement, error);
}

static gboolean
apply_all (StoreTransaction *transaction, StoreBatch *batch, GError **error)
{
  GPtrArray *changes = store_batch_changes (batch);

  for (guint i = 0; i < changes->len; i++)
    if (!store_apply_change (transaction, changes->pdata[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
join (StoreWriter *writer, GError **error)
{
  if (!writer->parted)
    return TRUE;
  writer->parted = !store_reconcile (writer->mail, writer->state, writer->pending, error);
  return !writer->parted;
}

StoreChanges *
store_writer_commit (StoreWriter *writer, StoreBatch *batch, GError **error)
{
  g_autoptr (StoreTransaction) transaction = NULL;

  if (!join (writer, error))
    return NULL;
  transaction = store_transaction_begin (writer->mail, writer->state, writer->pending, error);
  if (!transaction || !apply_all (transaction, batch, error))
    return NULL;
  return store_transaction_commit (transaction, &writer->parted, error);
}

/* Nobody waits for this: what fails is tried again after the next batch. */
static gboolean
use_time (StoreWriter *writer, gboolean (*step) (StoreTransaction *, GError **))
{
  g_autoptr (StoreTransaction) transaction = NULL;
  g_autoptr (StoreChanges) changes = NULL;

  if (writer->parted)
    return FALSE;
  transaction = store_transaction_begin (writer->mail, writer->state, writer->pending, NULL);
  if (!transaction || !step (transaction, NULL))
    return FALSE;
  changes = store_transaction_commit (transaction, &writer->parted, NULL);
  return changes != NULL;
}

gboolean
store_writer_tidy (StoreWriter *writer, gboolean idle)
{
  store_database_checkpoint (writer->mail);
  store_database_checkpoint (writer->state);
  if (!idle)
    return FALSE;
  if (use_time (writer, store_sweep) || use_time (writer, store_threading_catch_up))
    return TRUE;
  store_database_trim (writer->mail);
  store_database_trim (writer->state);
  return FALSE;
}
