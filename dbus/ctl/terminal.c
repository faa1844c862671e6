/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "terminal.h"
#include "text.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define BAR_CELLS   24
#define LABEL_WIDTH 13
#define CLEAR_LINE  "\r\033[K"

int
terminal_width (void)
{
  struct winsize size = { 0 };

  if (!isatty (STDOUT_FILENO))
    return 0;
  if (ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;
  return 80;
}

gboolean
terminal_has_colour (void)
{
  const char *no_colour = g_getenv ("NO_COLOR");
  const char *kind = g_getenv ("TERM");

  return isatty (STDOUT_FILENO) && (no_colour == NULL || *no_colour == '\0') && kind != NULL
         && !g_str_equal (kind, "dumb");
}

void
terminal_print_field (const char *label, const char *value)
{
  g_autofree char *harmless = text_line (value);
  gboolean colour = terminal_has_colour ();

  printf ("%s%s:%s%*s%s\n", colour ? "\033[1m" : "", label, colour ? "\033[0m" : "",
          MAX (1, LABEL_WIDTH - 1 - text_width (label)), "", harmless);
}

gboolean
terminal_can_ask (void)
{
  return isatty (STDIN_FILENO) && isatty (STDERR_FILENO);
}

gboolean
terminal_confirm (const char *question)
{
  char answer[16] = "";

  if (!terminal_can_ask ())
    return FALSE;
  fprintf (stderr, "%s [y/N] ", question);
  if (fgets (answer, sizeof answer, stdin) == NULL)
    return FALSE;
  g_strstrip (answer);
  return g_ascii_strcasecmp (answer, "y") == 0 || g_ascii_strcasecmp (answer, "yes") == 0;
}

char *
terminal_progress_line (double progress, const char *detail, int width)
{
  g_autofree char *harmless = text_line (detail);
  g_autofree char *line = NULL;
  char bar[BAR_CELLS + 1];
  double known = CLAMP (progress, 0.0, 1.0);

  for (int i = 0; i < BAR_CELLS; i++)
    bar[i] = i < (int) (known * BAR_CELLS) ? '#' : '.';
  bar[BAR_CELLS] = '\0';
  if (progress < 0)
    line = g_strdup_printf ("[%s]    …    %s", bar, harmless);
  else
    line = g_strdup_printf ("[%s]  %3d %%  %s", bar, (int) (known * 100), harmless);
  return text_truncate (line, width);
}

void
terminal_draw_progress (double progress, const char *detail)
{
  /* A full line would make the terminal wrap. */
  g_autofree char *line = terminal_progress_line (progress, detail, terminal_width () - 1);

  printf (CLEAR_LINE "%s", line);
  fflush (stdout);
}

void
terminal_clear_progress (void)
{
  printf (CLEAR_LINE);
  fflush (stdout);
}
