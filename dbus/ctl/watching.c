/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "watching.h"

#include "connection.h"

#include <glib-unix.h>
#include <unistd.h>

typedef struct
{
  GMainLoop *loop;
  gboolean interrupted;
} Watching;

static gboolean
on_interrupt (gpointer data)
{
  Watching *watching = data;

  watching->interrupted = TRUE;
  g_main_loop_quit (watching->loop);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_closed (int fd, GIOCondition condition, gpointer data)
{
  Watching *watching = data;

  g_main_loop_quit (watching->loop);
  return G_SOURCE_CONTINUE;
}

gboolean
watching_run (GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Watching watching = { loop, FALSE };
  guint interrupt = g_unix_signal_add (SIGINT, on_interrupt, &watching);
  guint terminate = g_unix_signal_add (SIGTERM, on_interrupt, &watching);
  guint closed = g_unix_fd_add (STDOUT_FILENO, G_IO_ERR | G_IO_HUP, on_closed, &watching);

  g_main_loop_run (loop);
  g_source_remove (closed);
  g_source_remove (terminate);
  g_source_remove (interrupt);
  if (watching.interrupted)
    g_set_error_literal (error, CTL_ERROR, CTL_ERROR_INTERRUPTED, "Stopped watching");
  return !watching.interrupted;
}
