/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "connection.h"

#include "properties.h"

#include <string.h>

#define HOW_TO_START "start it with: systemctl --user start posthorn"

G_DEFINE_QUARK (posthorn - ctl - error - quark, ctl_error)

static const struct
{
  const char *name;
  CtlError code;
} error_codes[] = {
  { "AuthFailed", CTL_ERROR_SIGN_IN },
  { "AuthNeeded", CTL_ERROR_SIGN_IN },
  { "KeyringLocked", CTL_ERROR_SIGN_IN },
  { "KeyringUnavailable", CTL_ERROR_SIGN_IN },
  { "Offline", CTL_ERROR_NETWORK },
  { "Timeout", CTL_ERROR_NETWORK },
  { "TlsFailed", CTL_ERROR_NETWORK },
  { "ServerUnavailable", CTL_ERROR_NETWORK },
  { "ServerRejected", CTL_ERROR_NETWORK },
  { "Throttled", CTL_ERROR_NETWORK },
  { "Protocol", CTL_ERROR_NETWORK },
  { "TooLarge", CTL_ERROR_USAGE },
  { "NotFound", CTL_ERROR_NOT_FOUND },
  { "NoFolder", CTL_ERROR_NOT_FOUND },
  { "Cancelled", CTL_ERROR_FAILED },
  { "org.freedesktop.DBus.Error.UnknownObject", CTL_ERROR_NOT_FOUND },
  { "org.freedesktop.DBus.Error.InvalidArgs", CTL_ERROR_USAGE },
  { "org.freedesktop.DBus.Error.ServiceUnknown", CTL_ERROR_UNREACHABLE },
  { "org.freedesktop.DBus.Error.NameHasNoOwner", CTL_ERROR_UNREACHABLE },
  { "org.freedesktop.DBus.Error.NoReply", CTL_ERROR_UNREACHABLE },
  { "org.freedesktop.DBus.Error.Timeout", CTL_ERROR_UNREACHABLE },
  { "org.freedesktop.DBus.Error.TimedOut", CTL_ERROR_UNREACHABLE },
  { "org.freedesktop.DBus.Error.Disconnected", CTL_ERROR_UNREACHABLE },
};

static gboolean
is_start_failure (const char *name)
{
  return g_str_has_prefix (name, "org.freedesktop.DBus.Error.Spawn.")
         || g_str_has_prefix (name, "org.freedesktop.systemd1.");
}

CtlError
ctl_error_from_name (const char *name)
{
  const char *own = g_str_has_prefix (name, IFACE ("Error.")) ? strrchr (name, '.') + 1 : name;

  if (is_start_failure (name))
    return CTL_ERROR_UNREACHABLE;
  for (gsize i = 0; i < G_N_ELEMENTS (error_codes); i++)
    if (g_str_equal (error_codes[i].name, own))
      return error_codes[i].code;
  return CTL_ERROR_FAILED;
}

int
ctl_error_exit_code (const GError *error)
{
  if (error->domain == CTL_ERROR)
    return error->code;
  return error->domain == G_OPTION_ERROR ? CTL_ERROR_USAGE : CTL_ERROR_FAILED;
}

GDBusConnection *
connection_open (GError **error)
{
  g_autoptr (GError) local = NULL;
  GDBusConnection *bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &local);

  if (bus == NULL)
    {
      g_set_error (error, CTL_ERROR, CTL_ERROR_UNREACHABLE,
                   "There is no session bus here, so the Posthorn daemon cannot be reached; log in "
                   "to a desktop or run this under dbus-run-session (%s)",
                   local->message);
      return NULL;
    }
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  return bus;
}

static void
set_error_from_remote (GError **error, GError *remote)
{
  g_autofree char *name = g_dbus_error_get_remote_error (remote);
  CtlError code = name ? ctl_error_from_name (name) : CTL_ERROR_UNREACHABLE;

  g_dbus_error_strip_remote_error (remote);
  if (code != CTL_ERROR_UNREACHABLE)
    g_set_error_literal (error, CTL_ERROR, (int) code, remote->message);
  else if (name != NULL && is_start_failure (name))
    g_set_error (error, CTL_ERROR, (int) code,
                 "The Posthorn daemon could not be started (%s); look at: journalctl --user -u "
                 "posthorn, then " HOW_TO_START,
                 remote->message);
  else if (name != NULL && g_str_has_suffix (name, ".ServiceUnknown"))
    g_set_error (error, CTL_ERROR, (int) code,
                 "The Posthorn daemon is not running and the bus does not know how to start "
                 "it; " HOW_TO_START);
  else
    g_set_error (error, CTL_ERROR, (int) code, "The Posthorn daemon did not answer (%s); %s",
                 remote->message, HOW_TO_START);
}

static GVariant *
call (GDBusConnection *bus, const char *path, const char *interface, const char *method,
      GVariant *parameters, const char *reply, int timeout, GUnixFDList *fds,
      GUnixFDList **received, GError **error)
{
  g_autoptr (GError) remote = NULL;
  GVariant *answer = g_dbus_connection_call_with_unix_fd_list_sync (
      bus, BUS_NAME, path, interface, method, parameters, G_VARIANT_TYPE (reply),
      G_DBUS_CALL_FLAGS_NONE, timeout, fds, received, NULL, &remote);

  if (answer == NULL)
    set_error_from_remote (error, remote);
  return answer;
}

GVariant *
connection_call (GDBusConnection *bus, const char *path, const char *interface, const char *method,
                 GVariant *parameters, const char *reply, GError **error)
{
  return call (bus, path, interface, method, parameters, reply, -1, NULL, NULL, error);
}

