/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "json-output.h"
#include "message-ids.h"
#include "properties.h"
#include "table.h"
#include "terminal.h"
#include "text.h"

#include <stdio.h>

#define ROWS_BY_DEFAULT 50
#define ROWS_AT_MOST    1000

static const TableColumn message_columns[] = {
  { "ID", COLUMN_NUMBER },    { "", COLUMN_FIXED },          { "DATE", COLUMN_FIXED },
  { "FROM", COLUMN_ELASTIC }, { "SUBJECT", COLUMN_ELASTIC }, { "FOLDER", COLUMN_ELASTIC },
};

static const char *const keys_for_table[]
    = { "id",     "folder",  "subject",         "from", "to", "date", "received",
        "unread", "flagged", "has-attachments", NULL };
static const char *const keys_for_json[] = { "id",
                                             "account",
                                             "folder",
                                             "subject",
                                             "from",
                                             "to",
                                             "date",
                                             "received",
                                             "size",
                                             "flags",
                                             "unread",
                                             "flagged",
                                             "has-attachments",
                                             "snippet",
                                             "message-id",
                                             "thread",
                                             "pending",
                                             "crm",
                                             "task",
                                             "unprocessed",
                                             "responsible",
                                             NULL };

typedef struct
{
  gboolean unread;
  gboolean flagged;
  gboolean unprocessed;
  gboolean attachments;
  gboolean count;
  char *sort;
  char *thread;
  char *role;
  char *text;
  char *from;
  char *place; /* of a search: its account or folder */
  int limit;
  int offset;
  char *before;
  char *since;
} ListOptions;

static void
list_options_clear (ListOptions *options)
{
  g_free (options->sort);
  g_free (options->thread);
  g_free (options->role);
  g_free (options->text);
  g_free (options->from);
  g_free (options->place);
  g_free (options->before);
  g_free (options->since);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ListOptions, list_options_clear)

/* SPECIAL is the option that only the one command has. */
static gboolean
begin (Client *client, ListOptions *options, GOptionEntry special, GStrv *arguments, GError **error)
{
  const GOptionEntry entries[] = {
    special,
    { "unread", 0, 0, G_OPTION_ARG_NONE, &options->unread, "Only unread messages", NULL },
    { "flagged", 0, 0, G_OPTION_ARG_NONE, &options->flagged, "Only flagged messages", NULL },
    { "unprocessed", 0, 0, G_OPTION_ARG_NONE, &options->unprocessed,
      "Only messages that nobody has dealt with yet", NULL },
    { "attachments", 0, 0, G_OPTION_ARG_NONE, &options->attachments,
      "Only messages with attachments", NULL },
    { "role", 0, 0, G_OPTION_ARG_STRING, &options->role,
      "Only folders of this role, for example inbox", "ROLE" },
    { "from", 0, 0, G_OPTION_ARG_STRING, &options->from, "Only with these words in the sender",
      "WORDS" },
    { "thread", 0, 0, G_OPTION_ARG_STRING, &options->thread,
      "Only of this conversation, by the number that --json shows", "NUMBER" },
    { "sort", 0, 0, G_OPTION_ARG_STRING, &options->sort,
      "date-desc (the newest first), date-asc, or rank (the best match first)", "ORDER" },
    { "since", 0, 0, G_OPTION_ARG_STRING, &options->since, "Received at DATE or later", "DATE" },
    { "before", 0, 0, G_OPTION_ARG_STRING, &options->before, "Received before DATE", "DATE" },
    { "count", 0, 0, G_OPTION_ARG_NONE, &options->count, "Only tell how many there are", NULL },
    { "limit", 0, 0, G_OPTION_ARG_INT, &options->limit, "At most this many (50)", "NUMBER" },
    { "offset", 0, 0, G_OPTION_ARG_INT, &options->offset, "Skip this many", "NUMBER" },
    G_OPTION_ENTRY_NULL,
  };

  if (!command_begin (client, entries, arguments, error))
    return FALSE;
  if (options->limit >= 1 && options->limit <= ROWS_AT_MOST && options->offset >= 0)
    return TRUE;
  g_set_error_literal (error, CTL_ERROR, CTL_ERROR_USAGE,
                       "--limit goes from 1 to 1000, and --offset starts at 0");
  return FALSE;
}

static gboolean
insert_date (GVariantDict *filter, const char *key, const char *text, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  gint64 seconds;

  if (text == NULL)
    return TRUE;
  if (!text_parse_date (text, g_get_real_time () / G_USEC_PER_SEC, zone, &seconds))
    {
      g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE,
                   "--%s %s is no date; write 2026-03-12, 2026-03-12T14:00, today or yesterday",
                   key, text);
      return FALSE;
    }
  g_variant_dict_insert (filter, key, "x", seconds);
  return TRUE;
}

static gboolean
insert_target (Client *client, GVariantDict *filter, const char *name, GError **error)
{
  g_autofree char *target = NULL;

  if (name == NULL)
    return TRUE;
  target = connection_find_target (client->bus, name, error);
  if (target == NULL)
    return FALSE;
  g_variant_dict_insert (filter, properties_is_folder (target) ? "folder" : "account", "o", target);
  return TRUE;
}

