/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-manager-settings.h"
#include "bus-server.h"
#include "bus-version.h"
#include "desktop.h"
#include "launcher-entry.h"
#include "log.h"
#include "mail-program.h"
#include "notifications.h"
#include "notifier.h"
#include "sanitizer.h"
#include "service-manager.h"

#include <glib-unix.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUS_NAME         "org.posthorn.Posthorn1"
#define DESKTOP_ENTRY    "org.posthorn.Posthorn"
#define PARSER_PROCESSES 2
#define STOP_SECONDS     5

typedef struct
{
  GMainLoop *loop;
  GDBusConnection *connection;
  Store *store;
  AccountManager *manager;
  BusServer *server;
  Configuration configuration;
  Desktop *desktop;
  ServiceManager *service;
  guint description; /* source, while it has to be told how the daemon is */
  Notifier *notifier;
  Notifications *notifications;
  LauncherEntry *badge; /* NULL: none is wanted */
  guint name;
  gboolean has_name;
  int status; /* of the program */
} Daemon;

static gboolean show_version;
static gboolean be_verbose;

static const GOptionEntry option_entries[] = {
  { "version", 0, 0, G_OPTION_ARG_NONE, &show_version, "Print the version and exit", NULL },
  { "verbose", 'v', 0, G_OPTION_ARG_NONE, &be_verbose, "Log everything that happens", NULL },
  { NULL },
};

static gboolean
parse_options (int *argc, char ***argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_set_summary (context, "Keeps the mail of your accounts in step with their "
                                         "servers, for the programs on the session bus.");
  g_option_context_add_main_entries (context, option_entries, NULL);
  if (g_option_context_parse (context, argc, argv, &error) && *argc == 1)
    return TRUE;
  g_printerr ("posthornd: %s; see posthornd --help\n",
              error ? error->message : "it takes no arguments");
  return FALSE;
}

/* Secrets pass through this process: nothing of it may reach a core or another user's eyes. */
static void
harden (void)
{
  umask (077);
  if (!IS_SANITIZED && prctl (PR_SET_DUMPABLE, 0) != 0)
    log_warning (NULL, NULL, "start", "core dumps cannot be switched off");
  /* A parser that died must not take the daemon along. */
  signal (SIGPIPE, SIG_IGN);
}

static gboolean
fail (Daemon *daemon, const char *what, const GError *error)
{
  g_autofree char *line = g_strconcat (what, error ? ": " : "", error ? error->message : "", NULL);

  if (g_log_writer_is_journald (STDERR_FILENO))
    log_warning (NULL, NULL, "start", "%s", line);
  else
    g_printerr ("posthornd: %s\n", line);
  daemon->status = EXIT_FAILURE;
  return FALSE;
}

static gboolean
name_is_free (Daemon *daemon)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (
      daemon->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      "NameHasOwner", g_variant_new ("(s)", BUS_NAME), G_VARIANT_TYPE ("(b)"),
      G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  gboolean has_owner;

  if (!answer)
    return fail (daemon, "The session bus does not answer", error);
  g_variant_get (answer, "(b)", &has_owner);
  return has_owner ? fail (daemon, "Another posthornd already runs on this session bus", NULL)
                   : TRUE;
}

static void
on_connection_closed (Daemon *daemon)
{
  log_message (NULL, NULL, "stop", "the session bus is gone, stopping");
  g_main_loop_quit (daemon->loop);
}

/* Before any database is touched: two daemons must not write to the same one. */
static gboolean
connect_bus (Daemon *daemon)
{
  g_autoptr (GError) error = NULL;

  daemon->connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  if (!daemon->connection)
    return fail (daemon,
                 "There is no session bus; start posthornd from a desktop session, or by "
                 "«systemctl --user start posthorn»",
                 error);
  g_dbus_connection_set_exit_on_close (daemon->connection, FALSE);
  g_signal_connect_swapped (daemon->connection, "closed", G_CALLBACK (on_connection_closed),
                            daemon);
  return name_is_free (daemon);
}

static gboolean
open_store (Daemon *daemon)
{
  g_autofree char *directory = g_build_filename (g_get_user_data_dir (), "posthorn", NULL);
  g_autoptr (GError) error = NULL;

  daemon->store = store_open (directory, &error);
  if (!daemon->store)
    return fail (daemon, "The mail cannot be opened", error);
  if (store_set_aside (daemon->store))
    log_event (LOG_DATABASE_SET_ASIDE, NULL, NULL, "start",
               "mail.db was damaged and lies in %s; it is fetched again",
               store_set_aside (daemon->store));
  return TRUE;
}

/* NAME lies beside this program. */
static char *
find_program (const char *name)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *directory = g_path_get_dirname (self ? self : "");

  return g_build_filename (directory, name, NULL);
}

static void
on_unread (Daemon *daemon)
{
  guint unread;

  g_object_get (daemon->manager, "unread", &unread, NULL);
  launcher_entry_set_count (daemon->badge, unread);
}

