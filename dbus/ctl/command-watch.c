/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "json-output.h"
#include "panel-watch.h"
#include "properties.h"
#include "text.h"
#include "watching.h"

#include <stdio.h>

typedef struct
{
  gboolean json;
} Watch;

/* One event. WHAT may hold text from mail. */
static void
print_line (const char *path, const char *what)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%H:%M:%S");
  g_autofree char *label = properties_label (path);
  g_autofree char *harmless = text_line (what);

  printf ("%s  %s: %s\n", time, label, harmless);
  fflush (stdout);
}

static void
print_json (const char *event, const char *path, const char *key, GVariant *value)
{
  g_auto (GVariantDict) line = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&line, "event", "s", event);
  g_variant_dict_insert (&line, "time", "x", g_get_real_time () / G_USEC_PER_SEC);
  g_variant_dict_insert (&line, "object", "s", path);
  if (value != NULL)
    g_variant_dict_insert_value (&line, key, value);
  json_output_line (g_variant_dict_end (&line));
}

static void
print_arrival (const char *folder, GVariant *row)
{
  const char *name, *address;
  g_autofree char *what = NULL;

  properties_pair (row, "from", &name, &address);
  what = g_strdup_printf ("new mail %" G_GUINT64_FORMAT " from %s: %s",
                          properties_uint64 (row, "id"), *name ? name : address,
                          properties_string (row, "subject"));
  print_line (folder, what);
}

static void
messages_arrived (Watch *watch, const char *path, GVariant *parameters)
{
  const char *folder;
  g_autoptr (GVariant) rows = NULL;

  g_variant_get (parameters, "(&o@aa{sv})", &folder, &rows);
  if (watch->json)
    {
      print_json ("messages-arrived", folder, "messages", rows);
      return;
    }
  for (gsize i = 0; i < g_variant_n_children (rows); i++)
    {
      g_autoptr (GVariant) row = g_variant_get_child_value (rows, i);

      print_arrival (folder, row);
    }
}

static void
job_finished (Watch *watch, const char *path, GVariant *parameters)
{
  const char *job, *result, *name, *message;
  g_auto (GVariantDict) outcome = G_VARIANT_DICT_INIT (NULL);
  g_autofree char *what = NULL;

  g_variant_get (parameters, "(&o&s(&s&s))", &job, &result, &name, &message);
  if (watch->json)
    {
      g_variant_dict_insert (&outcome, "result", "s", result);
      g_variant_dict_insert (&outcome, "error", "(ss)", name, message);
      print_json ("job-finished", job, "outcome", g_variant_dict_end (&outcome));
      return;
    }
  what = g_strdup_printf ("%s%s%s", result, *message ? ": " : "", message);
  print_line (job, what);
}

static GVariant *
describe_changes (guint64 revision, GVariant *added, GVariant *changed, GVariant *removed)
{
  g_auto (GVariantDict) changes = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&changes, "revision", "t", revision);
  g_variant_dict_insert_value (&changes, "added", added);
  g_variant_dict_insert_value (&changes, "changed", changed);
  g_variant_dict_insert_value (&changes, "removed", removed);
  return g_variant_dict_end (&changes);
}

/* For scripts only: people are told of new mail and of counters. */
static void
messages_changed (Watch *watch, const char *path, GVariant *parameters)
{
  guint64 revision;
  g_autoptr (GVariant) added = NULL;
  g_autoptr (GVariant) changed = NULL;
  g_autoptr (GVariant) removed = NULL;

  if (!watch->json)
    return;
  g_variant_get (parameters, "(t@at@at@at)", &revision, &added, &changed, &removed);
  print_json ("messages-changed", path, "changes",
              describe_changes (revision, added, changed, removed));
}

static char *
describe_people (const char *what, GVariant *names)
{
  g_auto (GStrv) list = g_variant_dup_strv (names, NULL);
  g_autofree char *sentence = text_enumeration ((const char *const *) list);

  return g_strdup_printf ("%s: %s", what, sentence);
}

