/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doctor-daemon.h"

#include "finding.h"
#include "properties.h"

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

GVariant *
doctor_daemon (GPtrArray *findings, GDBusConnection *bus)
{
  gboolean was_running = is_running (bus);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) manager = connection_properties (bus, ROOT_PATH, IFACE ("Manager"), &error);

  if (manager == NULL)
    {
      findings_add (findings, FINDING_TROUBLE, TOPIC, error->message, NULL);
      return NULL;
    }
  look_at_version (findings, manager, was_running);
  if (!is_activatable (bus))
    findings_add (findings, FINDING_NOTE, TOPIC,
                  "the bus does not know how to start it when it is called",
                  "start it with your session: systemctl --user enable --now posthorn");
  return g_steal_pointer (&manager);
}

void
doctor_outbox (GPtrArray *findings, GDBusConnection *bus)
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

void
doctor_crm (GPtrArray *findings, GDBusConnection *bus)
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
