/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "push-connection.h"

#include "account-session.h"
#include "boot-clock.h"
#include "credentials.h"
#include "error.h"
#include "push-delay.h"

/* To a probe one word is the answer: who is not back with it by then is not there. */
#define PROBE_PATIENCE (20 * G_USEC_PER_SEC)

/* In place of a timer that the system does not give. */
#define SPARE_TIMER_SECONDS 60

struct _PushConnection
{
  const PushConnectionCallbacks *callbacks;
  gpointer data;
  StoreAccount *config;
  gboolean with_notify;
  gint64 renewal;
  gboolean ended;
  GCancellable *cancellable;
  ImapSession *session; /* NULL: not yet there */
  PushWatch *watch;     /* the same */
  const char *state;
  gint64 heard; /* on the boot clock */
  gint64 said;
  GSource *timer;
  gint64 timer_due;
};

static void
connection_clear (gpointer data)
{
  PushConnection *connection = data;

  store_account_free (connection->config);
  g_object_unref (connection->cancellable);
  g_clear_pointer (&connection->watch, push_watch_free);
}

static PushConnection *
connection_ref (PushConnection *connection)
{
  return g_rc_box_acquire (connection);
}

static void
connection_unref (PushConnection *connection)
{
  g_rc_box_release_full (connection, connection_clear);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PushConnection, connection_unref)

static void
clear_timer (PushConnection *connection)
{
  if (connection->timer)
    g_source_destroy (connection->timer);
  g_clear_pointer (&connection->timer, g_source_unref);
}

static void
hang_up (PushConnection *connection)
{
  connection->ended = TRUE;
  g_cancellable_cancel (connection->cancellable);
  clear_timer (connection);
  if (!connection->session)
    return;
  imap_session_set_handler (connection->session, NULL, NULL);
  imap_session_set_closed (connection->session, NULL, NULL);
  imap_session_close (connection->session);
  g_clear_object (&connection->session);
}

static void
end (PushConnection *connection, const GError *error)
{
  hang_up (connection);
  connection->callbacks->ended (error, connection->data);
}

static void
end_without_answer (PushConnection *connection)
{
  g_autoptr (GError) error
      = g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_TIMEOUT,
                     "%s has not shown for %d seconds that the push connection is still there; "
                     "check the network connection",
                     connection->config->host, (int) (PROBE_PATIENCE / G_USEC_PER_SEC));

  end (connection, error);
}

static gint64
due (PushConnection *connection)
{
  switch (push_watch_phase (connection->watch))
    {
    case PUSH_WATCH_LISTENING:
      return push_delay_probe (connection->heard, connection->said, connection->renewal);
    case PUSH_WATCH_PROBING:
      return MAX (connection->heard, connection->said) + PROBE_PATIENCE;
    default:
      return G_MAXINT64;
    }
}

static gboolean on_timer (gpointer data);

/* One that moved away is left to the timer, which looks again when it fires. */
static void
arm_timer (PushConnection *connection)
{
  gint64 moment = due (connection);

  if (moment == G_MAXINT64 || moment < connection->timer_due)
    clear_timer (connection);
  if (moment == G_MAXINT64 || connection->timer)
    return;
  connection->timer = boot_clock_timer_new (moment, NULL);
  if (!connection->timer)
    connection->timer = g_timeout_source_new_seconds (SPARE_TIMER_SECONDS);
  connection->timer_due = moment;
  g_source_set_callback (connection->timer, on_timer, connection, NULL);
  g_source_attach (connection->timer, NULL);
}

static void
tell_news (PushConnection *connection)
{
  PushNews news;

  if (!connection->ended && push_watch_take_news (connection->watch, &news))
    connection->callbacks->news (&news, connection->data);
}

static void
tell_state (PushConnection *connection)
{
  const char *state = push_watch_state (connection->watch);

  if (connection->ended || g_str_equal (state, connection->state))
    return;
  connection->state = state;
  connection->callbacks->state (state, connection->data);
}

static void on_answered (GObject *source, GAsyncResult *result, gpointer data);

static void
send_commands (PushConnection *connection)
{
  ImapCommand *command;

  while (!connection->ended && (command = push_watch_command (connection->watch)))
    {
      connection->said = boot_clock_now ();
      imap_session_run_async (connection->session, command, NULL, on_answered,
                              connection_ref (connection));
    }
}