/* The properties worth a line, as people say them; NULL = not worth one. */
static char *
describe_change (const char *name, GVariant *value)
{
  const char *code, *message;

  if (g_str_equal (name, "Online") && g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    return describe_people ("online", value);
  if (g_str_equal (name, "Active") && g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    return describe_people ("working", value);
  if (g_str_equal (name, "Unread") && g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32))
    return g_strdup_printf ("%u unread", g_variant_get_uint32 (value));
  if (g_str_equal (name, "Total") && g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32))
    return g_strdup_printf ("%u messages", g_variant_get_uint32 (value));
  if (g_str_equal (name, "State") && g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_strdup (g_variant_get_string (value, NULL));
  if (!g_str_equal (name, "LastError") || !g_variant_is_of_type (value, G_VARIANT_TYPE ("(ss)")))
    return NULL;
  g_variant_get (value, "(&s&s)", &code, &message);
  return *message ? g_strdup (message) : NULL;
}

static GVariant *
dash_keys (GVariant *properties)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_iter_init (&iter, properties);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    {
      g_autofree char *key = text_dashed (name);

      g_variant_builder_add (&builder, "{sv}", key, value);
    }
  return g_variant_builder_end (&builder);
}

/* People are told when a job starts and ends, and nothing between. */
static gboolean
is_job (const char *path)
{
  return g_str_has_prefix (path, ROOT_PATH "/jobs/");
}

static void
properties_changed (Watch *watch, const char *path, GVariant *parameters)
{
  g_autoptr (GVariant) changed = g_variant_get_child_value (parameters, 1);
  GVariantIter iter;
  const char *name;
  GVariant *value;

  if (watch->json)
    {
      print_json ("changed", path, "properties", dash_keys (changed));
      return;
    }
  if (is_job (path))
    return;
  g_variant_iter_init (&iter, changed);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    {
      g_autofree char *what = describe_change (name, value);

      if (what != NULL)
        print_line (path, what);
    }
}

static void
interfaces_added (Watch *watch, const char *path, GVariant *parameters)
{
  const char *object;

  g_variant_get_child (parameters, 0, "&o", &object);
  if (watch->json)
    print_json ("added", object, NULL, NULL);
  else
    print_line (object, is_job (object) ? "started" : "added");
}

static void
interfaces_removed (Watch *watch, const char *path, GVariant *parameters)
{
  const char *object;

  g_variant_get_child (parameters, 0, "&o", &object);
  if (watch->json)
    print_json ("removed", object, NULL, NULL);
  else if (!is_job (object))
    print_line (object, "removed");
}

static void
outbox_changed (Watch *watch, const char *path, GVariant *parameters)
{
  g_autofree char *what = NULL;
  const char *state;
  guint64 id;

  g_variant_get (parameters, "(t&s)", &id, &state);
  what = g_strdup_printf ("message %" G_GUINT64_FORMAT " in the outbox is %s", id, state);
  if (watch->json)
    print_json ("outbox-changed", path, "message",
                g_variant_new_parsed ("{'id': <%t>, 'state': <%s>}", id, state));
  else
    print_line (path, what);
}

static void
send_failed (Watch *watch, const char *path, GVariant *parameters)
{
  g_autoptr (GVariant) error = g_variant_get_child_value (parameters, 1);
  g_autofree char *what = NULL;
  const char *message;
  guint64 id;

  g_variant_get (parameters, "(t(&s&s))", &id, NULL, &message);
  what = g_strdup_printf ("message %" G_GUINT64_FORMAT " in the outbox needs you: %s", id, message);
  if (watch->json)
    print_json ("send-failed", path, "message",
                g_variant_new_parsed ("{'id': <%t>, 'error': <%@(ss)>}", id, error));
  else
    print_line (path, what);
}

