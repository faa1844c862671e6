/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "json-output.h"
#include "message-ids.h"
#include "properties.h"
#include "text.h"

#include <stdio.h>

#define GET_MOST 1000

/* Floating, at. */
static GVariant *
ids_value (GArray *ids)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_UINT64, ids->data, ids->len, sizeof (guint64));
}

/* What was done to COUNT messages, in the words that follow their number. */
static void
print_outcome (Client *client, GArray *ids, guint count, const char *folder, const char *done)
{
  g_autofree char *harmless = text_line (done);
  g_auto (GVariantDict) document = G_VARIANT_DICT_INIT (NULL);

  if (!client->json)
    {
      printf ("%u %s %s\n", count, count == 1 ? "message" : "messages", harmless);
      return;
    }
  g_variant_dict_insert (&document, "verb", "s", client->command->name);
  g_variant_dict_insert (&document, "count", "u", count);
  if (ids != NULL)
    g_variant_dict_insert_value (&document, "ids", ids_value (ids));
  if (folder != NULL)
    g_variant_dict_insert (&document, "folder", "o", folder);
  json_output_document (g_variant_dict_end (&document));
}

static GVariant *
call (Client *client, const char *method, GVariant *parameters, const char *reply, GError **error)
{
  return connection_call_fds (client->bus, ROOT_PATH, IFACE ("Messages"), method, parameters, reply,
                              NULL, NULL, error);
}

/* MORE: what the method wants besides the ids, floating; NULL = nothing. */
static gboolean
act (Client *client, const char *method, GArray *ids, GVariant *more, GError **error)
{
  GVariant *children[] = { ids_value (ids), more };
  GVariant *parameters = g_variant_new_tuple (children, more ? 2 : 1);
  g_autoptr (GVariant) answer = call (client, method, parameters, "()", error);

  return answer != NULL;
}

static gboolean
begin (Client *client, const GOptionEntry *entries, GStrv *arguments, GArray **ids, GError **error)
{
  if (!command_begin (client, entries, arguments, error))
    return FALSE;
  *ids = message_ids_read ((const char *const *) *arguments, error);
  return *ids != NULL;
}

gboolean
command_mark (Client *client, GStrv *arguments, GError **error)
{
  static const struct
  {
    const char *command;
    const char *method;
    const char *done;
  } marks[] = {
    { "read", "MarkRead", "marked as read" },
    { "unread", "MarkUnread", "marked as unread" },
    { "archive", "Archive", "archived" },
    { "not-spam", "NotSpam", "moved back to the inbox" },
  };
  g_autoptr (GArray) ids = NULL;
  guint i = 0;

  while (!g_str_equal (marks[i].command, client->command->name))
    i++;
  if (!begin (client, NULL, arguments, &ids, error)
      || !act (client, marks[i].method, ids, NULL, error))
    return FALSE;
  print_outcome (client, ids, ids->len, NULL, marks[i].done);
  return TRUE;
}

gboolean
command_flag (Client *client, GStrv *arguments, GError **error)
{
  gboolean adds = g_str_equal (client->command->name, "flag");
  g_auto (GStrv) keywords = NULL;
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GVariant) answer = NULL;
  const char *const none[] = { NULL };
  const char *const flagged[] = { "\\Flagged", NULL };
  const char *const *flags;
  const GOptionEntry entries[] = {
    { "keyword", 0, 0, G_OPTION_ARG_STRING_ARRAY, &keywords,
      "This keyword instead of the flag; can be given several times", "WORD" },
    G_OPTION_ENTRY_NULL,
  };

  if (!begin (client, entries, arguments, &ids, error))
    return FALSE;
  flags = keywords ? (const char *const *) keywords : flagged;
  answer = call (
      client, "Flag",
      g_variant_new ("(@at^as^as)", ids_value (ids), adds ? flags : none, adds ? none : flags),
      "()", error);
  if (answer != NULL)
    print_outcome (client, ids, ids->len, NULL, adds ? "flagged" : "not flagged any more");
  return answer != NULL;
}

