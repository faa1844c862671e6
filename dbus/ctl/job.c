/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "job.h"

#include "json-output.h"
#include "properties.h"
#include "terminal.h"
#include "text.h"
#include "waiting.h"

#include <stdio.h>

#define ROWS_IN_A_SIGNAL 50

struct _Follower
{
  GDBusConnection *bus;
  gboolean json;
  GMainLoop *loop;
  guint arrivals_subscription;
  guint n_arrivals;
  gboolean more_arrivals; /* a signal was full, so there may be more than it told */
  char *job;
  char *state;
  char *detail;
  double progress;
  int shown_step; /* tenths that were printed as a plain line */
  char *shown_detail;
};

static void
count_arrivals (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
                const char *signal, GVariant *parameters, gpointer data)
{
  Follower *follower = data;
  g_autoptr (GVariant) rows = NULL;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(oaa{sv})")))
    return;
  rows = g_variant_get_child_value (parameters, 1);
  follower->n_arrivals += (guint) g_variant_n_children (rows);
  follower->more_arrivals |= g_variant_n_children (rows) >= ROWS_IN_A_SIGNAL;
}

Follower *
follower_new (GDBusConnection *bus, gboolean json)
{
  Follower *follower = g_new0 (Follower, 1);

  follower->bus = g_object_ref (bus);
  follower->json = json;
  follower->loop = g_main_loop_new (NULL, FALSE);
  follower->state = g_strdup ("");
  follower->detail = g_strdup ("");
  follower->progress = -1;
  follower->shown_step = -1;
  follower->arrivals_subscription = g_dbus_connection_signal_subscribe (
      bus, BUS_NAME, IFACE ("Manager"), "MessagesArrived", ROOT_PATH, NULL,
      G_DBUS_SIGNAL_FLAGS_NONE, count_arrivals, follower, NULL);
  return follower;
}

void
follower_free (Follower *follower)
{
  g_dbus_connection_signal_unsubscribe (follower->bus, follower->arrivals_subscription);
  g_main_loop_unref (follower->loop);
  g_free (follower->job);
  g_free (follower->state);
  g_free (follower->detail);
  g_free (follower->shown_detail);
  g_object_unref (follower->bus);
  g_free (follower);
}

static void
show_json (Follower *follower)
{
  g_auto (GVariantDict) line = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&line, "job", "s", follower->job);
  g_variant_dict_insert (&line, "state", "s", follower->state);
  g_variant_dict_insert (&line, "progress", "d", follower->progress);
  g_variant_dict_insert (&line, "detail", "s", follower->detail);
  json_output_line (g_variant_dict_end (&line));
}

/* Each tenth once; the detail alone only while nothing better is known. */
static void
show_plain (Follower *follower)
{
  int step = follower->progress < 0 ? -1 : (int) (follower->progress * 10);
  g_autofree char *detail = text_line (follower->detail);
  gboolean news = step != follower->shown_step
                  || (step < 0 && g_strcmp0 (detail, follower->shown_detail) != 0);

  if (!news || (step < 0 && *detail == '\0'))
    return;
  follower->shown_step = step;
  g_free (follower->shown_detail);
  follower->shown_detail = g_strdup (detail);
  if (step < 0)
    printf ("%s\n", detail);
  else
    printf ("%3d %%%s%s\n", (int) (follower->progress * 100), *detail ? "  " : "", detail);
  fflush (stdout);
}

static void
show (Follower *follower)
{
  if (follower->json)
    show_json (follower);
  else if (terminal_width () > 0)
    terminal_draw_progress (follower->progress, follower->detail);
  else
    show_plain (follower);
}

static gboolean
has_ended (Follower *follower)
{
  return g_str_equal (follower->state, "done") || g_str_equal (follower->state, "failed")
         || g_str_equal (follower->state, "cancelled");
}

static void
take_string (char **field, GVariant *changed, const char *key)
{
  const char *value;

  if (!g_variant_lookup (changed, key, "&s", &value))
    return;
  g_free (*field);
  *field = g_strdup (value);
}

static void
update (Follower *follower, GVariant *changed)
{
  take_string (&follower->state, changed, "State");
  take_string (&follower->detail, changed, "Detail");
  g_variant_lookup (changed, "Progress", "d", &follower->progress);
  show (follower);
  if (has_ended (follower))
    g_main_loop_quit (follower->loop);
}

static void
on_changed (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
            const char *signal, GVariant *parameters, gpointer data)
{
  g_autoptr (GVariant) changed = NULL;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sa{sv}as)")))
    return;
  changed = g_variant_get_child_value (parameters, 1);
  update (data, changed);
}

static gboolean
wait_for_end (Follower *follower, Waiting *waiting, GError **error)
{
  gboolean ok = waiting_run (waiting, error);

  if (!follower->json && terminal_width () > 0)
    terminal_clear_progress ();
  return ok;
}

/* The signal of the end need not carry Error, so it is asked for. */
static gboolean
judge (Follower *follower, GError **error)
{
  g_autoptr (GVariant) properties = NULL;
  const char *name, *message;

  if (g_str_equal (follower->state, "done"))
    return TRUE;
  properties = connection_properties (follower->bus, follower->job, IFACE ("Job"), error);
  if (properties == NULL)
    return FALSE;
  properties_pair (properties, "Error", &name, &message);
  if (g_str_equal (follower->state, "cancelled") && *message == '\0')
    message = "It was cancelled";
  g_set_error_literal (error, CTL_ERROR, (int) ctl_error_from_name (name),
                       *message != '\0' ? message : "It failed, and the daemon did not say why");
  return FALSE;
}

gboolean
follower_run (Follower *follower, const char *job, GError **error)
{
  static const WaitingWords words = {
    .interrupted = "Stopped watching; it goes on in the background",
    .vanished = "The Posthorn daemon went away before that had ended; look at: "
                "journalctl --user -u posthorn",
  };
  guint subscription = g_dbus_connection_signal_subscribe (
      follower->bus, BUS_NAME, "org.freedesktop.DBus.Properties", "PropertiesChanged", job,
      IFACE ("Job"), G_DBUS_SIGNAL_FLAGS_NONE, on_changed, follower, NULL);
  g_autoptr (Waiting) waiting = waiting_new (follower->bus, follower->loop, &words);
  g_autoptr (GVariant) properties = NULL;
  gboolean ok;

  g_free (follower->job);
  follower->job = g_strdup (job);
  properties = connection_properties (follower->bus, job, IFACE ("Job"), error);
  if (properties != NULL)
    update (follower, properties);
  ok = properties && (has_ended (follower) || wait_for_end (follower, waiting, error));
  g_dbus_connection_signal_unsubscribe (follower->bus, subscription);
  return ok && judge (follower, error);
}

char *
follower_describe_arrivals (Follower *follower)
{
  if (follower->n_arrivals == 0)
    return g_strdup ("");
  return g_strdup_printf ("%s%u new message%s", follower->more_arrivals ? "at least " : "",
                          follower->n_arrivals, follower->n_arrivals == 1 ? "" : "s");
}

guint
follower_n_arrivals (Follower *follower)
{
  return follower->n_arrivals;
}
