/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-revisions.h"

#include "store-sql-names.h"

#define GENERATION_SHIFT 40
#define GENERATION       "mail-generation"

/* The log is cut to the first whenever so many revisions as the second have been given. */
#define KEPT_ROWS 100000
#define CUT_EVERY 1000

static gboolean
read_last (StoreTransaction *transaction, guint64 *last, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, MAIL_REVISION_LAST);
  gint64 value = 0;

  if (!store_statement_value (statement, 0, &value, error))
    return FALSE;
  *last = (guint64) value;
  return TRUE;
}

/* 0 when there was none yet. */
static gboolean
read_generation (StoreTransaction *transaction, guint64 *generation, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, STATE_SETTING);
  StoreStep step = STORE_STEP_DONE;

  store_statement_bind_text (statement, ":name", GENERATION);
  step = store_statement_step (statement, error);
  if (step == STORE_STEP_ROW)
    *generation = g_ascii_strtoull (store_statement_text (statement, 0), NULL, 10);
  return step != STORE_STEP_FAILED;
}

static gboolean
write_generation (StoreTransaction *transaction, guint64 generation, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, STATE_SETTING_PUT);
  g_autofree char *value = g_strdup_printf ("%" G_GUINT64_FORMAT, generation);

  store_statement_bind_text (statement, ":name", GENERATION);
  store_statement_bind_text (statement, ":value", value);
  return store_statement_run (statement, error);
}

static gboolean
run_with_revision (StoreTransaction *transaction, guint statement_name, const char *parameter,
                   guint64 revision, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, statement_name);

  store_statement_bind_int64 (statement, parameter, (gint64) revision);
  return store_statement_run (statement, error);
}

static gboolean
begin_generation (StoreTransaction *transaction, guint64 generation, GError **error)
{
  return run_with_revision (transaction, MAIL_REVISION_RANGE_PUT, ":first",
                            generation << GENERATION_SHIFT, error);
}

gboolean
store_revisions_open (StoreTransaction *transaction, GError **error)
{
  guint64 generation = 0;
  guint64 last = 0;
  gboolean begin = FALSE;

  if (!read_last (transaction, &last, error) || !read_generation (transaction, &generation, error))
    return FALSE;
  begin = last == 0 || store_database_was_left (transaction->mail);
  /* An older copy of state.db may not know the generation that is in use. */
  generation = MAX (generation, last >> GENERATION_SHIFT) + begin;
  return write_generation (transaction, generation, error)
         && (!begin || begin_generation (transaction, generation, error));
}

static gboolean
put_changes (StoreTransaction *transaction, guint statement_name, GArray *ids, guint64 *revision,
             GError **error)
{
  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, statement_name);

      *revision += 1;
      store_statement_bind_int64 (statement, ":message", g_array_index (ids, gint64, i));
      store_statement_bind_int64 (statement, ":revision", (gint64) *revision);
      if (!store_statement_run (statement, error))
        return FALSE;
    }
  return TRUE;
}

/* Nobody can go on from a revision before OLDEST. */
static gboolean
forget_before (StoreTransaction *transaction, guint64 oldest, GError **error)
{
  return run_with_revision (transaction, MAIL_REVISION_RANGES_DROP, ":oldest", oldest, error)
         && run_with_revision (transaction, MAIL_REVISION_RANGE_CUT, ":oldest", oldest, error);
}

static gboolean
cut (StoreTransaction *transaction, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->mail, MAIL_CHANGE_OLDEST_KEPT);
  gint64 oldest = 0;

  store_statement_bind_int64 (statement, ":keep", KEPT_ROWS);
  if (!store_statement_value (statement, 0, &oldest, error))
    return FALSE;
  return oldest == 0
         || (run_with_revision (transaction, MAIL_CHANGES_FORGET, ":oldest", (guint64) oldest,
                                error)
             && forget_before (transaction, (guint64) oldest, error));
}

static gboolean
put_all (StoreTransaction *transaction, const StoreChanges *changes, guint64 *revision,
         GError **error)
{
  return put_changes (transaction, MAIL_CHANGE_ADDED, changes->added, revision, error)
         && put_changes (transaction, MAIL_CHANGE_CHANGED, changes->changed, revision, error)
         && put_changes (transaction, MAIL_CHANGE_REMOVED, changes->removed, revision, error);
}

gboolean
store_revisions_record (StoreTransaction *transaction, StoreChanges *changes, GError **error)
{
  guint64 before = 0;
  guint64 after = 0;

  if (!read_last (transaction, &before, error))
    return FALSE;
  /* What went without being listed takes one revision in all, the first that is known again. */
  after = before + (changes->unlisted ? 1 : 0);
  if (!put_all (transaction, changes, &after, error))
    return FALSE;
  if (after == before)
    return TRUE;
  changes->revision = after;
  return run_with_revision (transaction, MAIL_REVISION_RANGE_EXTEND, ":last", after, error)
         && (!changes->unlisted || forget_before (transaction, before + 1, error))
         && (before / CUT_EVERY == after / CUT_EVERY || cut (transaction, error));
}
