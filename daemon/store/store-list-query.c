/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-list-query.h"

#include "store-sql-names.h"
#include "store-thread-query.h"

/* How many rows one step of a walk reads. */
#define CHUNK_MIN 16
#define CHUNK_MAX 1024

/* The statements that go along one index. */
typedef struct
{
  guint newest;
  guint oldest;
  guint count;
} Index;

/* One folder's walk: the rows read last, how many of them were given out. */
typedef struct
{
  gint64 folder;
  guint total;
  guint unread;
  guint unprocessed;
  int wants_unprocessed; /* as in statements: what the filter comes to in this folder */
  const Index *index;
  GArray *chunk; /* StorePosition */
  guint next;
  gboolean at_end;
  StorePosition position; /* of the last row read, or before the first */
} Walk;

typedef struct
{
  StoreDatabase *mail;
  const StoreFilter *filter;
  StoreMatches *matches; /* NULL: everything matches */
  gboolean newest_first;
  guint chunk_rows;
} Query;

static const Index index_all = { MAIL_WALK_ALL_NEWEST, MAIL_WALK_ALL_OLDEST, MAIL_COUNT_ALL };
static const Index index_flagged
    = { MAIL_WALK_FLAGGED_NEWEST, MAIL_WALK_FLAGGED_OLDEST, MAIL_COUNT_FLAGGED };
static const Index index_unread
    = { MAIL_WALK_UNREAD_NEWEST, MAIL_WALK_UNREAD_OLDEST, MAIL_COUNT_UNREAD };
static const Index index_attachments
    = { MAIL_WALK_ATTACHMENTS_NEWEST, MAIL_WALK_ATTACHMENTS_OLDEST, MAIL_COUNT_ATTACHMENTS };

static const Index index_unprocessed
    = { MAIL_WALK_UNPROCESSED_NEWEST, MAIL_WALK_UNPROCESSED_OLDEST, MAIL_COUNT_UNPROCESSED };
static const Index index_linked
    = { MAIL_WALK_LINKED_NEWEST, MAIL_WALK_LINKED_OLDEST, MAIL_COUNT_LINKED };

/* The index that leaves the fewest rows to look at. */
static const Index *
choose_index (const StoreFilter *filter, int wants_unprocessed)
{
  if (filter->flagged == 1)
    return &index_flagged;
  if (filter->unread == 1)
    return &index_unread;
  if (filter->has_attachments == 1)
    return &index_attachments;
  if (wants_unprocessed >= 0)
    return wants_unprocessed ? &index_unprocessed : &index_linked;
  return filter->unread == 0 ? &index_unread : &index_all;
}

static void
walk_free (Walk *walk)
{
  g_array_unref (walk->chunk);
  g_free (walk);
}

static StorePosition
first_position (const StoreFilter *filter, gboolean newest_first)
{
  if (newest_first)
    return (StorePosition){ .received = filter->before ? filter->before : G_MAXINT64,
                            .uid = G_MININT64 };
  if (filter->since)
    return (StorePosition){ .received = filter->since - 1, .uid = G_MAXINT64 };
  return (StorePosition){ .received = G_MININT64 };
}

/* In a folder that does not count all mail is processed. */
static Walk *
walk_new (StoreStatement *folder, const StoreFilter *filter)
{
  Walk *walk = g_new0 (Walk, 1);
  gboolean counts = store_statement_int64 (folder, 4) != 0;

  walk->folder = store_statement_int64 (folder, 0);
  walk->total = (guint) store_statement_int64 (folder, 1);
  walk->unread = (guint) store_statement_int64 (folder, 2);
  walk->unprocessed = (guint) store_statement_int64 (folder, 3);
  walk->wants_unprocessed = counts ? STORE_FILTER_UNPROCESSED (filter) : -1;
  walk->index = choose_index (filter, walk->wants_unprocessed);
  walk->chunk = g_array_new (FALSE, FALSE, sizeof (StorePosition));
  return walk;
}

static GPtrArray *
open_walks (StoreDatabase *mail, const StoreFilter *filter, GError **error)
{
  g_autoptr (GPtrArray) walks = g_ptr_array_new_with_free_func ((GDestroyNotify) walk_free);
  g_autoptr (StoreStatement) statement = store_database_use (mail, MAIL_FOLDERS_MATCHING);
  StoreStep step = STORE_STEP_DONE;

  if (filter->folder)
    store_statement_bind_int64 (statement, ":folder", filter->folder);
  store_statement_bind_text (statement, ":account", filter->account);
  store_statement_bind_text (statement, ":role", filter->role);
  store_statement_bind_int64 (statement, ":unprocessed", STORE_FILTER_UNPROCESSED (filter));
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    g_ptr_array_add (walks, walk_new (statement, filter));
  return step == STORE_STEP_DONE ? g_steal_pointer (&walks) : NULL;
}

void
store_list_query_bind_marks (StoreStatement *statement, const StoreFilter *filter)
{
  store_statement_bind_optional (statement, ":unread", filter->unread);
  store_statement_bind_optional (statement, ":flagged", filter->flagged);
  store_statement_bind_optional (statement, ":attachments", filter->has_attachments);
  store_statement_bind_optional (statement, ":since", filter->since ? filter->since : G_MININT64);
  store_statement_bind_optional (statement, ":before",
                                 filter->before ? filter->before : G_MAXINT64);
}

static void
bind_filter (StoreStatement *statement, const StoreFilter *filter, const Walk *walk)
{
  store_statement_bind_int64 (statement, ":folder", walk->folder);
  store_statement_bind_optional (statement, ":unprocessed", walk->wants_unprocessed);
  store_list_query_bind_marks (statement, filter);
}

