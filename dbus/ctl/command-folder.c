/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
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