static const struct
{
  const char *signal;
  const char *type;
  void (*print) (Watch *watch, const char *path, GVariant *parameters);
} printers[] = {
  { "MessagesArrived", "(oaa{sv})", messages_arrived },
  { "Changed", "(tatatat)", messages_changed },
  { "Changed", "(ts)", outbox_changed },
  { "SendFailed", "(t(ss))", send_failed },
  { "JobFinished", "(os(ss))", job_finished },
  { "PropertiesChanged", "(sa{sv}as)", properties_changed },
  { "InterfacesAdded", "(oa{sa{sv}})", interfaces_added },
  { "InterfacesRemoved", "(oas)", interfaces_removed },
};

static void
on_signal (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
           const char *signal, GVariant *parameters, gpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (printers); i++)
    if (g_str_equal (printers[i].signal, signal)
        && g_variant_is_of_type (parameters, G_VARIANT_TYPE (printers[i].type)))
      printers[i].print (data, path, parameters);
}

static void
say (Watch *watch, const char *event, const char *what)
{
  if (watch->json)
    print_json (event, ROOT_PATH, NULL, NULL);
  else
    print_line (ROOT_PATH, what);
}

static void
on_appeared (GDBusConnection *bus, const char *name, const char *owner, gpointer data)
{
  say (data, "running", "the daemon runs");
}

static void
on_vanished (GDBusConnection *bus, const char *name, gpointer data)
{
  say (data, "stopped", "the daemon has stopped");
}

static gboolean
watch_everything (Client *client, GError **error)
{
  Watch watch = { client->json };
  guint subscription, name;
  gboolean ok;
  /* Asking for something starts the daemon. */
  g_autoptr (GVariant) manager
      = connection_properties (client->bus, ROOT_PATH, IFACE ("Manager"), error);

  if (manager == NULL)
    return FALSE;
  subscription
      = g_dbus_connection_signal_subscribe (client->bus, BUS_NAME, NULL, NULL, NULL, NULL,
                                            G_DBUS_SIGNAL_FLAGS_NONE, on_signal, &watch, NULL);
  name = g_bus_watch_name_on_connection (client->bus, BUS_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                         on_appeared, on_vanished, &watch, NULL);
  ok = watching_run (error);
  g_bus_unwatch_name (name);
  g_dbus_connection_signal_unsubscribe (client->bus, subscription);
  return ok;
}

typedef struct
{
  char *format;
  char *account;
  gboolean once;
} WatchOptions;

static void
watch_options_clear (WatchOptions *options)
{
  g_free (options->format);
  g_free (options->account);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WatchOptions, watch_options_clear)

static gboolean
watch_for_panel (Client *client, const WatchOptions *options, GError **error)
{
  PanelFormat format = panel_format (options->format);

  if (format != NULL && !client->json)
    return panel_watch (client->bus, format, options->account, options->once, error);
  if (client->json)
    g_set_error_literal (error, CTL_ERROR, CTL_ERROR_USAGE,
                         "Only one of --json and --format can be given");
  else
    g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE,
                 "There is no format «%s»; say --format waybar, polybar or plain", options->format);
  return FALSE;
}

gboolean
command_watch (Client *client, GStrv *arguments, GError **error)
{
  g_auto (WatchOptions) options = { .format = NULL };
  const GOptionEntry entries[] = {
    { "format", 0, 0, G_OPTION_ARG_STRING, &options.format,
      "Print how many messages are unread, for a panel: waybar, polybar or plain", "FORMAT" },
    { "account", 0, 0, G_OPTION_ARG_STRING, &options.account, "With --format: only of this account",
      "ACCOUNT" },
    { "once", 0, 0, G_OPTION_ARG_NONE, &options.once, "With --format: print it once", NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!command_begin (client, entries, arguments, error))
    return FALSE;
  if (options.format != NULL)
    return watch_for_panel (client, &options, error);
  if (options.account == NULL && !options.once)
    return watch_everything (client, error);
  g_set_error_literal (error, CTL_ERROR, CTL_ERROR_USAGE,
                       "--account and --once go with --format only");
  return FALSE;
}
