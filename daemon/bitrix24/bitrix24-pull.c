/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bitrix24-pull.h"

#include "bitrix24-batch.h"

#include <string.h>

#define CURSOR_TYPE "(xxxuas)"

#define DAY_SECONDS (24 * 3600)
/* What is changed while a run begins may be seen by neither it nor the next one. */
#define OVERLAP_SECONDS 60

#define PAGES_MOST       10 /* of one list in a batch: its answer stays small enough */
#define TASK_CHUNKS_MOST 20 /* of BITRIX24_PAGE ids */

#define OVER "-"

static const Bitrix24Method lists[]
    = { BITRIX24_USER_GET, BITRIX24_CONTACT_LIST, BITRIX24_COMPANY_LIST, BITRIX24_LEAD_LIST,
        BITRIX24_TASK_LIST };

enum
{
  LISTS = G_N_ELEMENTS (lists),
  TASKS = LISTS - 1,
};

struct _Bitrix24Pull
{
  gint64 began;       /* by the portal's clock; 0 = it has not told yet */
  gint64 since;       /* likewise: customers that have changed since; 0 = all */
  gint64 whole;       /* when the last whole run began, by our clock */
  guint lacking;      /* 1 << index of lists that the portal does not have */
  char *after[LISTS]; /* the last id that was told; OVER: all were */
  GPtrArray *tasks;
  gboolean is_first; /* batch of the run */
  gboolean is_asked;
  guint commands[LISTS]; /* of the batch, in this order */
  GPtrArray *rows[LISTS];
  GPtrArray *missing;
};

static gint
compare_ids (gconstpointer a, gconstpointer b)
{
  const char *left = *(const char *const *) a;
  const char *right = *(const char *const *) b;
  gsize length = strlen (left);
  gsize other = strlen (right);

  return length != other ? (length > other ? 1 : -1) : strcmp (left, right);
}

void
bitrix24_pull_sort (GPtrArray *ids)
{
  g_ptr_array_sort (ids, compare_ids);
}

static gboolean
is_over (const Bitrix24Pull *pull, guint list)
{
  return g_str_equal (pull->after[list], OVER);
}

gboolean
bitrix24_pull_has_more (const Bitrix24Pull *pull)
{
  for (guint i = 0; i < LISTS; i++)
    if (!is_over (pull, i))
      return TRUE;
  return FALSE;
}

static void
set_after (Bitrix24Pull *pull, guint list, const char *id)
{
  char *after = g_strdup (id);

  g_free (pull->after[list]);
  pull->after[list] = after;
}

static gboolean
read_cursor (Bitrix24Pull *pull, const char *cursor)
{
  g_autoptr (GVariant) variant
      = g_variant_parse (G_VARIANT_TYPE (CURSOR_TYPE), cursor, NULL, NULL, NULL);
  g_autofree const char **after = NULL;

  if (!variant)
    return FALSE;
  g_variant_get (variant, "(xxxu^a&s)", &pull->began, &pull->since, &pull->whole, &pull->lacking,
                 &after);
  if (g_strv_length ((GStrv) after) != LISTS)
    return FALSE;
  for (guint i = 0; i < LISTS; i++)
    set_after (pull, i, after[i]);
  return TRUE;
}

static void
begin_run (Bitrix24Pull *pull, gint64 now, gboolean is_known)
{
  gboolean is_recent = pull->whole <= now && now - pull->whole < DAY_SECONDS;
  gboolean is_whole = !is_known || !is_recent || pull->began <= OVERLAP_SECONDS;

  pull->since = is_whole ? 0 : pull->began - OVERLAP_SECONDS;
  pull->whole = is_whole ? now : pull->whole;
  pull->is_first = TRUE;
  pull->began = 0;
  pull->lacking = 0;
  for (guint i = 0; i < LISTS; i++)
    set_after (pull, i, "");
}

/* The index of the first task behind those that were asked for. */
static guint
first_task (const Bitrix24Pull *pull)
{
  guint index = 0;

  while (index < pull->tasks->len
         && compare_ids (&pull->tasks->pdata[index], &pull->after[TASKS]) <= 0)
    index++;
  return index;
}

