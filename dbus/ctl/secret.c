/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secret.h"

#include "connection.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define SECRET_MAXIMUM 4096 /* fits into an empty pipe, so that writing it never blocks */

static volatile sig_atomic_t interrupted;

static void
note_interrupt (int number)
{
  interrupted = 1;
}

void
secret_free (char *secret)
{
  if (secret != NULL)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

/* One line without its end; reads no octet beyond it. FALSE leaves ERROR set. */
static gboolean
read_line (int fd, char *line, gsize capacity, GError **error)
{
  gsize length = 0;
  gssize count;

  while ((count = read (fd, line + length, 1)) == 1 && line[length] != '\n')
    if (++length == capacity - 1)
      {
        g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE,
                     "The password is longer than %d octets; check what is passed as password",
                     SECRET_MAXIMUM);
        return FALSE;
      }
  line[length] = '\0';
  if (count >= 0)
    return TRUE;
  if (interrupted)
    g_set_error_literal (error, CTL_ERROR, CTL_ERROR_INTERRUPTED, "Interrupted; nothing was done");
  else
    g_set_error (error, CTL_ERROR, CTL_ERROR_FAILED, "The password cannot be read: %s",
                 g_strerror (errno));
  return FALSE;
}

/* The echo must come back whatever happens, so signals only end the reading. */
static gboolean
read_hidden (const char *prompt, char *line, gsize capacity, GError **error)
{
  struct sigaction note = { .sa_handler = note_interrupt };
  struct sigaction ignore = { .sa_handler = SIG_IGN };
  struct sigaction old_interrupt, old_terminate, old_stop;
  struct termios shown, hidden;
  gboolean ok;

  if (tcgetattr (STDIN_FILENO, &shown) != 0)
    return read_line (STDIN_FILENO, line, capacity, error);
  sigaction (SIGINT, &note, &old_interrupt);
  sigaction (SIGTERM, &note, &old_terminate);
  sigaction (SIGTSTP, &ignore, &old_stop);
  hidden = shown;
  hidden.c_lflag &= ~(tcflag_t) ECHO;
  fprintf (stderr, "%s", prompt);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &hidden);
  ok = read_line (STDIN_FILENO, line, capacity, error);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &shown);
  fprintf (stderr, "\n");
  sigaction (SIGINT, &old_interrupt, NULL);
  sigaction (SIGTERM, &old_terminate, NULL);
  sigaction (SIGTSTP, &old_stop, NULL);
  return ok;
}

static gboolean
read_file (const char *file, char *line, gsize capacity, GError **error)
{
  int fd = g_open (file, O_RDONLY | O_CLOEXEC, 0);
  gboolean ok;

  if (fd < 0)
    {
      g_set_error (error, CTL_ERROR, CTL_ERROR_FAILED, "The password file %s cannot be opened: %s",
                   file, g_strerror (errno));
      return FALSE;
    }
  ok = read_line (fd, line, capacity, error);
  close (fd);
  return ok;
}

char *
secret_read (const char *file, const char *prompt, GError **error)
{
  char line[SECRET_MAXIMUM + 1];
  char *secret = NULL;
  gboolean ok;

  if (file != NULL && !g_str_equal (file, "-"))
    ok = read_file (file, line, sizeof line, error);
  else if (file == NULL && isatty (STDIN_FILENO))
    ok = read_hidden (prompt, line, sizeof line, error);
  else
    ok = read_line (STDIN_FILENO, line, sizeof line, error);
  if (ok)
    secret = g_strdup (line);
  explicit_bzero (line, sizeof line);
  return secret;
}

int
secret_to_fd (const char *secret, GError **error)
{
  int ends[2];
  gssize written;

  if (!g_unix_open_pipe (ends, FD_CLOEXEC, error))
    return -1;
  written = write (ends[1], secret, strlen (secret));
  close (ends[1]);
  if (written == (gssize) strlen (secret))
    return ends[0];
  close (ends[0]);
  g_set_error_literal (error, CTL_ERROR, CTL_ERROR_FAILED,
                       "The password cannot be handed to the daemon: a pipe took only part of it");
  return -1;
}

int
secret_to_handle (const char *secret, GUnixFDList *fds, GError **error)
{
  int fd = secret_to_fd (secret, error);
  int handle = fd < 0 ? -1 : g_unix_fd_list_append (fds, fd, error);

  if (fd >= 0)
    close (fd);
  return handle;
}
