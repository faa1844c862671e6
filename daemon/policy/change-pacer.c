/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "change-pacer.h"

/* Five in any second, and not a sixth at its very end. */
#define INTERVAL (G_USEC_PER_SEC / 4)

typedef enum
{
  FATE_ADDED = 1,
  FATE_CHANGED,
  FATE_REMOVED,
  FATE_NONE, /* came and went */
} Fate;

struct _ChangePacer
{
  guint64 revision;     /* 0 = nothing to tell */
  GHashTable *messages; /* guint64 → Fate */
  gboolean too_many;
  gint64 next; /* not to tell before */
};

ChangePacer *
change_pacer_new (void)
{
  ChangePacer *pacer = g_new0 (ChangePacer, 1);

  pacer->messages = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  pacer->next = G_MININT64;
  return pacer;
}

void
change_pacer_free (ChangePacer *pacer)
{
  if (!pacer)
    return;
  g_hash_table_unref (pacer->messages);
  g_free (pacer);
}

/* One after the other. */
static Fate
join (Fate first, Fate second)
{
  gboolean was_there = first != FATE_ADDED && first != FATE_NONE;

  if (first == 0)
    return second;
  if (second == FATE_REMOVED)
    return was_there ? FATE_REMOVED : FATE_NONE;
  return was_there ? FATE_CHANGED : FATE_ADDED;
}

static void
gather (ChangePacer *pacer, GArray *ids, Fate fate)
{
  for (guint i = 0; i < ids->len; i++)
    {
      const guint64 *id = &g_array_index (ids, guint64, i);
      Fate before = (Fate) GPOINTER_TO_INT (g_hash_table_lookup (pacer->messages, id));

      g_hash_table_replace (pacer->messages, g_memdup2 (id, sizeof *id),
                            GINT_TO_POINTER (join (before, fate)));
    }
}

void
change_pacer_gather_unlisted (ChangePacer *pacer, guint64 revision)
{
  pacer->revision = revision;
  pacer->too_many = TRUE;
  g_hash_table_remove_all (pacer->messages);
}

void
change_pacer_gather (ChangePacer *pacer, guint64 revision, GArray *added, GArray *changed,
                     GArray *removed)
{
  guint n = added->len + changed->len + removed->len;

  if (pacer->too_many || n + g_hash_table_size (pacer->messages) > CHANGE_PACER_MOST)
    {
      change_pacer_gather_unlisted (pacer, revision);
      return;
    }
  pacer->revision = revision;
  gather (pacer, added, FATE_ADDED);
  gather (pacer, changed, FATE_CHANGED);
  gather (pacer, removed, FATE_REMOVED);
}

gint64
change_pacer_due (ChangePacer *pacer)
{
  return pacer->revision > 0 ? pacer->next : G_MAXINT64;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  guint64 first = *(const guint64 *) a;
  guint64 second = *(const guint64 *) b;

  return first < second ? -1 : first > second;
}

static GArray *
ids_with (ChangePacer *pacer, Fate fate)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  GHashTableIter iter;
  gpointer id, value;

  g_hash_table_iter_init (&iter, pacer->messages);
  while (g_hash_table_iter_next (&iter, &id, &value))
    if ((Fate) GPOINTER_TO_INT (value) == fate)
      g_array_append_vals (ids, id, 1);
  g_array_sort (ids, compare_ids);
  return ids;
}

ChangeNews *
change_pacer_take (ChangePacer *pacer, gint64 now)
{
  ChangeNews *news;

  if (now < change_pacer_due (pacer))
    return NULL;
  news = g_new0 (ChangeNews, 1);
  news->revision = pacer->revision;
  news->added = ids_with (pacer, FATE_ADDED);
  news->changed = ids_with (pacer, FATE_CHANGED);
  news->removed = ids_with (pacer, FATE_REMOVED);
  pacer->next = now + INTERVAL;
  pacer->revision = 0;
  pacer->too_many = FALSE;
  g_hash_table_remove_all (pacer->messages);
  return news;
}

void
change_news_free (ChangeNews *news)
{
  if (!news)
    return;
  g_array_unref (news->added);
  g_array_unref (news->changed);
  g_array_unref (news->removed);
  g_free (news);
}
