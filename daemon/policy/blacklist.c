/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "blacklist.h"

#include "normal-address.h"

#include <string.h>

struct _Blacklist
{
  GHashTable *entries;
};

char *
blacklist_entry_parse (const char *text, GError **error)
{
  static const NormalAddressWords words = { "entries", "write user@domain.tld or @domain.tld" };

  return normal_address_parse (text, &words, error);
}

Blacklist *
blacklist_new (void)
{
  Blacklist *blacklist = g_new0 (Blacklist, 1);

  blacklist->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return blacklist;
}

void
blacklist_free (Blacklist *blacklist)
{
  if (!blacklist)
    return;
  g_hash_table_unref (blacklist->entries);
  g_free (blacklist);
}

gboolean
blacklist_add (Blacklist *blacklist, const char *entry)
{
  return g_hash_table_add (blacklist->entries, g_strdup (entry));
}

gboolean
blacklist_remove (Blacklist *blacklist, const char *entry)
{
  return g_hash_table_remove (blacklist->entries, entry);
}

gboolean
blacklist_has (const Blacklist *blacklist, const char *entry)
{
  return g_hash_table_contains (blacklist->entries, entry);
}

guint
blacklist_count (const Blacklist *blacklist)
{
  return g_hash_table_size (blacklist->entries);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GStrv
blacklist_list (const Blacklist *blacklist)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer entry;

  g_hash_table_iter_init (&iter, blacklist->entries);
  while (g_hash_table_iter_next (&iter, &entry, NULL))
    g_ptr_array_add (list, g_strdup (entry));
  g_ptr_array_sort (list, compare);
  g_ptr_array_add (list, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&list), FALSE);
}

static gboolean
matches_address (const Blacklist *blacklist, const char *address)
{
  g_autofree char *whole = normal_address_of (address);

  return whole
         && (blacklist_has (blacklist, whole) || blacklist_has (blacklist, strrchr (whole, '@')));
}

static gboolean
matches_any (const Blacklist *blacklist, GPtrArray *addresses)
{
  for (guint i = 0; addresses && i < addresses->len; i++)
    if (matches_address (blacklist, ((MailAddress *) addresses->pdata[i])->address))
      return TRUE;
  return FALSE;
}

gboolean
blacklist_matches (const Blacklist *blacklist, GPtrArray *from, GPtrArray *reply_to)
{
  return blacklist_count (blacklist) > 0
         && (matches_any (blacklist, from) || matches_any (blacklist, reply_to));
}
