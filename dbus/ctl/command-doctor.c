/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "doctor-account.h"
#include "doctor-daemon.h"
#include "doctor-files.h"
#include "doctor-keyring.h"
#include "doctor-surroundings.h"
#include "finding.h"
#include "json-output.h"
#include "properties.h"
#include "terminal.h"

#include <stdio.h>

/* On a terminal what takes a while shows itself. */
static void
tell (const char *what)
{
  g_autofree char *sentence = g_strdup_printf ("Looking at %s", what);

  if (terminal_width () > 0)
    terminal_draw_progress (-1, sentence);
}

static void
end_telling (void)
{
  if (terminal_width () > 0)
    terminal_clear_progress ();
}

static gboolean
files_sent (GDBusConnection *bus, const char *account)
{
  g_autoptr (GVariant) answer
      = connection_call (bus, account, IFACE ("Account"), "GetConfig", NULL, "(a{sv})", NULL);
  g_autoptr (GVariant) config = answer ? g_variant_get_child_value (answer, 0) : NULL;

  return config == NULL || properties_boolean (config, "save-sent");
}

static void
look_at_accounts (GPtrArray *findings, GDBusConnection *bus, GPtrArray *accounts, gint64 now)
{
  g_autoptr (GPtrArray) folders = connection_objects (bus, IFACE ("Folder"), NULL);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

  for (guint i = 0; folders != NULL && i < accounts->len; i++)
    {
      RemoteObject *account = g_ptr_array_index (accounts, i);

      doctor_account (findings, account->properties, folders, files_sent (bus, account->path), now,
                      zone);
    }
  if (accounts->len == 0)
    findings_add (findings, FINDING_NOTE, "accounts", "there is none",
                  "connect one with: posthornctl add ADDRESS");
}

/* Whether the databases are sound, aa{sv}; NULL: that cannot be told. */
static GVariant *
examine (GDBusConnection *bus)
{
  g_autoptr (GVariant) answer
      = connection_call_fds (bus, ROOT_PATH, IFACE ("Manager"), "Examine",
                             g_variant_new ("(a{sv})", NULL), "(aa{sv})", NULL, NULL, NULL);

  return answer ? g_variant_get_child_value (answer, 0) : NULL;
}

/* What the daemon has to be asked. */
static void
look_over_daemon (GPtrArray *findings, GDBusConnection *bus, GPtrArray *accounts, gint64 now)
{
  doctor_outbox (findings, bus);
  doctor_crm (findings, bus);
  look_at_accounts (findings, bus, accounts, now);
}

/* What needs a bus. */
static void
look_over_bus (GPtrArray *findings, GDBusConnection *bus, GVariant **examined)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (GPtrArray) accounts = NULL;
  g_autoptr (GVariant) manager = NULL;

  findings_add (findings, FINDING_WELL, "bus", "the session bus answers", NULL);
  tell ("the daemon");
  manager = doctor_daemon (findings, bus);
  tell ("the keyring");
  doctor_keyring (findings, bus);
  doctor_settings (findings, manager);
  accounts = manager ? connection_objects (bus, IFACE ("Account"), NULL) : NULL;
  if (accounts == NULL)
    return;
  doctor_clock (findings, accounts, now);
  doctor_conditions (findings, manager);
  look_over_daemon (findings, bus, accounts, now);
  tell ("the databases");
  *examined = examine (bus);
}

static void
print (Client *client, GPtrArray *findings)
{
  gboolean is_well = findings_count (findings, FINDING_TROUBLE) == 0;
  g_autofree char *text = findings_format (findings, terminal_has_colour ());
  g_auto (GVariantDict) document = G_VARIANT_DICT_INIT (NULL);

  if (!client->json)
    {
      fputs (text, stdout);
      return;
    }
  g_variant_dict_insert (&document, "well", "b", is_well);
  g_variant_dict_insert_value (&document, "findings", findings_to_variant (findings));
  json_output_document (g_variant_dict_end (&document));
}

gboolean
command_doctor (Client *client, GStrv *arguments, GError **error)
{
  g_autoptr (GPtrArray) findings = findings_new ();
  g_autoptr (GVariant) examined = NULL;
  g_autoptr (GError) no_bus = NULL;
  guint troubles;

  if (!command_parse (client, NULL, arguments, error))
    return FALSE;
  client->bus = connection_open (&no_bus);
  if (client->bus != NULL)
    look_over_bus (findings, client->bus, &examined);
  else
    findings_add (findings, FINDING_TROUBLE, "bus", no_bus->message, NULL);
  doctor_files (findings, examined);
  end_telling ();
  print (client, findings);
  troubles = findings_count (findings, FINDING_TROUBLE);
  if (troubles == 0)
    return TRUE;
  fflush (stdout);
  g_set_error (error, CTL_ERROR, CTL_ERROR_FAILED, "There %s %u thing%s to see to",
               troubles == 1 ? "is" : "are", troubles, troubles == 1 ? "" : "s");
  return FALSE;
}
