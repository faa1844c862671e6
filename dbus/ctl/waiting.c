/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "waiting.h"

#include <glib-unix.h>

typedef struct
{
  GMainLoop *loop;
  const WaitingWords *words;
  GError *failure;
} Waiting;

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

gboolean
waiting_run (GDBusConnection *bus, GMainLoop *loop, const WaitingWords *words, GError **error)
{
  Waiting waiting = { .loop = loop, .words = words };
  guint interrupt = g_unix_signal_add (SIGINT, on_interrupt, &waiting);
  guint terminate = g_unix_signal_add (SIGTERM, on_interrupt, &waiting);
  guint watch = g_bus_watch_name_on_connection (bus, BUS_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE, NULL,
                                                on_vanished, &waiting, NULL);

  g_main_loop_run (loop);
  g_bus_unwatch_name (watch);
  g_source_remove (terminate);
  g_source_remove (interrupt);
  if (waiting.failure == NULL)
    return TRUE;
  g_propagate_error (error, waiting.failure);
  return FALSE;
}