static void
end_tasks (Bitrix24Pull *pull)
{
  if (!is_over (pull, TASKS) && first_task (pull) == pull->tasks->len)
    set_after (pull, TASKS, OVER);
}

Bitrix24Pull *
bitrix24_pull_new (const char *cursor, gint64 now, GPtrArray *tasks, GPtrArray *open_tasks)
{
  Bitrix24Pull *pull = g_new0 (Bitrix24Pull, 1);
  gboolean is_known = read_cursor (pull, cursor);

  if (!is_known || !bitrix24_pull_has_more (pull))
    begin_run (pull, now, is_known);
  pull->tasks = pull->since == 0 ? tasks : open_tasks;
  pull->missing = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < LISTS; i++)
    pull->rows[i] = bitrix24_rows_new ();
  end_tasks (pull);
  return pull;
}

void
bitrix24_pull_free (Bitrix24Pull *pull)
{
  if (!pull)
    return;
  for (guint i = 0; i < LISTS; i++)
    {
      g_free (pull->after[i]);
      g_ptr_array_unref (pull->rows[i]);
    }
  g_ptr_array_unref (pull->missing);
  g_free (pull);
}

/* At most a page of tasks, from INDEX on. */
static GStrv
task_chunk (const Bitrix24Pull *pull, guint index)
{
  guint count = MIN (pull->tasks->len - index, BITRIX24_PAGE);
  GStrv ids = g_new0 (char *, count + 1);

  for (guint i = 0; i < count; i++)
    ids[i] = g_strdup (pull->tasks->pdata[index + i]);
  return ids;
}

/* How many pages of LIST the next batch asks for: at first one of each, then as many of one list as
 * fit, as it is known to go on. */
static guint
count_pages (const Bitrix24Pull *pull, guint list)
{
  if (is_over (pull, list))
    return 0;
  if (*pull->after[list] == '\0')
    return 1;
  for (guint i = 0; i < list; i++)
    if (!is_over (pull, i))
      return 0;
  return PAGES_MOST;
}

static guint
count_task_chunks (const Bitrix24Pull *pull)
{
  guint left = pull->tasks->len - first_task (pull);

  return MIN ((left + BITRIX24_PAGE - 1) / BITRIX24_PAGE, TASK_CHUNKS_MOST);
}

static void
add_tasks (const Bitrix24Pull *pull, Bitrix24Batch *batch)
{
  guint index = first_task (pull);

  for (guint i = 0; i < pull->commands[TASKS]; i++, index += BITRIX24_PAGE)
    {
      g_auto (GStrv) ids = task_chunk (pull, index);
      g_autoptr (Bitrix24Request) request
          = bitrix24_request_by_ids (BITRIX24_TASK_LIST, (const char *const *) ids);

      bitrix24_batch_add (batch, request);
    }
}

static Bitrix24Request *
next (gpointer data)
{
  Bitrix24Pull *pull = data;
  g_autoptr (Bitrix24Batch) batch = NULL;

  if (pull->is_asked || !bitrix24_pull_has_more (pull))
    return NULL;
  pull->is_asked = TRUE;
  batch = bitrix24_batch_new ();
  for (guint i = 0; i < LISTS; i++)
    pull->commands[i] = count_pages (pull, i);
  if (pull->commands[TASKS] > 0)
    pull->commands[TASKS] = count_task_chunks (pull);
  for (guint i = 0; i < TASKS; i++)
    bitrix24_batch_add_pages (batch, lists[i], pull->after[i], pull->since, pull->commands[i]);
  add_tasks (pull, batch);
  return bitrix24_batch_end (batch);
}

/* Whether the portal lacks the method of LIST; then that list is over, and nobody on it gone. */
static gboolean
note_lacking (Bitrix24Pull *pull, guint list, const Bitrix24Reply *reply)
{
  if (bitrix24_reply_action (reply) != BITRIX24_LACKING)
    return FALSE;
  pull->lacking |= 1u << list;
  set_after (pull, list, OVER);
  return TRUE;
}

