/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doctor-keyring.h"

#include "finding.h"

#define SERVICE               "org.freedesktop.secrets"
#define PATIENCE_MILLISECONDS 5000
#define TOPIC                 "keyring"

static GVariant *
call (GDBusConnection *bus, const char *path, const char *interface, const char *method,
      GVariant *parameters, const char *reply, GError **error)
{
  return g_dbus_connection_call_sync (bus, SERVICE, path, interface, method, parameters,
                                      G_VARIANT_TYPE (reply), G_DBUS_CALL_FLAGS_NONE,
                                      PATIENCE_MILLISECONDS, NULL, error);
}

/* Where what is saved goes to; "/" = nowhere. NULL with ERROR. */
static char *
find_collection (GDBusConnection *bus, GError **error)
{
  g_autoptr (GVariant) answer
      = call (bus, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service", "ReadAlias",
              g_variant_new ("(s)", "default"), "(o)", error);
  char *path = NULL;

  if (answer != NULL)
    g_variant_get (answer, "(o)", &path);
  return path;
}

static gboolean
read_locked (GDBusConnection *bus, const char *collection, gboolean *locked, GError **error)
{
  g_autoptr (GVariant) answer
      = call (bus, collection, "org.freedesktop.DBus.Properties", "Get",
              g_variant_new ("(ss)", "org.freedesktop.Secret.Collection", "Locked"), "(v)", error);
  g_autoptr (GVariant) value = NULL;

  if (answer == NULL)
    return FALSE;
  g_variant_get (answer, "(v)", &value);
  *locked = !g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN) || g_variant_get_boolean (value);
  return TRUE;
}

static void
add_failure (GPtrArray *findings, GError *error)
{
  gboolean is_absent = g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN);
  g_autofree char *text = NULL;

  g_dbus_error_strip_remote_error (error);
  text = is_absent ? g_strdup ("there is none, so no password can be kept")
                   : g_strdup_printf ("it does not answer (%s)", error->message);
  findings_add (findings, FINDING_TROUBLE, TOPIC, text,
                is_absent ? "install one that offers the Secret Service, such as gnome-keyring"
                          : "log out and in again, or start the keyring anew");
}

void
doctor_keyring (GPtrArray *findings, GDBusConnection *bus)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *collection = find_collection (bus, &error);
  gboolean locked = FALSE;

  if (collection != NULL && g_str_equal (collection, "/"))
    findings_add (findings, FINDING_TROUBLE, TOPIC, "it answers, but has no default keyring",
                  "make one in your desktop's program for passwords and keys");
  else if (collection == NULL || !read_locked (bus, collection, &locked, &error))
    add_failure (findings, error);
  else if (locked)
    findings_add (findings, FINDING_TROUBLE, TOPIC,
                  "it is locked: mail that is here is served, nothing is checked or sent",
                  "unlock it, for example by logging in with your password");
  else
    findings_add (findings, FINDING_WELL, TOPIC, "it answers and is unlocked", NULL);
}
