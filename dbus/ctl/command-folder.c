/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "job.h"
#include "json-output.h"
#include "properties.h"
#include "table.h"
#include "terminal.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

static const TableColumn folder_columns[] = {
  { "FOLDER", COLUMN_ELASTIC }, { "ROLE", COLUMN_FIXED },       { "UNREAD", COLUMN_NUMBER },
  { "TOTAL", COLUMN_NUMBER },   { "LAST CHECK", COLUMN_FIXED },
};

static void
add_row (Table *table, RemoteObject *folder, GTimeZone *zone, gint64 now)
{
  guint unread = properties_uint (folder->properties, "Unread");
  g_autofree char *name = properties_folder_name (folder->path, folder->properties);
  g_autofree char *unread_text = g_strdup_printf ("%u", unread);
  g_autofree char *total = g_strdup_printf ("%u", properties_uint (folder->properties, "Total"));
  g_autofree char *last = text_date (properties_int64 (folder->properties, "LastSync"), now, zone);
  const char *role = properties_string (folder->properties, "Role");
  gboolean selected = properties_boolean (folder->properties, "Selected");
  const char *cells[] = {
    name,
    g_str_equal (role, "none") ? "-" : role,
    unread_text,
    total,
    !selected ? "not synchronised"
    : *last   ? last
              : "never",
  };

  table_add (table, unread > 0, cells);
}

static void
print_table (GPtrArray *folders)
{
  g_autoptr (Table) table = table_new (folder_columns, G_N_ELEMENTS (folder_columns));
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *text = NULL;

  for (guint i = 0; i < folders->len; i++)
    add_row (table, g_ptr_array_index (folders, i), zone, g_get_real_time () / G_USEC_PER_SEC);
  text = table_format (table, terminal_width (), terminal_has_colour ());
  fputs (text, stdout);
  if (folders->len == 0 && terminal_width () > 0)
    puts ("No folders yet.");
}

/* The inbox is 0, other folders with a role are 1, the rest 2. */
static int
rank (RemoteObject *folder)
{
  const char *role = properties_string (folder->properties, "Role");

  if (g_str_equal (role, "inbox"))
    return 0;
  return g_str_equal (role, "none") ? 2 : 1;
}

static int
compare_folders (gconstpointer a, gconstpointer b)
{
  RemoteObject *first = *(RemoteObject *const *) a;
  RemoteObject *second = *(RemoteObject *const *) b;
  int order = strcmp (properties_string (first->properties, "Account"),
                      properties_string (second->properties, "Account"));

  if (order != 0)
    return order;
  if (rank (first) != rank (second))
    return rank (first) - rank (second);
  return strcmp (properties_string (first->properties, "Path"),
                 properties_string (second->properties, "Path"));
}

static void
keep_account (GPtrArray *folders, const char *account)
{
  for (guint i = folders->len; i > 0; i--)
    {
      RemoteObject *folder = g_ptr_array_index (folders, i - 1);

      if (!g_str_equal (properties_string (folder->properties, "Account"), account))
        g_ptr_array_remove_index (folders, i - 1);
    }
}

gboolean
command_folders (Client *client, GStrv *arguments, GError **error)
{
  g_autoptr (GPtrArray) folders = NULL;
  g_autofree char *account = NULL;

  if (!command_begin (client, NULL, arguments, error))
    return FALSE;
  if ((*arguments)[0] != NULL)
    {
      account = connection_find_account (client->bus, (*arguments)[0], error);
      if (account == NULL)
        return FALSE;
    }
  folders = connection_objects (client->bus, IFACE ("Folder"), error);
  if (folders == NULL)
    return FALSE;
  if (account != NULL)
    keep_account (folders, account);
  g_ptr_array_sort (folders, compare_folders);
  if (client->json)
    json_output_document (json_output_objects (folders));
  else
    print_table (folders);
  return TRUE;
}

/* What has become of the folder at PATH, as its object or as SENTENCE. */
static void
print_outcome (Client *client, const char *path, const char *sentence)
{
  g_autofree char *harmless = text_line (sentence);
  g_auto (GVariantDict) document = G_VARIANT_DICT_INIT (NULL);

  if (!client->json)
    {
      puts (harmless);
      return;
    }
  g_variant_dict_insert (&document, "folder", "s", path);
  json_output_line (g_variant_dict_end (&document));
}