static void
move_rows (GPtrArray *to, Bitrix24Page *page)
{
  while (page->rows->len > 0)
    g_ptr_array_add (to, g_ptr_array_steal_index (page->rows, 0));
}

static gboolean
take_page (Bitrix24Pull *pull, guint list, const Bitrix24Reply *reply, GError **error)
{
  g_autoptr (Bitrix24Page) page = NULL;

  if (is_over (pull, list) || note_lacking (pull, list, reply))
    return TRUE;
  page = bitrix24_page_read (reply, pull->after[list], error);
  if (!page)
    return FALSE;
  move_rows (pull->rows[list], page);
  set_after (pull, list, page->is_last ? OVER : page->last);
  return TRUE;
}

static gboolean
has_row (const Bitrix24Page *page, const char *id)
{
  for (guint i = 0; i < page->rows->len; i++)
    if (g_str_equal (((const Bitrix24Row *) page->rows->pdata[i])->id, id))
      return TRUE;
  return FALSE;
}

static gboolean
take_tasks (Bitrix24Pull *pull, const Bitrix24Reply *reply, GError **error)
{
  guint index = first_task (pull);
  g_auto (GStrv) ids = task_chunk (pull, index);
  g_autoptr (Bitrix24Page) page = NULL;

  if (is_over (pull, TASKS) || note_lacking (pull, TASKS, reply))
    return TRUE;
  page = bitrix24_page_read (reply, "", error);
  if (!page)
    return FALSE;
  for (guint i = 0; ids[i]; i++)
    {
      if (!has_row (page, ids[i]))
        g_ptr_array_add (pull->missing, g_strdup (ids[i]));
      set_after (pull, TASKS, ids[i]);
    }
  move_rows (pull->rows[TASKS], page);
  return TRUE;
}

static gboolean
take_command (Bitrix24Pull *pull, guint list, const Bitrix24Reply *reply, GError **error)
{
  return list == TASKS ? take_tasks (pull, reply, error) : take_page (pull, list, reply, error);
}

static gboolean
take (gpointer data, const Bitrix24Request *request, const Bitrix24Reply *reply, GError **error)
{
  Bitrix24Pull *pull = data;
  guint index = 0;

  if (!bitrix24_reply_check (reply, error))
    return FALSE;
  if (pull->is_first)
    pull->began = bitrix24_reply_began (reply);
  for (guint list = 0; list < LISTS; list++)
    for (guint i = 0; i < pull->commands[list]; i++)
      {
        g_autoptr (Bitrix24Reply) part = bitrix24_batch_reply (request, reply, index++, error);

        if (!part || !take_command (pull, list, part, error))
          return FALSE;
      }
  end_tasks (pull);
  return TRUE;
}

const Bitrix24StepsKind bitrix24_pull_kind = { next, take };

static guint
index_of (Bitrix24Method list)
{
  guint index = 0;

  while (lists[index] != list)
    index++;
  return index;
}

GPtrArray *
bitrix24_pull_rows (const Bitrix24Pull *pull, Bitrix24Method list)
{
  return pull->rows[index_of (list)];
}

GPtrArray *
bitrix24_pull_missing_tasks (const Bitrix24Pull *pull)
{
  return pull->missing;
}

/* Users are told whole by every run, tasks by their ids. */
gboolean
bitrix24_pull_is_whole (const Bitrix24Pull *pull, Bitrix24Method list)
{
  gboolean is_told = list == BITRIX24_USER_GET || pull->since == 0;

  return is_told && !bitrix24_pull_has_more (pull) && !(pull->lacking & 1u << index_of (list));
}

char *
bitrix24_pull_cursor (const Bitrix24Pull *pull)
{
  GVariant *after = g_variant_new_strv ((const char *const *) pull->after, LISTS);
  g_autoptr (GVariant) cursor = g_variant_ref_sink (
      g_variant_new ("(xxxu@as)", pull->began, pull->since, pull->whole, pull->lacking, after));

  return g_variant_print (cursor, FALSE);
}
