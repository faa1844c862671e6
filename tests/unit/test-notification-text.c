/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "notification-text.h"

#include <string.h>

static void
test_shown (void)
{
  const struct
  {
    const char *text;
    guint characters;
    const char *shown;
  } rows[] = {
    { "", 10, "" },
    { "Lunch?", 10, "Lunch?" },
    { "Lunch?", 6, "Lunch?" },
    { "Lunch?", 5, "Lunch…" },
    { "  a \t\r\n b\u00a0\u3000c\u2028d  ", 10, "a b c d" }, /* any space */
    { "a b", 2, "a…" },
    { "a   ", 1, "a" },
    { "\001\033[31mred\177\302\233", 20, "[31mred" },                   /* control characters */
    { "exe\u202efdp.\u2067x\u061c", 20, "exefdp.x" },                   /* marks of direction */
    { "a\u200b\ufeff\u00adb", 10, "ab" },                               /* what cannot be seen */
    { "\U0001f469\u200d\U0001f527", 10, "\U0001f469\u200d\U0001f527" }, /* joined emoji */
    { "\u0645\u06cc\u200c\u062e", 10, "\u0645\u06cc\u200c\u062e" },
    { "a\377\376b", 10, "a\ufffd\ufffdb" }, /* no UTF-8 */
    { "<b>&amp;</b>", 20, "<b>&amp;</b>" },
    { "日本語", 2, "日本…" },
    { "\u202e\u202e", 1, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *shown = notification_text (rows[i].text, rows[i].characters);
      g_assert_cmpstr (shown, ==, rows[i].shown);
    }
}

/* However long it is, what is shown is short. */
static void
test_long (void)
{
  g_autofree char *subject = g_strnfill (10240, 'x');
  g_autofree char *spaces = g_strnfill (10240, ' ');
  g_autofree char *shown = notification_text (subject, 100);
  g_autofree char *nothing = notification_text (spaces, 100);

  g_assert_cmpuint (strlen (shown), ==, 100 + strlen ("…"));
  g_assert_cmpstr (nothing, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/notification-text/shown", test_shown);
  g_test_add_func ("/notification-text/long", test_long);
  return g_test_run ();
}
