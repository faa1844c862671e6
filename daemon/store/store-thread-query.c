/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-thread-query.h"

#include "store-sql-names.h"

static void
bind_filter (StoreStatement *statement, const StoreFilter *filter)
{
  store_statement_bind_int64 (statement, ":thread", (gint64) filter->thread);
  if (filter->folder)
    store_statement_bind_int64 (statement, ":folder", filter->folder);
  store_statement_bind_text (statement, ":account", filter->account);
  store_statement_bind_text (statement, ":role", filter->role);
  store_statement_bind_int64 (statement, ":unprocessed", STORE_FILTER_UNPROCESSED (filter));
  store_statement_bind_int64 (statement, ":unread", filter->unread);
  store_statement_bind_int64 (statement, ":flagged", filter->flagged);
  store_statement_bind_int64 (statement, ":attachments", filter->has_attachments);
  store_statement_bind_int64 (statement, ":since", filter->since ? filter->since : G_MININT64);
  store_statement_bind_int64 (statement, ":before", filter->before ? filter->before : G_MAXINT64);
}

GArray *
store_thread_query_ids (StoreDatabase *mail, const StoreFilter *filter, guint offset, guint limit,
                        StoreSort sort, GError **error)
{
  gboolean newest_first = sort == STORE_SORT_DATE_DESC;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (StoreStatement) statement
      = store_database_use (mail, newest_first ? MAIL_THREAD_NEWEST : MAIL_THREAD_OLDEST);
  StoreStep step = STORE_STEP_DONE;

  bind_filter (statement, filter);
  store_statement_bind_int64 (statement, ":limit", limit);
  store_statement_bind_int64 (statement, ":offset", offset);
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      guint64 id = (guint64) store_statement_int64 (statement, 0);
      g_array_append_val (ids, id);
    }
  return step == STORE_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}

gboolean
store_thread_query_count (StoreDatabase *mail, const StoreFilter *filter, guint *count,
                          GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (mail, MAIL_THREAD_COUNT);
  gint64 found = 0;

  bind_filter (statement, filter);
  if (!store_statement_value (statement, 0, &found, error))
    return FALSE;
  *count = (guint) found;
  return TRUE;
}
