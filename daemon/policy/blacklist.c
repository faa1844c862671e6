/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "blacklist.h"

#include "error.h"
#include "shown-text.h"

#include <string.h>

/* Characters of a text that an error repeats. */
#define SHOWN_MOST 60

#define DOMAIN_OCTETS_MOST 253
#define LABEL_OCTETS_MOST  63

struct _Blacklist
{
  GHashTable *entries;
};

/* Lower case as no locale changes it: two that were one person's address stay so everywhere. */
static char *
lower (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
  GString *low = g_string_new (NULL);

  for (const char *at = normal ? normal : ""; *at; at = g_utf8_next_char (at))
    g_string_append_unichar (low, g_unichar_tolower (g_utf8_get_char (at)));
  return g_string_free (low, FALSE);
}

static gboolean
is_label (const char *label)
{
  gsize length = strlen (label);

  return length > 0 && length <= LABEL_OCTETS_MOST
         && strspn (label, "abcdefghijklmnopqrstuvwxyz0123456789-_") == length && label[0] != '-'
         && label[length - 1] != '-';
}

/* Of a host name with at least two parts; NULL when TEXT is none. */
static char *
normal_domain (const char *text)
{
  g_autofree char *ascii = g_hostname_to_ascii (text);
  g_autofree char *domain = ascii ? g_ascii_strdown (ascii, -1) : NULL;
  g_auto (GStrv) labels = domain ? g_strsplit (domain, ".", -1) : NULL;

  if (!labels || g_strv_length (labels) < 2 || strlen (domain) > DOMAIN_OCTETS_MOST)
    return NULL;
  for (char **label = labels; *label; label++)
    if (!is_label (*label))
      return NULL;
  return g_steal_pointer (&domain);
}

static gboolean
is_all_visible (const char *text)
{
  for (; *text; text = g_utf8_next_char (text))
    if (!g_unichar_isgraph (g_utf8_get_char (text)))
      return FALSE;
  return TRUE;
}

/* What is wrong with TEXT before its domain is looked at; AT is its first "@". NULL: nothing. */
static const char *
find_fault (const char *text, const char *at)
{
  if (*text == '\0')
    return "is empty";
  if (strlen (text) > BLACKLIST_OCTETS_MOST)
    return "is longer than 320 octets";
  if (!g_utf8_validate (text, -1, NULL))
    return "is not UTF-8";
  if (!is_all_visible (text))
    return "has spaces, control characters or invisible ones in it";
  if (!at)
    return "has no @ in it";
  if (strchr (at + 1, '@'))
    return "has more than one @ in it";
  if (strcspn (text, "()<>[]:;,\\\"") < (gsize) (at - text))
    return "has brackets, quotes, commas or the like in it";
  return at[1] == '\0' ? "has no domain after the @" : NULL;
}

char *
blacklist_entry_parse (const char *text, GError **error)
{
  const char *at = strchr (text, '@');
  const char *fault = find_fault (text, at);
  g_autofree char *domain = fault ? NULL : normal_domain (at + 1);
  g_autofree char *name = NULL;
  g_autofree char *readable = NULL;

  if (domain)
    {
      g_autofree char *user = g_strndup (text, at - text);
      name = lower (user);
      return g_strconcat (name, "@", domain, NULL);
    }
  readable = shown_text (text, SHOWN_MOST);
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_FAILED,
               "entries: «%s» %s; write user@domain.tld or @domain.tld", readable,
               fault ? fault : "has no domain with a dot after the @");
  return NULL;
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
has_domain (const Blacklist *blacklist, const char *name, const char *domain)
{
  g_autofree char *whole = g_strconcat (name, "@", domain, NULL);

  return blacklist_has (blacklist, whole) || blacklist_has (blacklist, strrchr (whole, '@'));
}

/* A sender may write what no entry could be: quotes before the last "@", a domain of one part. */
static gboolean
matches_address (const Blacklist *blacklist, const char *address)
{
  const char *at = strrchr (address, '@');
  g_autofree char *domain = at ? normal_domain (at + 1) : NULL;
  g_autofree char *user = domain ? g_strndup (address, at - address) : NULL;
  g_autofree char *name = user ? lower (user) : NULL;

  return name && has_domain (blacklist, name, domain);
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