static gboolean
insert_thread (GVariantDict *filter, const char *text, GError **error)
{
  guint64 thread;

  if (text == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT64, &thread, NULL))
    {
      g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE,
                   "--thread %s is no conversation; posthornctl list --json shows their numbers, "
                   "and posthornctl thread takes the id of a message",
                   text);
      return FALSE;
    }
  g_variant_dict_insert (filter, "thread", "t", thread);
  return TRUE;
}

static void
insert_mark (GVariantDict *filter, const char *key, gboolean wanted)
{
  if (wanted)
    g_variant_dict_insert (filter, key, "b", TRUE);
}

static void
insert_words (GVariantDict *filter, const char *key, const char *words)
{
  if (words != NULL)
    g_variant_dict_insert (filter, key, "s", words);
}

/* The keys that List and Count share, a{sv}. */
static GVariant *
make_filter (Client *client, const ListOptions *options, const char *target, GError **error)
{
  g_auto (GVariantDict) filter = G_VARIANT_DICT_INIT (NULL);

  if (!insert_target (client, &filter, target, error)
      || !insert_date (&filter, "since", options->since, error)
      || !insert_date (&filter, "before", options->before, error)
      || !insert_thread (&filter, options->thread, error))
    return NULL;
  insert_mark (&filter, "unread", options->unread);
  insert_mark (&filter, "flagged", options->flagged);
  insert_mark (&filter, "unprocessed", options->unprocessed);
  insert_mark (&filter, "has-attachments", options->attachments);
  insert_words (&filter, "role", options->role);
  insert_words (&filter, "text", options->text);
  insert_words (&filter, "from", options->from);
  return g_variant_ref_sink (g_variant_dict_end (&filter));
}

static GVariant *
fetch_rows (Client *client, GVariant *filter, const ListOptions *options, GError **error)
{
  const char *const *keys = client->json ? keys_for_json : keys_for_table;
  g_auto (GVariantDict) wanted = G_VARIANT_DICT_INIT (filter);
  g_autoptr (GVariant) answer = NULL;

  g_variant_dict_insert (&wanted, "keys", "^as", keys);
  g_variant_dict_insert (&wanted, "limit", "u", (guint) options->limit);
  g_variant_dict_insert (&wanted, "offset", "u", (guint) options->offset);
  insert_words (&wanted, "sort", options->sort);
  answer = connection_call (client->bus, ROOT_PATH, IFACE ("Messages"), "List",
                            g_variant_new ("(@a{sv})", g_variant_dict_end (&wanted)), "(aa{sv})",
                            error);
  return answer ? g_variant_get_child_value (answer, 0) : NULL;
}

/* Object path to name, for the column FOLDER. */
static GHashTable *
folder_names (Client *client, GError **error)
{
  g_autoptr (GPtrArray) folders = connection_objects (client->bus, IFACE ("Folder"), error);
  GHashTable *names;

  if (folders == NULL)
    return NULL;
  names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < folders->len; i++)
    {
      RemoteObject *folder = g_ptr_array_index (folders, i);

      g_hash_table_insert (names, g_strdup (folder->path),
                           properties_folder_name (folder->path, folder->properties));
    }
  return names;
}

/* Of whom a row speaks: mail of one's own, of the first it went to. The last part of a folder's
 * path is its role, where it has one. */
static char *
correspondent (GVariant *row)
{
  const char *folder = properties_string (row, "folder");
  gboolean own = g_str_has_suffix (folder, "/sent") || g_str_has_suffix (folder, "/drafts");
  g_autoptr (GVariant) to = g_variant_lookup_value (row, "to", G_VARIANT_TYPE ("a(ss)"));
  const char *name = "", *address = "";

  if (!own)
    properties_pair (row, "from", &name, &address);
  else if (to && g_variant_n_children (to) > 0)
    g_variant_get_child (to, 0, "(&s&s)", &name, &address);
  return g_strconcat (own ? "To: " : "", *name != '\0' ? name : address, NULL);
}

static void
add_row (Table *table, GVariant *row, GHashTable *names, GTimeZone *zone)
{
  gboolean unread = properties_boolean (row, "unread");
  gint64 received = properties_int64 (row, "received");
  g_autofree char *id = g_strdup_printf ("%" G_GUINT64_FORMAT, properties_uint64 (row, "id"));
  g_autofree char *date = text_date (received ? received : properties_int64 (row, "date"),
                                     g_get_real_time () / G_USEC_PER_SEC, zone);
  g_autofree char *marks = g_strdup_printf (
      "%c%c%c", unread ? 'N' : ' ', properties_boolean (row, "flagged") ? '!' : ' ',
      properties_boolean (row, "has-attachments") ? '@' : ' ');
  g_autofree char *person = correspondent (row);
  const char *cells[] = {
    id,
    marks,
    date,
    person,
    properties_string (row, "subject"),
    g_hash_table_lookup (names, properties_string (row, "folder")),
  };

  table_add (table, unread, cells);
}