static void
hide_badge (Daemon *daemon)
{
  if (!daemon->badge)
    return;
  g_signal_handlers_disconnect_by_func (daemon->manager, on_unread, daemon);
  g_clear_pointer (&daemon->badge, launcher_entry_free);
}

static void
show_badge (Daemon *daemon)
{
  const char *desktop_id = daemon->configuration.badge_desktop_id;

  hide_badge (daemon);
  if (!*desktop_id)
    return;
  daemon->badge = launcher_entry_new (daemon->connection, desktop_id);
  g_signal_connect_swapped (daemon->manager, "notify::unread", G_CALLBACK (on_unread), daemon);
  on_unread (daemon);
}

static void
configure_desktop (Daemon *daemon)
{
  desktop_set_idle_after (daemon->desktop, daemon->configuration.presence.active_window);
  notifications_set_sound (daemon->notifications, daemon->configuration.notification_sound);
}

static void
configure (Daemon *daemon)
{
  g_autofree char *path
      = g_build_filename (g_get_user_config_dir (), "posthorn", "posthorn.conf", NULL);
  g_auto (GStrv) mistakes = NULL;

  daemon->configuration = configuration_read (path, &mistakes);
  account_manager_configure (daemon->manager, &daemon->configuration,
                             (const char *const *) mistakes);
}

static gboolean
load_accounts (Daemon *daemon)
{
  g_autofree char *program = find_program ("posthorn-parser");
  const char *const parser_argv[] = { program, NULL };
  g_autoptr (Parser) parser = parser_new (parser_argv, PARSER_PROCESSES);
  g_autoptr (GError) error = NULL;

  daemon->manager = account_manager_new (daemon->store, parser);
  configure (daemon);
  if (!account_manager_load (daemon->manager, &error))
    return fail (daemon, "The accounts cannot be read", error);
  daemon->server = bus_server_new (daemon->connection, daemon->manager, &error);
  if (!daemon->server)
    return fail (daemon, "The bus refuses the objects of Posthorn", error);
  return TRUE;
}

/* The desktop's facts, as presence and conditions want to be told of them. */
static void
on_desktop (Daemon *daemon)
{
  Conditions *conditions = account_manager_get_conditions (daemon->manager);
  g_autofree char *source = NULL;
  gboolean in_use, offline, no_route, portal, metered, power_saver, sleeping;
  gint64 idle;

  g_object_get (daemon->desktop, "activity-source", &source, "in-use", &in_use, "idle", &idle,
                "offline", &offline, "no-route", &no_route, "portal", &portal, "metered", &metered,
                "power-saver", &power_saver, "sleeping", &sleeping, NULL);
  presence_set_desktop (account_manager_get_presence (daemon->manager),
                        g_str_equal (source, "none") ? NULL : source, in_use, idle);
  conditions_set (conditions, CONDITION_OFFLINE, offline);
  conditions_set (conditions, CONDITION_NO_ROUTE, no_route);
  conditions_set (conditions, CONDITION_METERED, metered);
  conditions_set (conditions, CONDITION_POWER_SAVER, power_saver);
  conditions_set (conditions, CONDITION_SLEEPING, sleeping);
  notifier_set_behind_portal (daemon->notifier, portal);
}

static gboolean
describe (gpointer data)
{
  Daemon *daemon = data;
  g_autofree char *text = account_manager_describe (daemon->manager);

  daemon->description = 0;
  service_manager_set_status (daemon->service, text);
  return G_SOURCE_REMOVE;
}

/* Once for all that changes in a turn of the loop. */
static void
describe_soon (Daemon *daemon)
{
  if (daemon->description == 0)
    daemon->description = g_idle_add_full (G_PRIORITY_LOW, describe, daemon, NULL);
}

/* Sleep waits until the last check has ended. */
static void
on_state (Daemon *daemon)
{
  g_autofree char *state = NULL;
  gboolean sleeping;

  g_object_get (daemon->manager, "state", &state, NULL);
  g_object_get (daemon->desktop, "sleeping", &sleeping, NULL);
  if (sleeping && !g_str_equal (state, "syncing"))
    desktop_allow_sleep (daemon->desktop);
}

static void
watch_desktop (Daemon *daemon)
{
  daemon->desktop = desktop_new (daemon->connection, daemon->configuration.presence.active_window);
  on_desktop (daemon);
  g_signal_connect_swapped (daemon->desktop, "notify", G_CALLBACK (on_desktop), daemon);
  g_signal_connect_swapped (daemon->desktop, "notify::sleeping", G_CALLBACK (on_state), daemon);
}

static void
on_acted (Daemon *daemon, const Notification *notification, guint action, const char *token)
{
  g_autofree char *program = find_program ("posthorn-open");

  if (action == NOTIFICATION_OPEN)
    mail_program_open (daemon->connection, program, notification->url, token);
  else
    notifier_act (daemon->notifier, notification, action);
}

