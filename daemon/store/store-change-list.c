/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-change-list.h"

#include "error.h"
#include "store-sql-names.h"

/* The columns of changes-since. */
enum
{
  CHANGE_MESSAGE,
  CHANGE_REVISION,
  CHANGE_FIRST,
  CHANGE_ADDED,
  CHANGE_GONE,
  CHANGE_REMOVED,
};

static StoreChangeList *
list_new (void)
{
  StoreChangeList *list = g_new0 (StoreChangeList, 1);

  list->added = g_array_new (FALSE, FALSE, sizeof (guint64));
  list->changed = g_array_new (FALSE, FALSE, sizeof (guint64));
  list->removed = g_array_new (FALSE, FALSE, sizeof (guint64));
  return list;
}

void
store_change_list_free (StoreChangeList *list)
{
  if (!list)
    return;
  g_array_unref (list->added);
  g_array_unref (list->changed);
  g_array_unref (list->removed);
  g_free (list);
}

static gboolean
read_last (StoreDatabase *mail, guint64 *last, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (mail, MAIL_REVISION_LAST);
  gint64 value = 0;

  if (!store_statement_value (statement, 0, &value, error))
    return FALSE;
  *last = (guint64) value;
  return TRUE;
}

static gboolean
check_known (StoreDatabase *mail, guint64 since, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (mail, MAIL_REVISION_KNOWN);
  gint64 known = 0;

  store_statement_bind_int64 (statement, ":since", (gint64) MIN (since, G_MAXINT64));
  if (!store_statement_value (statement, 0, &known, error))
    return FALSE;
  if (known > 0)
    return TRUE;
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TOO_OLD,
               "What changed since revision %" G_GUINT64_FORMAT
               " is not known any more: ask for the changes since 0, then list again",
               since);
  return FALSE;
}

/* NULL: it came and went. When in doubt a message that is there counts as added. */
static GArray *
list_for (StoreChangeList *list, StoreStatement *statement, guint64 since)
{
  guint64 first = (guint64) store_statement_int64 (statement, CHANGE_FIRST);
  guint64 added = (guint64) store_statement_int64 (statement, CHANGE_ADDED);
  guint64 gone = (guint64) store_statement_int64 (statement, CHANGE_GONE);
  gboolean was_there = first <= since;

  if (store_statement_int64 (statement, CHANGE_REMOVED))
    return was_there ? list->removed : NULL;
  if (added <= since || (was_there && since < gone))
    return list->changed;
  return list->added;
}

/* Stops at the row after the last one that is wanted, so that it is known to be there. */
static gboolean
read_changes (StoreDatabase *mail, StoreChangeList *list, guint64 since, guint limit,
              GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (mail, MAIL_CHANGES_SINCE);
  StoreStep step = STORE_STEP_DONE;

  store_statement_bind_int64 (statement, ":since", (gint64) since);
  store_statement_bind_int64 (statement, ":limit", (gint64) limit + 1);
  for (guint n = 0; (step = store_statement_step (statement, error)) == STORE_STEP_ROW; n++)
    {
      guint64 message = (guint64) store_statement_int64 (statement, CHANGE_MESSAGE);
      GArray *ids = list_for (list, statement, since);

      if (n == limit)
        return TRUE;
      if (ids)
        g_array_append_val (ids, message);
      list->revision = (guint64) store_statement_int64 (statement, CHANGE_REVISION);
    }
  list->complete = TRUE;
  return step == STORE_STEP_DONE;
}

StoreChangeList *
store_change_list_read (StoreDatabase *mail, guint64 since, guint limit, GError **error)
{
  g_autoptr (StoreChangeList) list = list_new ();
  guint64 last = 0;

  if (!read_last (mail, &last, error))
    return NULL;
  if (since > 0
      && (!check_known (mail, since, error) || !read_changes (mail, list, since, limit, error)))
    return NULL;
  if (list->complete || since == 0)
    list->revision = last;
  return g_steal_pointer (&list);
}
