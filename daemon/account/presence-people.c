/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "presence-people.h"

#include <string.h>

struct _PresencePeople
{
  GHashTable *online; /* logins */
  GHashTable *active;
};

static GHashTable *
logins_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, (GDestroyNotify) g_ref_string_release,
                                NULL);
}

PresencePeople *
presence_people_new (void)
{
  PresencePeople *people = g_new (PresencePeople, 1);

  people->online = logins_new ();
  people->active = logins_new ();
  return people;
}

void
presence_people_free (PresencePeople *people)
{
  g_hash_table_unref (people->online);
  g_hash_table_unref (people->active);
  g_free (people);
}

void
presence_people_add (PresencePeople *people, GRefString *employee, gboolean active)
{
  g_hash_table_add (people->online, g_ref_string_acquire (employee));
  if (active)
    g_hash_table_add (people->active, g_ref_string_acquire (employee));
}

guint
presence_people_count (PresencePeople *people)
{
  return g_hash_table_size (people->online);
}

gboolean
presence_people_is_online (PresencePeople *people, const char *employee)
{
  return g_hash_table_contains (people->online, employee);
}

gboolean
presence_people_is_active (PresencePeople *people, const char *employee)
{
  return g_hash_table_contains (people->active, employee);
}

static gboolean
is_same (GHashTable *a, GHashTable *b)
{
  GHashTableIter iter;
  gpointer login;

  if (g_hash_table_size (a) != g_hash_table_size (b))
    return FALSE;
  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &login, NULL))
    if (!g_hash_table_contains (b, login))
      return FALSE;
  return TRUE;
}

gboolean
presence_people_same_online (PresencePeople *a, PresencePeople *b)
{
  return is_same (a->online, b->online);
}

gboolean
presence_people_same_active (PresencePeople *a, PresencePeople *b)
{
  return is_same (a->active, b->active);
}

static int
compare_logins (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GStrv
list (GHashTable *logins)
{
  guint length;
  g_autofree gpointer *sorted = g_hash_table_get_keys_as_array (logins, &length);

  qsort (sorted, length, sizeof *sorted, compare_logins);
  return g_strdupv ((GStrv) sorted);
}

GStrv
presence_people_list_online (PresencePeople *people)
{
  return list (people->online);
}

GStrv
presence_people_list_active (PresencePeople *people)
{
  return list (people->active);
}
