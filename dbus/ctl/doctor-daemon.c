/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doctor-daemon.h"

#include "explanation.h"
#include "finding.h"
#include "properties.h"
#include "text.h"

#define TOPIC "daemon"

/* Asks the bus itself. NULL with ERROR. */
static GVariant *
ask_bus (GDBusConnection *bus, const char *method, GVariant *parameters, const char *reply,
         GError **error)
{
  return g_dbus_connection_call_sync (
      bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", method,
      parameters, G_VARIANT_TYPE (reply), G_DBUS_CALL_FLAGS_NONE, -1, NULL, error);
}

static gboolean
is_running (GDBusConnection *bus)
{
  g_autoptr (GVariant) answer
      = ask_bus (bus, "NameHasOwner", g_variant_new ("(s)", BUS_NAME), "(b)", NULL);
  gboolean running = FALSE;

  if (answer != NULL)
    g_variant_get (answer, "(b)", &running);
  return running;
}

static gboolean
is_activatable (GDBusConnection *bus)
{
  g_autoptr (GVariant) answer = ask_bus (bus, "ListActivatableNames", NULL, "(as)", NULL);
  g_autofree const char **names = NULL;

  if (answer != NULL)
    g_variant_get (answer, "(^a&s)", &names);
  return names != NULL && g_strv_contains (names, BUS_NAME);
}

static void
look_at_version (GPtrArray *findings, GVariant *manager, gboolean was_running)
{
  const char *version = properties_string (manager, "Version");
  g_autofree char *text = g_strdup_printf (
      "%s, version %s", was_running ? "it runs" : "it was started just now", version);

  findings_add (findings, FINDING_WELL, TOPIC, text, NULL);
  if (g_str_equal (version, VERSION))
    return;
  g_free (text);
  text = g_strdup_printf ("it is version %s, but posthornctl is version " VERSION, version);
  findings_add (findings, FINDING_TROUBLE, TOPIC, text,
                "start it anew with: systemctl --user restart posthorn");
}

gboolean
doctor_daemon (GPtrArray *findings, GDBusConnection *bus)
{
  gboolean was_running = is_running (bus);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) manager = connection_properties (bus, ROOT_PATH, IFACE ("Manager"), &error);

  if (manager == NULL)
    {
      findings_add (findings, FINDING_TROUBLE, TOPIC, error->message, NULL);
      return FALSE;
    }
  look_at_version (findings, manager, was_running);
  if (!is_activatable (bus))
    findings_add (findings, FINDING_NOTE, TOPIC,
                  "the bus does not know how to start it when it is called",
                  "start it with your session: systemctl --user enable --now posthorn");
  return TRUE;
}

static void
look_at_configuration (GPtrArray *findings, GVariant *manager)
{
  g_autofree char *path
      = g_build_filename (g_get_user_config_dir (), "posthorn", "posthorn.conf", NULL);
  gboolean is_there = g_file_test (path, G_FILE_TEST_EXISTS);
  g_auto (GStrv) mistakes
      = manager ? properties_list (manager, "ConfigurationMistakes") : g_new0 (char *, 1);

  for (gsize i = 0; mistakes[i] != NULL; i++)
    findings_add (findings, FINDING_TROUBLE, "settings", mistakes[i],
                  "correct it, then: systemctl --user reload posthorn");
  if (manager == NULL && is_there)
    findings_add (findings, FINDING_NOTE, "settings", path,
                  "only the daemon knows whether all of it is right");
  else if (mistakes[0] == NULL)
    findings_add (findings, FINDING_WELL, "settings",
                  is_there ? path : "the defaults; there is no posthorn.conf", NULL);
}

/* A network that is not there is for a person to bring back. */
static void
look_at_network (GPtrArray *findings, const char *const *blocks)
{
  if (g_strv_contains (blocks, "offline"))
    findings_add (findings, FINDING_TROUBLE, "network",
                  "there is none, so nothing is checked or sent",
                  "connect to one; accounts are checked as soon as it is there");
  else
    findings_add (findings, FINDING_WELL, "network", "nothing says that it is away", NULL);
}

