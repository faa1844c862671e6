/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "status-line.h"

static const struct
{
  const char *word;
  const char *text;
} obstacles[] = {
  { "paused", "checks are paused" },
  { "offline", "no check while there is no network" },
  { "sleeping", "no check while the machine sleeps" },
  { "keyring-locked", "no check while the keyring is locked" },
  { "nobody-online", "no check while nobody is there" },
  { "metered", "no check while the network costs by volume" },
  { "power-saver", "no check while the machine saves power" },
};

static void
add_count (GString *line, guint count, const char *one, const char *many)
{
  g_string_append_printf (line, "%u %s", count, count == 1 ? one : many);
}

static void
add_obstacle (GString *line, const char *const *words)
{
  for (gsize i = 0; words && i < G_N_ELEMENTS (obstacles); i++)
    if (g_strv_contains (words, obstacles[i].word))
      {
        g_string_append_printf (line, ", %s", obstacles[i].text);
        return;
      }
}

static void
add_checks (GString *line, const StatusFacts *facts)
{
  if (facts->next_check)
    g_string_append_printf (line, ", next check %s", facts->next_check);
  else
    add_obstacle (line, facts->blocked_by);
}

static void
add_accounts (GString *line, const StatusFacts *facts)
{
  if (facts->accounts + facts->disabled == 0)
    {
      g_string_append (line, "no account yet; «posthornctl add» connects one");
      return;
    }
  if (facts->accounts == 0)
    {
      add_count (line, facts->disabled, "account, which is disabled", "accounts, all disabled");
      return;
    }
  add_count (line, facts->accounts, "account", "accounts");
  /* The number grows with each message that arrives, and a sentence that runs is no help. */
  if (facts->checking)
    g_string_append (line, ", checking");
  else
    {
      g_string_append_printf (line, ", %u unread", facts->unread);
      add_checks (line, facts);
    }
}

static void
add_trouble (GString *line, const StatusFacts *facts)
{
  g_string_append (line, facts->trouble);
  if (facts->troubled > 1)
    g_string_append_printf (line, " (and %u more)", facts->troubled - 1);
}

char *
status_line (const StatusFacts *facts)
{
  GString *line = g_string_new (NULL);

  if (facts->trouble)
    add_trouble (line, facts);
  else
    add_accounts (line, facts);
  if (facts->mistakes > 0)
    {
      g_string_append (line, "; ");
      add_count (line, facts->mistakes, "mistake", "mistakes");
      g_string_append (line, " in posthorn.conf, see the journal");
    }
  g_strdelimit (line->str, "\r\n", ' ');
  return g_string_free (line, FALSE);
}
