/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "people.h"

#include "explanation.h"
#include "properties.h"
#include "terminal.h"
#include "text.h"

#include <string.h>

GVariant *
people_load (GDBusConnection *bus, GError **error)
{
  return connection_properties (bus, ROOT_PATH, IFACE ("Presence"), error);
}

/* Their numbers have no leading zeros: the shorter one is the smaller one. */
static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  const char *first = (*(RemoteObject *const *) a)->path;
  const char *second = (*(RemoteObject *const *) b)->path;
  gsize first_length = strlen (first);
  gsize second_length = strlen (second);

  if (first_length != second_length)
    return first_length < second_length ? -1 : 1;
  return strcmp (first, second);
}

GPtrArray *
people_load_sessions (GDBusConnection *bus, GError **error)
{
  GPtrArray *sessions = connection_objects (bus, IFACE ("PresenceSession"), error);

  if (sessions != NULL)
    g_ptr_array_sort (sessions, compare_numbers);
  return sessions;
}

static void
print_names (const char *label, GVariant *presence, const char *key)
{
  g_auto (GStrv) names = properties_list (presence, key);
  g_autofree char *sentence = text_enumeration ((const char *const *) names);

  terminal_print_field (label, sentence);
}

void
people_print (GVariant *presence)
{
  g_autofree char *seat = explanation_seat (presence);

  print_names ("Online", presence, "Online");
  print_names ("Working", presence, "Active");
  terminal_print_field ("Known by",
                        explanation_source (properties_string (presence, "ActivitySource")));
  terminal_print_field ("Desktop", seat);
}
