/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "delivery.h"

#include "json-output.h"
#include "properties.h"
#include "terminal.h"
#include "text.h"
#include "waiting.h"

#include <stdio.h>

typedef struct
{
  GMainLoop *loop;
  guint64 id;
  gboolean changed;
} Following;

void
delivery_options_clear (DeliveryOptions *options)
{
  g_free (options->at);
  g_free (options->undo);
}

void
delivery_options_add_entries (DeliveryOptions *options, GArray *entries)
{
  const GOptionEntry own[] = {
    { "at", 0, 0, G_OPTION_ARG_STRING, &options->at, "Not before this TIME", "TIME" },
    { "undo", 0, 0, G_OPTION_ARG_STRING, &options->undo,
      "Wait so long, so that it can be cancelled", "SECONDS" },
    { "wait", 'w', 0, G_OPTION_ARG_NONE, &options->wait,
      "Wait until it is sent, put off or refused", NULL },
  };

  g_array_append_vals (entries, own, G_N_ELEMENTS (own));
}

static gboolean
insert_time (const char *text, GVariantDict *dictionary, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  gint64 when;

  if (!text_parse_time (text, now, zone, &when))
    g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE,
                 "--at %s is no time; write 14:00 or 2026-03-12T14:00", text);
  else if (when <= now)
    g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE,
                 "--at %s is over already; leave it out to send at once", text);
  else
    {
      g_variant_dict_insert (dictionary, "send-at", "x", when);
      return TRUE;
    }
  return FALSE;
}

gboolean
delivery_options_insert (const DeliveryOptions *options, GVariantDict *dictionary, GError **error)
{
  guint64 seconds;

  if (options->at != NULL && !insert_time (options->at, dictionary, error))
    return FALSE;
  if (options->undo == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (options->undo, 10, 0, G_MAXUINT32, &seconds, NULL))
    {
      g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE, "--undo %s is no number of seconds",
                   options->undo);
      return FALSE;
    }
  g_variant_dict_insert (dictionary, "undo-seconds", "u", (guint) seconds);
  return TRUE;
}

GVariant *
delivery_load (GDBusConnection *bus, GError **error)
{
  g_autoptr (GVariant) answer
      = connection_call (bus, ROOT_PATH, IFACE ("Outbox"), "List", NULL, "(aa{sv})", error);

  return answer ? g_variant_get_child_value (answer, 0) : NULL;
}

GVariant *
delivery_find (GDBusConnection *bus, guint64 id, GError **error)
{
  g_autoptr (GVariant) rows = delivery_load (bus, error);

  if (rows == NULL)
    return NULL;
  for (gsize i = 0; i < g_variant_n_children (rows); i++)
    {
      g_autoptr (GVariant) row = g_variant_get_child_value (rows, i);

      if (properties_uint64 (row, "id") == id)
        return g_steal_pointer (&row);
    }
  g_set_error (error, CTL_ERROR, CTL_ERROR_NOT_FOUND,
               "There is no message %" G_GUINT64_FORMAT
               " in the outbox; posthornctl outbox --all lists them",
               id);
  return NULL;
}

static const char *
error_of (GVariant *row, const char **name)
{
  const char *message;

  properties_pair (row, "error", name, &message);
  return message;
}

static gboolean
has_error (GVariant *row)
{
  const char *name;

  return *error_of (row, &name) != '\0';
}

static gboolean
is_in (GVariant *row, const char *state)
{
  return g_str_equal (properties_string (row, "state"), state);
}

gboolean
delivery_is_settled (GVariant *row)
{
  return is_in (row, "cancelled") || (is_in (row, "sent") && !has_error (row));
}

/* What is queued with an error waits for a person. */
static gboolean
moves (GVariant *row)
{
  return is_in (row, "sending") || (is_in (row, "queued") && !has_error (row));
}

void
delivery_print_failures (GVariant *row)
{
  g_autoptr (GVariantIter) outcomes = NULL;
  const char *address, *outcome, *reason;

  if (!g_variant_lookup (row, "outcomes", "a(sss)", &outcomes))
    return;
  while (g_variant_iter_next (outcomes, "(&s&s&s)", &address, &outcome, &reason))
    {
      g_autofree char *line = g_strconcat (outcome, *reason ? ": " : "", reason, NULL);

      if (!g_str_equal (outcome, "accepted"))
        terminal_print_field (address, line);
    }
}

