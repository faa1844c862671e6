/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "explanation.h"
#include "json-output.h"
#include "people.h"
#include "properties.h"
#include "terminal.h"

typedef struct
{
  char *path;
  GVariant *account;
  GVariant *presence;
  GPtrArray *sessions; /* RemoteObject */
} Why;

static void
why_clear (Why *why)
{
  g_clear_pointer (&why->path, g_free);
  g_clear_pointer (&why->account, g_variant_unref);
  g_clear_pointer (&why->presence, g_variant_unref);
  g_clear_pointer (&why->sessions, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Why, why_clear)

static gboolean
why_load (Why *why, GDBusConnection *bus, const char *name, GError **error)
{
  why->path = connection_find_account (bus, name, error);
  if (why->path == NULL)
    return FALSE;
  why->account = connection_properties (bus, why->path, IFACE ("Account"), error);
  if (why->account == NULL)
    return FALSE;
  why->presence = people_load (bus, error);
  if (why->presence == NULL)
    return FALSE;
  why->sessions = people_load_sessions (bus, error);
  return why->sessions != NULL;
}

static void
print_json (Why *why)
{
  g_auto (GVariantDict) document = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert_value (&document, "account", json_output_object (why->path, why->account));
  g_variant_dict_insert_value (&document, "presence",
                               json_output_object (ROOT_PATH, why->presence));
  g_variant_dict_insert_value (&document, "sessions", json_output_objects (why->sessions));
  json_output_document (g_variant_dict_end (&document));
}

/* What the rule says already is not said again. */
static void
print_blocks (GVariant *account)
{
  g_auto (GStrv) words = properties_list (account, "BlockedBy");
  const char *rule = properties_string (account, "Rule");

  for (gsize i = 0; words[i] != NULL; i++)
    {
      g_autofree char *sentence = explanation_block (words[i], properties_string (account, "Id"));

      if (!g_str_equal (words[i], rule))
        terminal_print_field ("Blocked", sentence);
    }
}

static void
print_sessions (Why *why, GTimeZone *zone, gint64 now)
{
  for (guint i = 0; i < why->sessions->len; i++)
    {
      RemoteObject *session = g_ptr_array_index (why->sessions, i);
      g_autofree char *sentence
          = explanation_session (session->properties, why->presence, now, zone);

      terminal_print_field ("Session", sentence);
    }
}

static void
print_checks (GVariant *account, GTimeZone *zone, gint64 now)
{
  g_autofree char *push = explanation_push (account);
  g_autofree char *last = explanation_last_check (account, now, zone);
  g_autofree char *failures = explanation_failures (account);
  g_autofree char *next = explanation_next_check (account, now, zone);

  terminal_print_field ("Push", push);
  terminal_print_field ("Last check", last);
  if (failures != NULL)
    terminal_print_field ("Failures", failures);
  terminal_print_field ("Next check", next);
}

static void
print_explanation (Why *why)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *rule = explanation_rule (why->account, why->presence);

  terminal_print_field ("Checked", rule);
  print_blocks (why->account);
  people_print (why->presence);
  print_sessions (why, zone, now);
  print_checks (why->account, zone, now);
}

gboolean
command_why (Client *client, GStrv *arguments, GError **error)
{
  g_auto (Why) why = { 0 };

  if (!command_begin (client, NULL, arguments, error)
      || !why_load (&why, client->bus, (*arguments)[0], error))
    return FALSE;
  if (client->json)
    print_json (&why);
  else
    print_explanation (&why);
  return TRUE;
}