static gboolean
count (Client *client, GVariant *filter, guint *total, GError **error)
{
  g_autoptr (GVariant) answer
      = connection_call (client->bus, ROOT_PATH, IFACE ("Messages"), "Count",
                         g_variant_new ("(@a{sv})", filter), "(u)", error);

  if (answer != NULL)
    g_variant_get (answer, "(u)", total);
  return answer != NULL;
}

static gboolean
print_count (Client *client, GVariant *filter, GError **error)
{
  g_autofree char *number = NULL;
  guint total;

  if (!count (client, filter, &total, error))
    return FALSE;
  number = g_strdup_printf ("%u", total);
  command_report (client, number, g_variant_new_parsed ("{'count': <%u>}", total));
  return TRUE;
}

/* A person at a terminal is told how to see the rest. */
static gboolean
print_rest (Client *client, GVariant *filter, const ListOptions *options, guint shown,
            GError **error)
{
  guint total = 0;

  if (terminal_width () == 0 || shown < (guint) options->limit)
    return TRUE;
  if (!count (client, filter, &total, error))
    return FALSE;
  if (total > (guint) options->offset + shown)
    printf ("%u of %u messages; go on with --offset %u\n", shown, total,
            (guint) options->offset + shown);
  return TRUE;
}

static gboolean
print_table (Client *client, GVariant *filter, const ListOptions *options, GVariant *rows,
             GError **error)
{
  /* Within one folder its name need not be repeated. */
  guint n_columns
      = G_N_ELEMENTS (message_columns) - (g_variant_lookup (filter, "folder", "o", NULL));
  g_autoptr (Table) table = table_new (message_columns, n_columns);
  g_autoptr (GHashTable) names = folder_names (client, error);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *text = NULL;

  if (names == NULL)
    return FALSE;
  for (gsize i = 0; i < g_variant_n_children (rows); i++)
    {
      g_autoptr (GVariant) row = g_variant_get_child_value (rows, i);

      add_row (table, row, names, zone);
    }
  text = table_format (table, terminal_width (), terminal_has_colour ());
  fputs (text, stdout);
  if (table_n_rows (table) == 0 && terminal_width () > 0)
    puts ("No messages.");
  return print_rest (client, filter, options, table_n_rows (table), error);
}

static gboolean
print_messages (Client *client, const ListOptions *options, const char *target, GError **error)
{
  g_autoptr (GVariant) filter = make_filter (client, options, target, error);
  g_autoptr (GVariant) rows = NULL;

  if (filter == NULL || options->count)
    return filter && print_count (client, filter, error);
  rows = fetch_rows (client, filter, options, error);
  if (rows == NULL)
    return FALSE;
  if (!client->json)
    return print_table (client, filter, options, rows, error);
  json_output_document (rows);
  return TRUE;
}

static gboolean
list (Client *client, gboolean unprocessed, GStrv *arguments, GError **error)
{
  g_auto (ListOptions) options = { .limit = ROWS_BY_DEFAULT, .unprocessed = unprocessed };
  GOptionEntry text = {
    "text", 0, 0, G_OPTION_ARG_STRING, &options.text, "Only messages that have all of these words",
    "WORDS"
  };

  return begin (client, &options, text, arguments, error)
         && print_messages (client, &options, (*arguments)[0], error);
}

gboolean
command_list (Client *client, GStrv *arguments, GError **error)
{
  return list (client, FALSE, arguments, error);
}

gboolean
command_unprocessed (Client *client, GStrv *arguments, GError **error)
{
  return list (client, TRUE, arguments, error);
}

gboolean
command_search (Client *client, GStrv *arguments, GError **error)
{
  g_auto (ListOptions) options = { .limit = ROWS_BY_DEFAULT };
  GOptionEntry place = { "in",
                         0,
                         0,
                         G_OPTION_ARG_STRING,
                         &options.place,
                         "Only in this account or folder",
                         "ACCOUNT|FOLDER" };

  if (!begin (client, &options, place, arguments, error))
    return FALSE;
  options.text = g_strjoinv (" ", *arguments);
  return print_messages (client, &options, options.place, error);
}

/* Of the message TEXT, as --thread takes it. */
static char *
find_thread (Client *client, const char *text, GError **error)
{
  const char *const keys[] = { "thread", NULL };
  g_autoptr (GVariant) rows = NULL;
  g_autoptr (GVariant) row = NULL;
  guint64 id;

  if (!message_ids_parse_one (text, &id, error))
    return NULL;
  rows = connection_rows (client->bus, &id, 1, keys, error);
  if (rows == NULL)
    return NULL;
  row = g_variant_get_child_value (rows, 0);
  return g_strdup_printf ("%" G_GUINT64_FORMAT, properties_uint64 (row, "thread"));
}

gboolean
command_thread (Client *client, GStrv *arguments, GError **error)
{
  g_auto (ListOptions) options = { .limit = ROWS_AT_MOST, .sort = g_strdup ("date-asc") };

  if (!command_begin (client, NULL, arguments, error))
    return FALSE;
  options.thread = find_thread (client, (*arguments)[0], error);
  return options.thread != NULL && print_messages (client, &options, NULL, error);
}
