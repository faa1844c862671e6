/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "push.h"

#include "boot-clock.h"
#include "error.h"
#include "log.h"
#include "push-connection.h"
#include "push-delay.h"

#define OPERATION "push"

/* In place of a timer that the system does not give. */
#define SPARE_TIMER_SECONDS 60

struct _Push
{
  const PushCallbacks *callbacks;
  gpointer data;
  guint renewal;
  StoreAccount *config; /* NULL: not wanted */
  PushConnection *connection;
  const char *state;
  gboolean with_notify; /* it has not failed with these settings */
  gint64 listening;     /* since when, on the boot clock; 0 = it is not */
  guint failures;       /* in a row */
  GSource *timer;       /* to the next attempt */
  gboolean may_retry;   /* when asked; by itself only with a timer */
};

Push *
push_new (const PushCallbacks *callbacks, gpointer data)
{
  Push *push = g_new0 (Push, 1);

  push->callbacks = callbacks;
  push->data = data;
  push->state = "none";
  return push;
}

/* The last thing its caller does: the push may be gone afterwards. */
static void
set_state (Push *push, const char *state)
{
  if (g_str_equal (push->state, state))
    return;
  push->state = state;
  push->listening = g_str_equal (state, "none") ? 0 : boot_clock_now ();
  push->callbacks->state (push->data);
}

static void
clear_timer (Push *push)
{
  if (push->timer)
    g_source_destroy (push->timer);
  g_clear_pointer (&push->timer, g_source_unref);
}

static void
drop (Push *push)
{
  clear_timer (push);
  push->may_retry = FALSE;
  g_clear_pointer (&push->connection, push_connection_close);
}

static void
forget (Push *push)
{
  drop (push);
  g_clear_pointer (&push->config, store_account_free);
}

void
push_free (Push *push)
{
  forget (push);
  g_free (push);
}

static void
on_state (const char *state, gpointer data)
{
  Push *push = data;

  if (!g_str_equal (state, "none"))
    log_info (push->config->id, NULL, OPERATION, "%s tells of changes by %s", push->config->host,
              state);
  set_state (push, state);
}

static void
on_news (const PushNews *news, gpointer data)
{
  Push *push = data;

  push->callbacks->changed (news->path, news->path ? &news->remote : NULL, push->data);
}

static gboolean on_timer (gpointer data);

static void
wait (Push *push, guint seconds)
{
  push->timer = boot_clock_timer_new (boot_clock_now () + (gint64) seconds * G_USEC_PER_SEC, NULL);
  if (!push->timer)
    push->timer = g_timeout_source_new_seconds (SPARE_TIMER_SECONDS);
  g_source_set_callback (push->timer, on_timer, push, NULL);
  g_source_attach (push->timer, NULL);
}

static gboolean
needs_person (const GError *error)
{
  return g_error_matches (error, POSTHORN_ERROR, POSTHORN_ERROR_AUTH_FAILED)
         || g_error_matches (error, POSTHORN_ERROR, POSTHORN_ERROR_AUTH_NEEDED);
}

static void
plan_retry (Push *push, const GError *error)
{
  gint64 lived = push->listening ? boot_clock_now () - push->listening : 0;
  guint seconds;

  push->may_retry = TRUE;
  push->failures = push_delay_count (push->failures, lived);
  seconds = push_delay_seconds (push->failures);
  if (needs_person (error))
    {
      log_warning (push->config->id, NULL, OPERATION, "%s", error->message);
      return;
    }
  log_info (push->config->id, NULL, OPERATION, "no push for %u s: %s", seconds, error->message);
  wait (push, seconds);
}

static void
on_ended (const GError *error, gpointer data)
{
  Push *push = data;

  push->with_notify = push->with_notify && !push_connection_notify_failed (push->connection);
  drop (push);
  if (error)
    plan_retry (push, error);
  else
    log_info (push->config->id, NULL, OPERATION, "%s offers neither NOTIFY nor IDLE",
              push->config->host);
  set_state (push, "none");
}

static void
connect_now (Push *push)
{
  static const PushConnectionCallbacks callbacks = { on_state, on_news, on_ended };

  drop (push);
  push->connection
      = push_connection_open (push->config, push->with_notify, push->renewal, &callbacks, push);
}

static gboolean
on_timer (gpointer data)
{
  connect_now (data);
  return G_SOURCE_REMOVE;
}

static gboolean
is_same_server (const StoreAccount *a, const StoreAccount *b)
{
  return g_str_equal (a->id, b->id) && g_str_equal (a->host, b->host) && a->port == b->port
         && g_str_equal (a->tls, b->tls) && g_str_equal (a->user, b->user)
         && g_str_equal (a->ca_file, b->ca_file) && g_str_equal (a->pin, b->pin);
}

void
push_begin (Push *push, const StoreAccount *config, guint renewal)
{
  push->renewal = renewal;
  if (push->connection)
    push_connection_set_renewal (push->connection, renewal);
  if (push->config && is_same_server (push->config, config))
    return;
  forget (push);
  push->config = store_account_copy (config);
  push->with_notify = TRUE;
  push->failures = 0;
  connect_now (push);
  set_state (push, "none");
}

void
push_end (Push *push)
{
  if (push->config)
    log_debug (push->config->id, NULL, OPERATION, "no longer wanted");
  forget (push);
  set_state (push, "none");
}

void
push_retry (Push *push)
{
  if (!push->may_retry)
    return;
  push->failures = 0;
  connect_now (push);
}

const char *
push_get_state (Push *push)
{
  return push->state;
}
