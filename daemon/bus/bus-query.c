/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-query.h"

#include "bus-options.h"
#include "bus-path.h"

#include <string.h>

#define LIMIT_DEFAULT 50
#define LIMIT_MOST    1000
#define WORDS_OCTETS  1000

/* The filter first; Count knows no more. */
static const BusOption list_options[] = {
  { "account", "o" }, { "folder", "o" },          { "role", "s" },        { "unread", "b" },
  { "flagged", "b" }, { "has-attachments", "b" }, { "unprocessed", "b" }, { "thread", "t" },
  { "since", "x" },   { "before", "x" },          { "text", "s" },        { "from", "s" },
  { "offset", "u" },  { "limit", "u" },           { "sort", "s" },        { "keys", "as" },
  { NULL, NULL },
};

static const BusOption filter_options[] = {
  { "account", "o" }, { "folder", "o" },          { "role", "s" },        { "unread", "b" },
  { "flagged", "b" }, { "has-attachments", "b" }, { "unprocessed", "b" }, { "thread", "t" },
  { "since", "x" },   { "before", "x" },          { "text", "s" },        { "from", "s" },
  { NULL, NULL },
};

static const char *const roles[]
    = { "inbox", "drafts", "sent", "archive", "junk", "trash", "all", "flagged", "none", NULL };

void
bus_query_free (BusQuery *query)
{
  g_free (query->account);
  g_free (query->text);
  g_free (query->from);
  g_free (query);
}

static void
read_tristate (GVariant *options, const char *key, int *value)
{
  gboolean given;

  if (g_variant_lookup (options, key, "b", &given))
    *value = given ? 1 : 0;
}

static gboolean
read_place (BusQuery *query, GVariant *options, AccountManager *manager, GError **error)
{
  Account *account;
  Folder *folder;
  const char *path;

  if (g_variant_lookup (options, "account", "&o", &path))
    {
      account = bus_path_find_account (manager, path, error);
      if (!account)
        return FALSE;
      query->account = g_strdup (account_get_id (account));
      query->filter.account = query->account;
    }
  if (g_variant_lookup (options, "folder", "&o", &path))
    {
      folder = bus_path_find_folder (manager, path, error);
      if (!folder)
        return FALSE;
      query->filter.folder = folder_get_row (folder)->id;
    }
  return bus_options_word (options, "role", roles, &query->filter.role, error);
}

static void
read_marks (BusQuery *query, GVariant *options)
{
  gboolean unprocessed;

  query->filter.unread = query->filter.flagged = query->filter.has_attachments = -1;
  read_tristate (options, "unread", &query->filter.unread);
  read_tristate (options, "flagged", &query->filter.flagged);
  read_tristate (options, "has-attachments", &query->filter.has_attachments);
  if (g_variant_lookup (options, "unprocessed", "b", &unprocessed))
    query->filter.processed = unprocessed ? STORE_UNPROCESSED : STORE_PROCESSED;
  g_variant_lookup (options, "since", "x", &query->filter.since);
  g_variant_lookup (options, "before", "x", &query->filter.before);
}

static gboolean
read_thread (BusQuery *query, GVariant *options, GError **error)
{
  if (!g_variant_lookup (options, "thread", "t", &query->filter.thread)
      || query->filter.thread != 0)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       "thread: 0 is no thread; see the key «thread» of a row");
  return FALSE;
}

static gboolean
read_words (GVariant *options, const char *key, char **words, GError **error)
{
  const char *given = NULL;

  if (!g_variant_lookup (options, key, "&s", &given))
    return TRUE;
  if (strlen (given) > WORDS_OCTETS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "%s: at most %d octets can be looked for at once, not %" G_GSIZE_FORMAT
                   ": leave words out",
                   key, WORDS_OCTETS, strlen (given));
      return FALSE;
    }
  *words = g_strdup (given);
  return TRUE;
}

static gboolean
read_search (BusQuery *query, GVariant *options, GError **error)
{
  if (!read_words (options, "text", &query->text, error)
      || !read_words (options, "from", &query->from, error))
    return FALSE;
  query->filter.text = query->text;
  query->filter.from = query->from;
  if (query->sort != STORE_SORT_RANK || query->text || query->from)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       "sort: \"rank\" needs words to rank by: give text or from, too");
  return FALSE;
}

static gboolean
read_page (BusQuery *query, GVariant *options, GError **error)
{
  static const char *const sorts[] = { "date-desc", "date-asc", "rank", NULL };
  g_autoptr (GVariant) keys = g_variant_lookup_value (options, "keys", NULL);
  const char *sort = sorts[0];

  query->limit = LIMIT_DEFAULT;
  if (!bus_options_number (options, "offset", 0, G_MAXUINT, &query->offset, error)
      || !bus_options_number (options, "limit", 1, LIMIT_MOST, &query->limit, error)
      || !bus_options_word (options, "sort", sorts, &sort, error))
    return FALSE;
  if (sort != sorts[0])
    query->sort = sort == sorts[1] ? STORE_SORT_DATE_ASC : STORE_SORT_RANK;
  return !keys || bus_keys_parse (keys, &query->keys, error);
}

BusQuery *
bus_query_new (GVariant *options, gboolean filter_only, AccountManager *manager, GError **error)
{
  g_autoptr (BusQuery) query = g_new0 (BusQuery, 1);

  if (!bus_options_check (options, filter_only ? filter_options : list_options, error))
    return NULL;
  read_marks (query, options);
  if (!read_page (query, options, error) || !read_thread (query, options, error)
      || !read_search (query, options, error) || !read_place (query, options, manager, error))
    return NULL;
  return g_steal_pointer (&query);
}