gboolean
command_spam (Client *client, GStrv *arguments, GError **error)
{
  gboolean block = FALSE;
  g_autofree char *done = NULL;
  g_autoptr (GArray) ids = NULL;
  const GOptionEntry entries[] = {
    { "block", 0, 0, G_OPTION_ARG_NONE, &block, "Put their senders on the blacklist", NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!begin (client, entries, arguments, &ids, error)
      || !act (client, "Spam", ids, g_variant_new_parsed ("{'block': <%b>}", block), error))
    return FALSE;
  done = block ? g_strdup_printf ("moved to junk, and %s put on the blacklist",
                                  ids->len == 1 ? "its sender" : "their senders")
               : g_strdup ("moved to junk");
  print_outcome (client, ids, ids->len, NULL, done);
  return TRUE;
}

gboolean
command_delete (Client *client, GStrv *arguments, GError **error)
{
  gboolean permanently = FALSE;
  g_autoptr (GArray) ids = NULL;
  const GOptionEntry entries[] = {
    { "permanently", 0, 0, G_OPTION_ARG_NONE, &permanently,
      "Remove them for good, at the server, too", NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!begin (client, entries, arguments, &ids, error)
      || !act (client, "Delete", ids, g_variant_new_parsed ("{'permanently': <%b>}", permanently),
               error))
    return FALSE;
  print_outcome (client, ids, ids->len, NULL, permanently ? "deleted for good" : "deleted");
  return TRUE;
}

/* A folder's properties; PATH and NAME are how the bus and how people call it. */
static GVariant *
find_folder (Client *client, const char *argument, char **path, char **name, GError **error)
{
  GVariant *properties;

  *path = connection_find_folder (client->bus, argument, error);
  properties = *path ? connection_properties (client->bus, *path, IFACE ("Folder"), error) : NULL;
  if (properties != NULL)
    *name = properties_folder_name (*path, properties);
  return properties;
}

static gboolean
lies_in (GVariant *rows, gsize place, const char *folder)
{
  g_autoptr (GVariant) row = g_variant_get_child_value (rows, place);

  return g_str_equal (properties_string (row, "folder"), folder);
}

/* How many of the messages lie in FOLDER; -1 = failed. */
static int
count_there (Client *client, GArray *ids, const char *folder, GError **error)
{
  const char *const keys[] = { "folder", NULL };
  int there = 0;

  for (guint from = 0; from < ids->len; from += GET_MOST)
    {
      gsize count = MIN (GET_MOST, ids->len - from);
      g_autoptr (GVariant) rows
          = connection_rows (client->bus, &g_array_index (ids, guint64, from), count, keys, error);

      if (rows == NULL)
        return -1;
      for (gsize i = 0; i < count; i++)
        there += lies_in (rows, i, folder);
    }
  return there;
}

static void
print_move (Client *client, GArray *ids, guint there, const char *path, const char *name)
{
  gboolean copied = g_str_equal (client->command->name, "copy");
  g_autoptr (GString) done = g_string_new (copied ? "copied" : "moved");

  g_string_append_printf (done, " to %s", name);
  if (there > 0)
    g_string_append_printf (done, "; %u %s there already", there, there == 1 ? "was" : "were");
  print_outcome (client, ids, ids->len - there, path, done->str);
}

gboolean
command_move (Client *client, GStrv *arguments, GError **error)
{
  gboolean moves = g_str_equal (client->command->name, "move");
  g_autofree char *target = NULL;
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GVariant) folder = NULL;
  g_autoptr (GArray) ids = NULL;
  int there = 0;
  guint last;

  if (!command_begin (client, NULL, arguments, error))
    return FALSE;
  last = g_strv_length (*arguments) - 1;
  target = g_steal_pointer (&(*arguments)[last]);
  folder = find_folder (client, target, &path, &name, error);
  ids = folder ? message_ids_read ((const char *const *) *arguments, error) : NULL;
  if (ids != NULL && moves)
    there = count_there (client, ids, path, error);
  if (ids == NULL || there < 0
      || !act (client, moves ? "Move" : "Copy", ids, g_variant_new_object_path (path), error))
    return FALSE;
  print_move (client, ids, (guint) there, path, name);
  return TRUE;
}

/* Nobody is asked about what the daemon refuses. */
static gboolean
confirm_emptying (GVariant *folder, const char *name, GError **error)
{
  const char *role = properties_string (folder, "Role");
  guint total = properties_uint (folder, "Total");
  g_autofree char *question = g_strdup_printf ("Remove %u %s of %s for good, at the server, too?",
                                               total, total == 1 ? "message" : "messages", name);
  g_autofree char *harmless = text_line (question);

  if (!g_str_equal (role, "trash") && !g_str_equal (role, "junk"))
    return TRUE;
  return command_confirm (harmless, error);
}

gboolean
command_sweep (Client *client, GStrv *arguments, GError **error)
{
  gboolean empties = g_str_equal (client->command->name, "empty");
  gboolean yes = FALSE;
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;
  g_autofree char *done = NULL;
  g_autoptr (GVariant) folder = NULL;
  g_autoptr (GVariant) answer = NULL;
  guint count;
  const GOptionEntry entries[] = {
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &yes, "Do not ask", NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!command_begin (client, empties ? entries : NULL, arguments, error))
    return FALSE;
  folder = find_folder (client, (*arguments)[0], &path, &name, error);
  if (folder == NULL || (empties && !yes && !confirm_emptying (folder, name, error)))
    return FALSE;
  answer = connection_call_fds (client->bus, path, IFACE ("Folder"),
                                empties ? "Empty" : "MarkAllRead", NULL, "(u)", NULL, NULL, error);
  if (answer == NULL)
    return FALSE;
  g_variant_get (answer, "(u)", &count);
  done = g_strdup_printf (empties ? "of %s deleted for good" : "of %s marked as read", name);
  print_outcome (client, NULL, count, path, done);
  return TRUE;
}
