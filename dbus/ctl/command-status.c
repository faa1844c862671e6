/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "json-output.h"
#include "properties.h"
#include "terminal.h"
#include "text.h"

#include <stdio.h>

typedef struct
{
  GVariant *manager;
  GPtrArray *accounts; /* RemoteObject */
  GPtrArray *jobs;     /* RemoteObject */
} Status;

static void
status_clear (Status *status)
{
  g_clear_pointer (&status->manager, g_variant_unref);
  g_clear_pointer (&status->accounts, g_ptr_array_unref);
  g_clear_pointer (&status->jobs, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Status, status_clear)

static gboolean
status_load (Status *status, GDBusConnection *bus, GError **error)
{
  status->manager = connection_properties (bus, ROOT_PATH, IFACE ("Manager"), error);
  if (status->manager == NULL)
    return FALSE;
  status->accounts = connection_objects (bus, IFACE ("Account"), error);
  if (status->accounts == NULL)
    return FALSE;
  status->jobs = connection_objects (bus, IFACE ("Job"), error);
  return status->jobs != NULL;
}

static void
print_json (Status *status)
{
  g_autoptr (GVariant) manager
      = g_variant_ref_sink (json_output_object (ROOT_PATH, status->manager));
  g_auto (GVariantDict) document = G_VARIANT_DICT_INIT (manager);

  g_variant_dict_insert_value (&document, "accounts", json_output_objects (status->accounts));
  g_variant_dict_insert_value (&document, "jobs", json_output_objects (status->jobs));
  json_output_document (g_variant_dict_end (&document));
}

static void
print_manager (GVariant *manager, GTimeZone *zone, gint64 now)
{
  g_autofree char *blocked = properties_words (manager, "BlockedBy");
  g_autofree char *last = text_date (properties_int64 (manager, "LastSync"), now, zone);
  g_autofree char *next = text_due (properties_int64 (manager, "NextSync"), now, zone);
  g_autofree char *unread = g_strdup_printf ("%u", properties_uint (manager, "Unread"));

  terminal_print_field ("State", properties_string (manager, "State"));
  if (*blocked != '\0')
    terminal_print_field ("Blocked by", blocked);
  terminal_print_field ("Unread", unread);
  terminal_print_field ("Last check", *last ? last : "never");
  terminal_print_field ("Next check", *next ? next : "none planned");
  terminal_print_field ("Version", properties_string (manager, "Version"));
}

static void
print_account (gpointer data, gpointer unused)
{
  RemoteObject *account = data;
  g_autofree char *label = properties_label (account->path);
  const char *name, *message;
  g_autofree char *text = NULL;

  properties_pair (account->properties, "LastError", &name, &message);
  text = g_strdup_printf ("%s, %u unread%s%s", properties_string (account->properties, "State"),
                          properties_uint (account->properties, "Unread"), *message ? ": " : "",
                          message);
  terminal_print_field (label, text);
}

static void
print_job (gpointer data, gpointer unused)
{
  RemoteObject *job = data;
  g_autofree char *label = properties_label (job->path);
  const char *path = properties_string (job->properties, "Target");
  const char *state = properties_string (job->properties, "State");
  g_autofree char *target
      = g_str_equal (path, ROOT_PATH) ? g_strdup ("all accounts") : properties_label (path);
  const char *detail = properties_string (job->properties, "Detail");
  double progress = -1;
  g_autofree char *percent = NULL;
  g_autofree char *text = NULL;

  if (!g_str_equal (state, "running") && !g_str_equal (state, "queued"))
    return;
  g_variant_lookup (job->properties, "Progress", "d", &progress);
  percent = progress < 0 ? g_strdup ("") : g_strdup_printf (" %d %%", (int) (progress * 100));
  text = g_strdup_printf ("%s %s, %s%s%s%s", properties_string (job->properties, "Kind"), target,
                          state, percent, *detail ? ": " : "", detail);
  terminal_print_field (label, text);
}

gboolean
command_status (Client *client, GStrv *arguments, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_auto (Status) status = { 0 };

  if (!command_begin (client, NULL, arguments, error) || !status_load (&status, client->bus, error))
    return FALSE;
  if (client->json)
    {
      print_json (&status);
      return TRUE;
    }
  print_manager (status.manager, zone, g_get_real_time () / G_USEC_PER_SEC);
  g_ptr_array_foreach (status.accounts, print_account, NULL);
  g_ptr_array_foreach (status.jobs, print_job, NULL);
  if (status.accounts->len == 0)
    puts ("No account yet; connect one with: posthornctl add ADDRESS");
  return TRUE;
}