/* What is to be told goes to the desktop, and what a person does with it comes back. */
static void
begin_to_notify (Daemon *daemon)
{
  daemon->notifier = notifier_new (daemon->manager);
  daemon->notifications = notifications_new (daemon->connection, DESKTOP_ENTRY);
  g_signal_connect_object (daemon->notifier, "show", G_CALLBACK (notifications_show),
                           daemon->notifications, G_CONNECT_SWAPPED);
  g_signal_connect_object (daemon->notifier, "withdraw", G_CALLBACK (notifications_withdraw),
                           daemon->notifications, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (daemon->notifications, "acted", G_CALLBACK (on_acted), daemon);
  g_signal_connect_object (daemon->notifications, "dismissed", G_CALLBACK (notifier_dismiss),
                           daemon->notifier, G_CONNECT_SWAPPED);
}

static void
on_name_acquired (GDBusConnection *connection, const char *name, gpointer data)
{
  Daemon *daemon = data;

  daemon->has_name = TRUE;
  begin_to_notify (daemon);
  watch_desktop (daemon);
  configure_desktop (daemon);
  show_badge (daemon);
  account_manager_start (daemon->manager);
  g_signal_connect_swapped (daemon->manager, "notify::state", G_CALLBACK (on_state), daemon);
  g_signal_connect_swapped (daemon->manager, "notify", G_CALLBACK (describe_soon), daemon);
  describe (daemon);
  service_manager_ready (daemon->service);
}

static void
on_name_lost (GDBusConnection *connection, const char *name, gpointer data)
{
  Daemon *daemon = data;

  if (!daemon->has_name)
    fail (daemon, "Another posthornd already runs on this session bus", NULL);
  g_main_loop_quit (daemon->loop);
}

static gboolean
on_signal (gpointer data)
{
  Daemon *daemon = data;

  g_main_loop_quit (daemon->loop);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_hangup (gpointer data)
{
  Daemon *daemon = data;
  Configuration before = daemon->configuration;

  service_manager_reloading (daemon->service);
  configure (daemon);
  if (daemon->has_name)
    configure_desktop (daemon);
  if (daemon->has_name
      && !g_str_equal (before.badge_desktop_id, daemon->configuration.badge_desktop_id))
    show_badge (daemon);
  configuration_log_changes (&before, &daemon->configuration);
  service_manager_ready (daemon->service);
  return G_SOURCE_CONTINUE;
}

static void
run (Daemon *daemon)
{
  if (!connect_bus (daemon))
    return;
  if (!open_store (daemon) || !load_accounts (daemon))
    return;
  g_unix_signal_add (SIGTERM, on_signal, daemon);
  g_unix_signal_add (SIGINT, on_signal, daemon);
  g_unix_signal_add (SIGHUP, on_hangup, daemon);
  daemon->name = g_bus_own_name_on_connection (daemon->connection, BUS_NAME,
                                               G_BUS_NAME_OWNER_FLAGS_DO_NOT_QUEUE,
                                               on_name_acquired, on_name_lost, daemon, NULL);
  g_main_loop_run (daemon->loop);
}

/* The name goes last, with the connection: a daemon that is activated meanwhile would find the
 * databases in use. */
static void
stop (Daemon *daemon)
{
  service_manager_stopping (daemon->service);
  /* Nothing is lost when it is cut short: what was promised is on disk. */
  alarm (STOP_SECONDS);
  if (daemon->desktop)
    g_signal_handlers_disconnect_by_data (daemon->desktop, daemon);
  g_clear_object (&daemon->desktop);
  g_clear_object (&daemon->notifier);
  g_clear_object (&daemon->notifications);
  if (daemon->manager)
    {
      g_signal_handlers_disconnect_by_data (daemon->manager, daemon);
      account_manager_stop (daemon->manager);
    }
  hide_badge (daemon);
  if (daemon->store)
    store_close (daemon->store);
  g_clear_object (&daemon->server);
  g_clear_object (&daemon->manager);
  g_clear_object (&daemon->store);
  g_clear_handle_id (&daemon->description, g_source_remove);
  g_clear_handle_id (&daemon->name, g_bus_unown_name);
  if (daemon->connection)
    g_dbus_connection_flush_sync (daemon->connection, NULL, NULL);
}

int
main (int argc, char **argv)
{
  Daemon daemon = { 0 };

  setlocale (LC_ALL, "");
  log_begin (g_log_writer_is_journald (STDERR_FILENO));
  harden ();
  if (!parse_options (&argc, &argv))
    return EXIT_FAILURE;
  if (show_version)
    {
      g_print ("posthornd %s\n", POSTHORN_VERSION);
      return EXIT_SUCCESS;
    }
  if (be_verbose)
    log_set_level ("debug");
  daemon.loop = g_main_loop_new (NULL, FALSE);
  daemon.service = service_manager_new ();
  run (&daemon);
  stop (&daemon);
  if (daemon.connection)
    g_signal_handlers_disconnect_by_data (daemon.connection, &daemon);
  g_clear_object (&daemon.connection);
  service_manager_free (daemon.service);
  g_main_loop_unref (daemon.loop);
  return daemon.status;
}