static void
on_changed (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
            const char *signal, GVariant *parameters, gpointer data)
{
  Following *following = data;
  guint64 id = 0;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ts)")))
    g_variant_get (parameters, "(t&s)", &id, NULL);
  if (id != following->id)
    return;
  following->changed = TRUE;
  g_main_loop_quit (following->loop);
}

/* SHOWN is the state that was printed last: a row changes more often than that. */
static void
show_state (Client *client, GVariant *row, char **shown)
{
  if (*shown != NULL && is_in (row, *shown))
    return;
  g_free (*shown);
  *shown = g_strdup (properties_string (row, "state"));
  if (client->json)
    {
      json_output_line (row);
      return;
    }
  printf ("%s\n", *shown);
  fflush (stdout);
}

/* The row when it does not move any more. */
static GVariant *
follow (Client *client, guint64 id, GError **error)
{
  static const WaitingWords words = {
    .interrupted = "Stopped watching; the message goes on its way, and posthornctl outbox shows it",
    .vanished = "The Posthorn daemon went away; the message is kept and goes on when it is back: "
                "systemctl --user start posthorn",
  };
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Following following = { .loop = loop, .id = id, .changed = TRUE };
  guint subscription = g_dbus_connection_signal_subscribe (
      client->bus, BUS_NAME, IFACE ("Outbox"), "Changed", ROOT_PATH, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
      on_changed, &following, NULL);
  g_autoptr (Waiting) waiting = waiting_new (client->bus, loop, &words);
  g_autoptr (GVariant) row = NULL;
  g_autofree char *shown = NULL;

  do
    {
      following.changed = FALSE;
      g_clear_pointer (&row, g_variant_unref);
      row = delivery_find (client->bus, id, error);
      if (row != NULL)
        show_state (client, row, &shown);
    }
  while (row != NULL && moves (row) && (following.changed || waiting_run (waiting, error)));
  g_dbus_connection_signal_unsubscribe (client->bus, subscription);
  return row == NULL || moves (row) ? NULL : g_steal_pointer (&row);
}

static gboolean
judge (Client *client, GVariant *row, GError **error)
{
  const char *name;
  const char *message = error_of (row, &name);
  CtlError code = ctl_error_from_name (name);

  if (is_in (row, "sent") && *message == '\0')
    return TRUE;
  if (!client->json)
    delivery_print_failures (row);
  if (is_in (row, "cancelled"))
    g_set_error_literal (error, CTL_ERROR, CTL_ERROR_FAILED, "The message was cancelled");
  else if (*message != '\0')
    g_set_error_literal (error, CTL_ERROR, (int) code, message);
  else
    g_set_error (error, CTL_ERROR, (int) code, "The message is %s; posthornctl outbox shows it",
                 properties_string (row, "state"));
  return FALSE;
}

static void
print_begun (GVariant *row)
{
  guint64 id = properties_uint64 (row, "id");
  gint64 next_try = properties_int64 (row, "next-try");
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *when = text_date_full (next_try, zone);

  if (next_try > now)
    printf ("Message %" G_GUINT64_FORMAT " leaves at %s; until then posthornctl cancel "
            "%" G_GUINT64_FORMAT " stops it.\n",
            id, when, id);
  else
    printf ("Message %" G_GUINT64_FORMAT " is in the outbox; posthornctl outbox "
            "%" G_GUINT64_FORMAT " tells how it goes on.\n",
            id, id);
}

gboolean
delivery_begin (Client *client, const char *interface, const char *method, GVariant *parameters,
                GUnixFDList *fds, gboolean wait, GError **error)
{
  g_autoptr (GVariant) answer = connection_call_fds (client->bus, ROOT_PATH, interface, method,
                                                     parameters, "(t)", fds, NULL, error);
  g_autoptr (GVariant) row = NULL;
  guint64 id;

  if (answer == NULL)
    return FALSE;
  g_variant_get (answer, "(t)", &id);
  row = wait ? follow (client, id, error) : delivery_find (client->bus, id, error);
  if (row == NULL)
    return FALSE;
  if (wait)
    return judge (client, row, error);
  if (client->json)
    json_output_document (row);
  else
    print_begun (row);
  return TRUE;
}