/* After the watch has learnt something. */
static void
go_on (PushConnection *connection)
{
  tell_state (connection);
  tell_news (connection);
  if (connection->ended)
    return;
  if (push_watch_phase (connection->watch) == PUSH_WATCH_UNABLE)
    {
      end (connection, NULL);
      return;
    }
  send_commands (connection);
  arm_timer (connection);
}

static gboolean
on_timer (gpointer data)
{
  g_autoptr (PushConnection) connection = connection_ref (data);

  clear_timer (connection);
  if (boot_clock_now () < due (connection))
    arm_timer (connection);
  else if (push_watch_phase (connection->watch) == PUSH_WATCH_PROBING)
    end_without_answer (connection);
  else
    {
      connection->said = boot_clock_now ();
      if (push_watch_probe (connection->watch))
        imap_session_end_idle (connection->session);
      go_on (connection);
    }
  return G_SOURCE_REMOVE;
}

static void
end_refused (PushConnection *connection, const GError *refusal)
{
  g_autoptr (GError) error = NULL;

  if (!refusal)
    error = g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_SERVER_UNAVAILABLE,
                         "%s has ended IDLE by itself; it will be asked again later",
                         connection->config->host);
  end (connection, refusal ? refusal : error);
}

/* Of a connection that is lost on_closed() tells. */
static void
on_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PushConnection) connection = data;
  g_autoptr (ImapResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  gboolean ok = imap_session_run_finish (IMAP_SESSION (source), result, &response, &error);

  if (connection->ended || !response)
    return;
  if (push_watch_advance (connection->watch, ok))
    go_on (connection);
  else
    end_refused (connection, error);
}

static void
on_event (ImapSession *session, const ImapEvent *event, gpointer data)
{
  g_autoptr (PushConnection) connection = connection_ref (data);

  connection->heard = boot_clock_now ();
  if (event->type != IMAP_EVENT_RESPONSE && event->type != IMAP_EVENT_CONTINUE)
    return;
  push_watch_observe (connection->watch, event->response);
  go_on (connection);
}

static void
on_closed (ImapSession *session, const GError *error, gpointer data)
{
  g_autoptr (PushConnection) connection = connection_ref (data);

  end (connection, error);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PushConnection) connection = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImapSession) session = account_session_open_finish (result, &error);

  if (connection->ended)
    {
      if (session)
        imap_session_close (session);
      return;
    }
  if (!session)
    {
      end (connection, error);
      return;
    }
  connection->session = g_steal_pointer (&session);
  connection->watch
      = push_watch_new (imap_session_capabilities (connection->session), connection->with_notify);
  connection->heard = boot_clock_now ();
  imap_session_set_handler (connection->session, on_event, connection);
  imap_session_set_closed (connection->session, on_closed, connection);
  go_on (connection);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PushConnection) connection = data;
  g_autoptr (GError) error = NULL;
  char *password = credentials_lookup_finish (result, &error);

  if (!connection->ended && password)
    account_session_open_async (connection->config, password, FALSE, connection->cancellable,
                                on_opened, connection_ref (connection));
  else if (!connection->ended)
    end (connection, error);
  credentials_free_secret (password);
}

PushConnection *
push_connection_open (const StoreAccount *config, gboolean with_notify, guint renewal,
                      const PushConnectionCallbacks *callbacks, gpointer data)
{
  PushConnection *connection = g_rc_box_new0 (PushConnection);

  connection->callbacks = callbacks;
  connection->data = data;
  connection->config = store_account_copy (config);
  connection->with_notify = with_notify;
  connection->renewal = (gint64) renewal * G_USEC_PER_SEC;
  connection->cancellable = g_cancellable_new ();
  connection->state = "none";
  credentials_lookup_async (secret_place_of_account (config, "password"), connection->cancellable,
                            on_found, connection_ref (connection));
  return connection;
}

void
push_connection_close (PushConnection *connection)
{
  hang_up (connection);
  connection_unref (connection);
}

gboolean
push_connection_notify_failed (const PushConnection *connection)
{
  return connection->watch && push_watch_notify_failed (connection->watch);
}
