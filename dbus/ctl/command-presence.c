/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "explanation.h"
#include "json-output.h"
#include "people.h"
#include "properties.h"
#include "table.h"
#include "terminal.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

static const TableColumn session_columns[] = {
  { "SESSION", COLUMN_NUMBER }, { "EMPLOYEE", COLUMN_ELASTIC }, { "CLIENT", COLUMN_FIXED },
  { "STATE", COLUMN_FIXED },    { "LAST SEEN", COLUMN_FIXED },
};

static void
print_json (GVariant *presence, GPtrArray *sessions)
{
  g_autoptr (GVariant) all = g_variant_ref_sink (json_output_object (ROOT_PATH, presence));
  g_auto (GVariantDict) document = G_VARIANT_DICT_INIT (all);

  g_variant_dict_insert_value (&document, "sessions", json_output_objects (sessions));
  json_output_document (g_variant_dict_end (&document));
}

static void
add_row (Table *table, RemoteObject *session, GVariant *presence, GTimeZone *zone, gint64 now)
{
  GVariant *properties = session->properties;
  g_autofree char *seen = text_date (properties_int64 (properties, "LastActivity"), now, zone);
  const char *cells[] = {
    strrchr (session->path, '/') + 1,
    properties_string (properties, "Employee"),
    properties_string (properties, "Client"),
    explanation_session_state (properties, presence),
    seen,
  };

  table_add (table, properties_boolean (properties, "Active"), cells);
}

static void
print_sessions (GPtrArray *sessions, GVariant *presence)
{
  g_autoptr (Table) table = table_new (session_columns, G_N_ELEMENTS (session_columns));
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *text = NULL;

  for (guint i = 0; i < sessions->len; i++)
    add_row (table, g_ptr_array_index (sessions, i), presence, zone, now);
  text = table_format (table, terminal_width (), terminal_has_colour ());
  fputs (text, stdout);
}

static gboolean
show (Client *client, GError **error)
{
  g_autoptr (GVariant) presence = people_load (client->bus, error);
  g_autoptr (GPtrArray) sessions = NULL;

  if (presence == NULL)
    return FALSE;
  sessions = people_load_sessions (client->bus, error);
  if (sessions == NULL)
    return FALSE;
  if (client->json)
    {
      print_json (presence, sessions);
      return TRUE;
    }
  people_print (presence);
  print_sessions (sessions, presence);
  return TRUE;
}

/* What was changed: as KEY and VALUE, or as SENTENCE. */
static void
print_outcome (Client *client, const char *key, const char *value, const char *sentence)
{
  g_autofree char *harmless = text_line (sentence);
  g_auto (GVariantDict) document = G_VARIANT_DICT_INIT (NULL);

  if (!client->json)
    {
      puts (harmless);
      return;
    }
  g_variant_dict_insert (&document, key, "s", value);
  json_output_document (g_variant_dict_end (&document));
}

static gboolean
set_property (Client *client, const char *name, const char *value, GError **error)
{
  return connection_set_property (client->bus, ROOT_PATH, IFACE ("Presence"), name,
                                  g_variant_new_string (value), error);
}

static gboolean
set_seat (Client *client, const char *word, GError **error)
{
  g_autofree char *sentence = NULL;

  if (!set_property (client, "Seat", word, error))
    return FALSE;
  sentence = g_strdup_printf ("From now on %s.", explanation_seat_word (word));
  print_outcome (client, "seat", word, sentence);
  return TRUE;
}

static gboolean
set_employee (Client *client, const char *login, GError **error)
{
  g_autofree char *sentence = g_strdup_printf ("From now on it is %s who sits here.", login);

  if (!set_property (client, "SeatEmployee", login, error))
    return FALSE;
  print_outcome (client, "seat-employee", login, sentence);
  return TRUE;
}

gboolean
command_presence (Client *client, GStrv *arguments, GError **error)
{
  const char *what;

  if (!command_begin (client, NULL, arguments, error))
    return FALSE;
  what = (*arguments)[0];
  if (what == NULL)
    return show (client, error);
  if (g_str_equal (what, "seat") && (*arguments)[1] != NULL)
    return set_seat (client, (*arguments)[1], error);
  if (g_str_equal (what, "employee") && (*arguments)[1] != NULL)
    return set_employee (client, (*arguments)[1], error);
  g_set_error_literal (error, CTL_ERROR, CTL_ERROR_USAGE,
                       "Say posthornctl presence alone, or presence seat active, online or "
                       "ignore, or presence employee LOGIN");
  return FALSE;
}

gboolean
command_here (Client *client, GStrv *arguments, GError **error)
{
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GVariant) presence = NULL;
  g_autofree char *sentence = NULL;
  const char *employee;

  if (!command_begin (client, NULL, arguments, error))
    return FALSE;
  employee = (*arguments)[0] ? (*arguments)[0] : "";
  answer = connection_call (client->bus, ROOT_PATH, IFACE ("Presence"), "ReportActivity",
                            g_variant_new ("(sa{sv})", employee, NULL), "()", error);
  if (answer == NULL)
    return FALSE;
  presence = people_load (client->bus, error);
  if (presence == NULL)
    return FALSE;
  if (*employee == '\0')
    employee = properties_string (presence, "SeatEmployee");
  sentence = g_strdup_printf ("Good to know: %s is working.", employee);
  print_outcome (client, "employee", employee, sentence);
  return TRUE;
}
