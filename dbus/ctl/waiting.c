/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "waiting.h"

#include <glib-unix.h>

struct Waiting
{
  GMainLoop *loop;
  const WaitingWords *words;
  guint interrupt;
  guint terminate;
  guint watch;
  GError *failure;
};

static void
stop (Waiting *waiting, CtlError code, const char *message)
{
  if (waiting->failure == NULL && g_main_loop_is_running (waiting->loop))
    waiting->failure = g_error_new_literal (CTL_ERROR, (int) code, message);
  g_main_loop_quit (waiting->loop);
}

static void
on_vanished (GDBusConnection *bus, const char *name, gpointer data)
{
  Waiting *waiting = data;

  stop (waiting, CTL_ERROR_UNREACHABLE, waiting->words->vanished);
}

static gboolean
on_interrupt (gpointer data)
{
  Waiting *waiting = data;

  stop (waiting, CTL_ERROR_INTERRUPTED, waiting->words->interrupted);
  return G_SOURCE_CONTINUE;
}

Waiting *
waiting_new (GDBusConnection *bus, GMainLoop *loop, const WaitingWords *words)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->loop = loop;
  waiting->words = words;
  waiting->interrupt = g_unix_signal_add (SIGINT, on_interrupt, waiting);
  waiting->terminate = g_unix_signal_add (SIGTERM, on_interrupt, waiting);
  waiting->watch = g_bus_watch_name_on_connection (bus, BUS_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                   NULL, on_vanished, waiting, NULL);
  return waiting;
}

void
waiting_free (Waiting *waiting)
{
  g_bus_unwatch_name (waiting->watch);
  g_source_remove (waiting->terminate);
  g_source_remove (waiting->interrupt);
  g_clear_error (&waiting->failure);
  g_free (waiting);
}

gboolean
waiting_run (Waiting *waiting, GError **error)
{
  g_main_loop_run (waiting->loop);
  if (waiting->failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&waiting->failure));
  return FALSE;
}