static gboolean
read_chunk (const Query *query, Walk *walk, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (
      query->mail, query->newest_first ? walk->index->newest : walk->index->oldest);
  StoreStep step = STORE_STEP_DONE;

  walk->next = 0;
  g_array_set_size (walk->chunk, 0);
  bind_filter (statement, query->filter, walk);
  store_statement_bind_int64 (statement, ":received", walk->position.received);
  store_statement_bind_int64 (statement, ":uid", walk->position.uid);
  store_statement_bind_int64 (statement, ":limit", query->chunk_rows);
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      walk->position.id = store_statement_int64 (statement, 0);
      walk->position.received = store_statement_int64 (statement, 1);
      walk->position.uid = store_statement_int64 (statement, 2);
      g_array_append_val (walk->chunk, walk->position);
    }
  walk->at_end = walk->chunk->len < query->chunk_rows;
  return step == STORE_STEP_DONE;
}

/* The next row of WALK, NULL at its end. */
static const StorePosition *
peek (const Query *query, Walk *walk, GError **error)
{
  if (walk->next == walk->chunk->len && !walk->at_end && !read_chunk (query, walk, error))
    return NULL;
  if (walk->next == walk->chunk->len)
    return NULL;
  return &g_array_index (walk->chunk, StorePosition, walk->next);
}

/* Between folders UIDs may be equal: then the id decides. */
gboolean
store_position_is_newer (const StorePosition *a, const StorePosition *b)
{
  if (a->received != b->received)
    return a->received > b->received;
  return a->uid != b->uid ? a->uid > b->uid : a->id > b->id;
}

static gboolean
comes_first (const Query *query, const StorePosition *a, const StorePosition *b)
{
  return store_position_is_newer (a, b) == query->newest_first;
}

/* Takes the next row of all walks. FALSE at the end of all of them, or with ERROR. */
static gboolean
take_next (const Query *query, GPtrArray *walks, StorePosition *taken, GError **error)
{
  GError *failure = NULL;
  Walk *best = NULL;

  for (guint i = 0; i < walks->len && !failure; i++)
    {
      const StorePosition *row = peek (query, walks->pdata[i], &failure);
      if (!row || (best && !comes_first (query, row, taken)))
        continue;
      best = walks->pdata[i];
      *taken = *row;
    }
  if (failure)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  if (best)
    best->next++;
  return best != NULL;
}

static GArray *
merge (const Query *query, GPtrArray *walks, guint offset, guint limit, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  GError *failure = NULL;
  StorePosition row;
  gboolean accepted = TRUE;
  guint passed = 0;

  while (ids->len < limit && !(query->matches && store_matches_is_spent (query->matches))
         && take_next (query, walks, &row, &failure))
    {
      if (query->matches
          && !store_matches_accept (query->matches, (guint64) row.id, &accepted, &failure))
        break;
      if (accepted && passed++ >= offset)
        g_array_append_val (ids, row.id);
    }
  if (!failure)
    return g_steal_pointer (&ids);
  g_propagate_error (error, failure);
  return NULL;
}

GArray *
store_list_query_ids (StoreDatabase *mail, const StoreFilter *filter, StoreMatches *matches,
                      guint offset, guint limit, StoreSort sort, GError **error)
{
  g_autoptr (GPtrArray) walks = NULL;
  Query query = { mail, filter, matches, sort == STORE_SORT_DATE_DESC, 0 };
  guint64 rows = matches ? CHUNK_MAX : (guint64) offset + limit;

  if (filter->thread)
    return store_thread_query_ids (mail, filter, offset, limit, sort, error);
  walks = open_walks (mail, filter, error);
  if (!walks)
    return NULL;
  query.chunk_rows
      = (guint) CLAMP (walks->len > 1 ? 2 * rows / walks->len : rows, CHUNK_MIN, CHUNK_MAX);
  for (guint i = 0; i < walks->len; i++)
    ((Walk *) walks->pdata[i])->position = first_position (filter, query.newest_first);
  return merge (&query, walks, offset, limit, error);
}

static gboolean
counters_suffice (const StoreFilter *filter)
{
  return filter->flagged < 0 && filter->has_attachments < 0 && !filter->since && !filter->before
         && (filter->unread < 0 || filter->processed == STORE_PROCESSED_OR_NOT);
}

static guint
count_by_counters (const StoreFilter *filter, const Walk *walk)
{
  if (walk->wants_unprocessed >= 0)
    return walk->wants_unprocessed ? walk->unprocessed : walk->total - walk->unprocessed;
  if (filter->unread < 0)
    return walk->total;
  return filter->unread ? walk->unread : walk->total - walk->unread;
}

static gboolean
count_by_index (StoreDatabase *mail, const StoreFilter *filter, const Walk *walk, gint64 *count,
                GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (mail, walk->index->count);

  bind_filter (statement, filter, walk);
  return store_statement_value (statement, 0, count, error);
}

gboolean
store_list_query_count (StoreDatabase *mail, const StoreFilter *filter, guint *count,
                        GError **error)
{
  g_autoptr (GPtrArray) walks = NULL;
  gint64 one = 0;

  if (filter->thread)
    return store_thread_query_count (mail, filter, count, error);
  walks = open_walks (mail, filter, error);
  if (!walks)
    return FALSE;
  *count = 0;
  for (guint i = 0; i < walks->len; i++)
    {
      if (counters_suffice (filter))
        one = count_by_counters (filter, walks->pdata[i]);
      else if (!count_by_index (mail, filter, walks->pdata[i], &one, error))
        return FALSE;
      *count += (guint) one;
    }
  return TRUE;
}