static gboolean
create_in (Client *client, const char *account, const char *path, const char *name, GError **error)
{
  g_autoptr (Follower) follower = follower_new (client->bus, client->json);
  g_autofree char *sentence = g_strdup_printf ("Folder %s was made.", name);
  g_autofree char *folder = NULL;
  g_autofree char *job = connection_call_path (client->bus, account, IFACE ("Account"),
                                               "CreateFolder", g_variant_new ("(s)", path), error);

  if (job == NULL || !follower_run (follower, job, error))
    return FALSE;
  folder = connection_find_folder (client->bus, name, error);
  if (folder == NULL)
    return FALSE;
  print_outcome (client, folder, sentence);
  return TRUE;
}

static gboolean
create_folder (Client *client, const char *name, GError **error)
{
  const char *slash = strchr (name, '/');
  g_autofree char *account_name = slash ? g_strndup (name, slash - name) : NULL;
  g_autofree char *account = NULL;

  if (slash == NULL)
    {
      g_set_error_literal (error, CTL_ERROR, CTL_ERROR_USAGE,
                           "Name the new folder as ACCOUNT/FOLDER, for example work/Lists");
      return FALSE;
    }
  account = connection_find_account (client->bus, account_name, error);
  return account != NULL && create_in (client, account, slash + 1, name, error);
}

static gboolean
set_property (Client *client, const char *folder, const char *name, GVariant *value, GError **error)
{
  return connection_set_property (client->bus, folder, IFACE ("Folder"), name, value, error);
}

static gboolean
select_folder (Client *client, const char *name, gboolean selected, GError **error)
{
  g_autofree char *folder = connection_find_folder (client->bus, name, error);
  g_autofree char *label = folder ? properties_label (folder) : NULL;
  g_autofree char *sentence = NULL;

  if (folder == NULL
      || !set_property (client, folder, "Selected", g_variant_new_boolean (selected), error))
    return FALSE;
  sentence = g_strdup_printf (selected ? "Folder %s is synchronised from now on."
                                       : "Folder %s is not synchronised any more.",
                              label);
  print_outcome (client, folder, sentence);
  return TRUE;
}

/* With another role the folder lies at another object path. */
static char *
find_again (Client *client, const char *account, const char *path, GError **error)
{
  g_autofree char *id = properties_label (account);
  g_autofree char *name = g_strconcat (id, "/", path, NULL);

  return connection_find_folder (client->bus, name, error);
}

static gboolean
set_role (Client *client, const char *name, const char *role, GError **error)
{
  g_autofree char *folder = connection_find_folder (client->bus, name, error);
  g_autofree char *moved = NULL;
  g_autofree char *sentence = NULL;
  g_autoptr (GVariant) properties = NULL;
  const char *path;

  if (folder == NULL)
    return FALSE;
  properties = connection_properties (client->bus, folder, IFACE ("Folder"), error);
  if (properties == NULL
      || !set_property (client, folder, "Role", g_variant_new_string (role), error))
    return FALSE;
  path = properties_string (properties, "Path");
  moved = find_again (client, properties_string (properties, "Account"), path, error);
  if (moved == NULL)
    return FALSE;
  sentence = g_str_equal (role, "none")
                 ? g_strdup_printf ("Folder %s has no role any more.", path)
                 : g_strdup_printf ("Folder %s is the one for %s now.", path, role);
  print_outcome (client, moved, sentence);
  return TRUE;
}

gboolean
command_folder (Client *client, GStrv *arguments, GError **error)
{
  const char *what, *name, *role;

  if (!command_begin (client, NULL, arguments, error))
    return FALSE;
  what = (*arguments)[0];
  name = (*arguments)[1];
  role = (*arguments)[2];
  if (g_str_equal (what, "create") && role == NULL)
    return create_folder (client, name, error);
  if (g_str_equal (what, "select") && role == NULL)
    return select_folder (client, name, TRUE, error);
  if (g_str_equal (what, "unselect") && role == NULL)
    return select_folder (client, name, FALSE, error);
  if (g_str_equal (what, "role") && role != NULL)
    return set_role (client, name, role, error);
  g_set_error_literal (error, CTL_ERROR, CTL_ERROR_USAGE,
                       "Say posthornctl folder create, select or unselect FOLDER, or folder role "
                       "FOLDER ROLE");
  return FALSE;
}
