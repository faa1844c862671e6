/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-search.h"

#include "store-list-query.h"
#include "store-sql-names.h"

/* To look so many up takes about as long as to walk a folder of a hundred thousand. */
#define MOST_LOOKED_UP 2000

/* With so many matches a page of the newest is likely among few messages. */
#define COMMON 5000

typedef struct
{
  StoreDatabase *mail;
  const StoreFilter *filter;
  StoreMatches *matches;
} Search;

/* Whether message ID is there and the rest of the filter lets it through. */
static gboolean
look_up (const Search *search, guint64 id, StorePosition *position, gboolean *found, GError **error)
{
  const StoreFilter *filter = search->filter;
  g_autoptr (StoreStatement) statement = store_database_use (search->mail, MAIL_MESSAGE_MATCHING);
  StoreStep step = STORE_STEP_DONE;

  store_statement_bind_int64 (statement, ":id", (gint64) id);
  if (filter->folder)
    store_statement_bind_int64 (statement, ":folder", filter->folder);
  if (filter->thread)
    store_statement_bind_int64 (statement, ":thread", (gint64) filter->thread);
  store_statement_bind_text (statement, ":account", filter->account);
  store_statement_bind_text (statement, ":role", filter->role);
  store_statement_bind_int64 (statement, ":unprocessed", STORE_FILTER_UNPROCESSED (filter));
  store_list_query_bind_marks (statement, filter);
  step = store_statement_step (statement, error);
  *found = step == STORE_STEP_ROW;
  if (*found)
    *position = (StorePosition){ (gint64) id, store_statement_int64 (statement, 0),
                                 store_statement_int64 (statement, 1) };
  return step != STORE_STEP_FAILED;
}

/* Every match that the filter lets through, in no order. */
static GArray *
look_up_all (const Search *search, GError **error)
{
  g_autoptr (GArray) positions = g_array_new (FALSE, FALSE, sizeof (StorePosition));
  StorePosition position;
  gboolean found = FALSE;

  for (guint i = 0; i < store_matches_n (search->matches); i++)
    {
      if (!look_up (search, store_matches_id (search->matches, i), &position, &found, error))
        return NULL;
      if (found)
        g_array_append_val (positions, position);
    }
  return g_steal_pointer (&positions);
}

static int
newest_first (gconstpointer a, gconstpointer b)
{
  return store_position_is_newer (b, a) - store_position_is_newer (a, b);
}

static int
oldest_first (gconstpointer a, gconstpointer b)
{
  return newest_first (b, a);
}

static GArray *
page_of_positions (const Search *search, GArray *positions, guint offset, guint limit,
                   GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  gboolean accepted = FALSE;
  guint passed = 0;

  for (guint i = 0; i < positions->len && ids->len < limit; i++)
    {
      guint64 id = (guint64) g_array_index (positions, StorePosition, i).id;
      if (!store_matches_accept (search->matches, id, &accepted, error))
        return NULL;
      if (accepted && passed++ >= offset)
        g_array_append_val (ids, id);
    }
  return g_steal_pointer (&ids);
}

static GArray *
sorted_ids (const Search *search, guint offset, guint limit, StoreSort sort, GError **error)
{
  g_autoptr (GArray) positions = look_up_all (search, error);

  if (!positions)
    return NULL;
  g_array_sort (positions, sort == STORE_SORT_DATE_ASC ? oldest_first : newest_first);
  return page_of_positions (search, positions, offset, limit, error);
}

static gboolean
passes (const Search *search, guint64 id, gboolean *passed, GError **error)
{
  StorePosition position;

  return look_up (search, id, &position, passed, error)
         && (!*passed || store_matches_accept (search->matches, id, passed, error));
}

static GArray *
ranked_ids (const Search *search, guint offset, guint limit, GError **error)
{
  g_autoptr (GArray) ranked = store_matches_ranked (search->matches, error);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  gboolean passed = FALSE;
  guint n_passed = 0;

  for (guint i = 0; ranked && i < ranked->len && ids->len < limit; i++)
    {
      guint64 id = g_array_index (ranked, guint64, i);
      if (!passes (search, id, &passed, error))
        return NULL;
      if (passed && n_passed++ >= offset)
        g_array_append_val (ids, id);
    }
  return ranked ? g_steal_pointer (&ids) : NULL;
}

/* NULL without error: there may be more. */
static GArray *
try_first_messages (StoreDatabase *text, Search *search, const StoreSearchQuery *query,
                    guint offset, guint limit, StoreSort sort, GError **error)
{
  g_autoptr (StoreMatches) matches = NULL;
  g_autoptr (GArray) ids = NULL;
  gboolean is_common = FALSE;

  if (!store_matches_reach (text, query, COMMON, &is_common, error) || !is_common)
    return NULL;
  matches = store_matches_try (text, search->mail, query);
  ids = store_list_query_ids (search->mail, search->filter, matches, offset, limit, sort, error);
  return ids && ids->len == limit ? g_steal_pointer (&ids) : NULL;
}

/* No walk follows a thread. */
static gboolean
is_walked (const Search *search)
{
  return store_matches_n (search->matches) > MOST_LOOKED_UP && !search->filter->thread;
}

GArray *
store_search_ids (StoreDatabase *text, StoreDatabase *mail, const StoreFilter *filter, guint offset,
                  guint limit, StoreSort sort, GError **error)
{
  g_autoptr (StoreSearchQuery) query = store_search_query_new (filter->text, filter->from);
  g_autoptr (StoreMatches) matches = NULL;
  Search search = { mail, filter, NULL };
  GError *failure = NULL;
  GArray *first = sort == STORE_SORT_RANK || filter->thread
                      ? NULL
                      : try_first_messages (text, &search, query, offset, limit, sort, &failure);

  if (first)
    return first;
  if (failure)
    {
      g_propagate_error (error, failure);
      return NULL;
    }
  matches = store_matches_find (text, mail, query, error);
  if (!matches)
    return NULL;
  search.matches = matches;
  if (sort == STORE_SORT_RANK)
    return ranked_ids (&search, offset, limit, error);
  if (is_walked (&search))
    return store_list_query_ids (mail, filter, matches, offset, limit, sort, error);
  return sorted_ids (&search, offset, limit, sort, error);
}

gboolean
store_search_count (StoreDatabase *text, StoreDatabase *mail, const StoreFilter *filter,
                    guint *count, GError **error)
{
  g_autoptr (StoreSearchQuery) query = store_search_query_new (filter->text, filter->from);
  g_autoptr (StoreMatches) matches = store_matches_find (text, mail, query, error);
  Search search = { mail, filter, matches };
  gboolean many = matches && is_walked (&search);
  g_autoptr (GArray) ids = NULL;

  if (matches)
    ids = many ? store_list_query_ids (mail, filter, matches, 0, G_MAXUINT, STORE_SORT_DATE_DESC,
                                       error)
               : sorted_ids (&search, 0, G_MAXUINT, STORE_SORT_DATE_DESC, error);
  if (!ids)
    return FALSE;
  *count = ids->len;
  return TRUE;
}