/* What else keeps accounts from being checked is as somebody chose it, or passes. */
static void
look_at_checks (GPtrArray *findings, const char *const *blocks)
{
  for (gsize i = 0; blocks[i] != NULL; i++)
    {
      g_autofree char *sentence = explanation_block (blocks[i], "");
      gboolean paused = g_str_equal (blocks[i], "paused");

      if (!g_str_equal (blocks[i], "offline"))
        findings_add (findings, FINDING_NOTE, "checks", sentence,
                      paused ? "go on with: posthornctl resume" : NULL);
    }
  if (blocks[0] == NULL)
    findings_add (findings, FINDING_WELL, "checks", "nothing stands in their way", NULL);
}

static gint64
newest_check (GPtrArray *accounts)
{
  gint64 newest = 0;

  for (guint i = 0; i < accounts->len; i++)
    {
      GVariant *account = ((RemoteObject *) g_ptr_array_index (accounts, i))->properties;

      newest = MAX (newest, properties_int64 (account, "LastSync"));
    }
  return newest;
}

static void
look_at_clock (GPtrArray *findings, GPtrArray *accounts, gint64 now)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  gint64 newest = newest_check (accounts);
  g_autofree char *shown = text_date_full (now, zone);
  g_autofree char *checked = text_date_full (newest, zone);
  g_autofree char *text = NULL;

  if (newest <= now + 60)
    {
      findings_add (findings, FINDING_WELL, "clock", shown, NULL);
      return;
    }
  text = g_strdup_printf ("it shows %s, but mail was checked at %s", shown, checked);
  findings_add (findings, FINDING_TROUBLE, "clock", text,
                "set it, for example with: timedatectl set-ntp true");
}

static void
look_at_outbox (GPtrArray *findings, GDBusConnection *bus)
{
  g_autoptr (GVariant) outbox = connection_properties (bus, ROOT_PATH, IFACE ("Outbox"), NULL);
  guint failed = outbox ? properties_uint (outbox, "Failed") : 0;
  guint pending = outbox ? properties_uint (outbox, "Pending") : 0;
  g_autofree char *text = failed > 0
                              ? g_strdup_printf ("%u of its messages wait for you", failed)
                              : g_strdup_printf ("%u of its messages are on their way", pending);

  if (failed > 0)
    findings_add (findings, FINDING_TROUBLE, "outbox", text, "posthornctl outbox shows them");
  else if (outbox != NULL)
    findings_add (findings, pending > 0 ? FINDING_NOTE : FINDING_WELL, "outbox",
                  pending > 0 ? text : "nothing waits in it", NULL);
}

static void
look_at_crm (GPtrArray *findings, GDBusConnection *bus)
{
  g_autoptr (GVariant) crm = connection_properties (bus, ROOT_PATH, IFACE ("Crm"), NULL);
  const char *name, *message;
  g_autofree char *text = NULL;

  if (crm == NULL)
    return;
  properties_pair (crm, "LastError", &name, &message);
  text
      = g_strdup_printf ("customers and tasks are kept by: %s", properties_string (crm, "Backend"));
  if (*message != '\0')
    findings_add (findings, FINDING_TROUBLE, "crm", message, "posthornctl crm shows how it is");
  else
    findings_add (findings, FINDING_WELL, "crm", text, NULL);
}

void
doctor_surroundings (GPtrArray *findings, GDBusConnection *bus, gboolean runs, GPtrArray *accounts,
                     gint64 now)
{
  g_autoptr (GVariant) manager
      = runs ? connection_properties (bus, ROOT_PATH, IFACE ("Manager"), NULL) : NULL;
  g_auto (GStrv) blocks = NULL;

  look_at_configuration (findings, manager);
  look_at_clock (findings, accounts, now);
  if (manager == NULL)
    return;
  blocks = properties_list (manager, "BlockedBy");
  look_at_network (findings, (const char *const *) blocks);
  look_at_checks (findings, (const char *const *) blocks);
  look_at_outbox (findings, bus);
  look_at_crm (findings, bus);
}