GVariant *
connection_call_fds (GDBusConnection *bus, const char *path, const char *interface,
                     const char *method, GVariant *parameters, const char *reply, GUnixFDList *fds,
                     GUnixFDList **received, GError **error)
{
  return call (bus, path, interface, method, parameters, reply, G_MAXINT, fds, received, error);
}

char *
connection_call_path (GDBusConnection *bus, const char *path, const char *interface,
                      const char *method, GVariant *parameters, GError **error)
{
  g_autoptr (GVariant) answer
      = connection_call (bus, path, interface, method, parameters, "(o)", error);
  char *result = NULL;

  if (answer != NULL)
    g_variant_get (answer, "(o)", &result);
  return result;
}

GVariant *
connection_rows (GDBusConnection *bus, const guint64 *ids, gsize count, const char *const *keys,
                 GError **error)
{
  GVariant *wanted = g_variant_new_fixed_array (G_VARIANT_TYPE_UINT64, ids, count, sizeof *ids);
  g_autoptr (GVariant) answer
      = connection_call (bus, ROOT_PATH, IFACE ("Messages"), "Get",
                         g_variant_new ("(@at^as)", wanted, keys), "(aa{sv})", error);
  g_autoptr (GVariant) rows = answer ? g_variant_get_child_value (answer, 0) : NULL;

  if (rows == NULL || g_variant_n_children (rows) == count)
    return g_steal_pointer (&rows);
  g_set_error (error, CTL_ERROR, CTL_ERROR_FAILED,
               "The daemon answered %" G_GSIZE_FORMAT " messages instead of %" G_GSIZE_FORMAT
               "; is it another version than posthornctl?",
               g_variant_n_children (rows), count);
  return NULL;
}

GVariant *
connection_properties (GDBusConnection *bus, const char *path, const char *interface,
                       GError **error)
{
  g_autoptr (GVariant) answer
      = connection_call (bus, path, "org.freedesktop.DBus.Properties", "GetAll",
                         g_variant_new ("(s)", interface), "(a{sv})", error);

  return answer ? g_variant_get_child_value (answer, 0) : NULL;
}

gboolean
connection_set_property (GDBusConnection *bus, const char *path, const char *interface,
                         const char *name, GVariant *value, GError **error)
{
  g_autoptr (GVariant) answer
      = connection_call (bus, path, "org.freedesktop.DBus.Properties", "Set",
                         g_variant_new ("(ssv)", interface, name, value), "()", error);

  return answer != NULL;
}

static void
remote_object_free (gpointer data)
{
  RemoteObject *object = data;

  g_free (object->path);
  g_variant_unref (object->properties);
  g_free (object);
}

static int
compare_objects (gconstpointer a, gconstpointer b)
{
  const RemoteObject *const *first = a;
  const RemoteObject *const *second = b;

  return strcmp ((*first)->path, (*second)->path);
}

static void
collect_object (GPtrArray *objects, const char *path, GVariant *interfaces, const char *interface)
{
  g_autoptr (GVariant) properties
      = g_variant_lookup_value (interfaces, interface, G_VARIANT_TYPE_VARDICT);
  RemoteObject *object;

  if (properties == NULL)
    return;
  object = g_new0 (RemoteObject, 1);
  object->path = g_strdup (path);
  object->properties = g_steal_pointer (&properties);
  g_ptr_array_add (objects, object);
}

GPtrArray *
connection_objects (GDBusConnection *bus, const char *interface, GError **error)
{
  g_autoptr (GVariant) answer
      = connection_call (bus, ROOT_PATH, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects",
                         NULL, "(a{oa{sa{sv}}})", error);
  g_autoptr (GVariantIter) iter = NULL;
  GPtrArray *objects;
  const char *path;
  GVariant *interfaces;

  if (answer == NULL)
    return NULL;
  objects = g_ptr_array_new_with_free_func (remote_object_free);
  g_variant_get (answer, "(a{oa{sa{sv}}})", &iter);
  while (g_variant_iter_loop (iter, "{&o@a{sa{sv}}}", &path, &interfaces))
    collect_object (objects, path, interfaces, interface);
  g_ptr_array_sort (objects, compare_objects);
  return objects;
}

char *
connection_find_account (GDBusConnection *bus, const char *name, GError **error)
{
  if (g_variant_is_object_path (name))
    return g_strdup (name);
  return connection_call_path (bus, ROOT_PATH, IFACE ("Manager"), "FindAccount",
                               g_variant_new ("(s)", name), error);
}

char *
connection_find_folder (GDBusConnection *bus, const char *name, GError **error)
{
  const char *slash = strchr (name, '/');
  g_autofree char *account_name = NULL;
  g_autofree char *account = NULL;
  g_autofree char *whole = NULL;

  if (g_variant_is_object_path (name))
    return g_strdup (name);
  if (slash == NULL)
    {
      g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE,
                   "«%s» is no folder; name it as ACCOUNT/FOLDER, for example work/inbox", name);
      return NULL;
    }
  account_name = g_strndup (name, (gsize) (slash - name));
  account = connection_find_account (bus, account_name, error);
  if (account == NULL)
    return NULL;
  whole = g_strconcat (strrchr (account, '/') + 1, slash, NULL);
  return connection_call_path (bus, ROOT_PATH, IFACE ("Manager"), "FindFolder",
                               g_variant_new ("(s)", whole), error);
}

char *
connection_find_target (GDBusConnection *bus, const char *name, GError **error)
{
  return strchr (name, '/') ? connection_find_folder (bus, name, error)
                            : connection_find_account (bus, name, error);
}
