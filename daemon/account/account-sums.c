/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-sums.h"

#include "boot-clock.h"
#include "endpoint.h"
#include "status-line.h"

static guint
count_in_state (GPtrArray *accounts, const char *state)
{
  guint count = 0;

  for (guint i = 0; i < accounts->len; i++)
    count += g_str_equal (account_get_state (accounts->pdata[i]), state);
  return count;
}

/* Accounts at this very machine are checked without a network, too; alone they do not miss it. */
static gboolean
needs_network (GPtrArray *accounts)
{
  for (guint i = 0; i < accounts->len; i++)
    if (endpoint_is_loopback (account_get_config (accounts->pdata[i])->host))
      return FALSE;
  return TRUE;
}

static guint
blocking (GPtrArray *accounts, AccountServices *services)
{
  return conditions_blocking (services->conditions, !needs_network (accounts));
}

const char *
account_sums_state (GPtrArray *accounts, AccountServices *services)
{
  guint quiet = count_in_state (accounts, "ok") + count_in_state (accounts, "disabled");

  if (count_in_state (accounts, "syncing") > 0)
    return "syncing";
  if (conditions_hold (services->conditions, CONDITION_PAUSED))
    return "paused";
  if (accounts->len > 0 && blocking (accounts, services) & (CONDITION_OFFLINE | CONDITION_NO_ROUTE))
    return "offline";
  if (quiet == accounts->len)
    return "ready";
  return count_in_state (accounts, "offline") + quiet == accounts->len ? "offline" : "degraded";
}

GStrv
account_sums_blocked_by (GPtrArray *accounts, AccountServices *services)
{
  g_autoptr (GStrvBuilder) reasons = g_strv_builder_new ();

  if (!presence_is_anyone_online (services->presence))
    g_strv_builder_add (reasons, "nobody-online");
  conditions_describe (blocking (accounts, services), reasons);
  if (count_in_state (accounts, "keyring-locked") > 0)
    g_strv_builder_add (reasons, "keyring-locked");
  return g_strv_builder_end (reasons);
}

guint
account_sums_of (GPtrArray *accounts, const char *counter)
{
  guint sum = 0;

  for (guint i = 0; i < accounts->len; i++)
    {
      guint value;
      g_object_get (accounts->pdata[i], counter, &value, NULL);
      sum += value;
    }
  return sum;
}

gint64
account_sums_last_sync (GPtrArray *accounts)
{
  gint64 last = 0;

  for (guint i = 0; i < accounts->len; i++)
    last = MAX (last, account_get_config (accounts->pdata[i])->last_sync);
  return last;
}

gint64
account_sums_next_sync (GPtrArray *accounts)
{
  gint64 next = 0;

  for (guint i = 0; i < accounts->len; i++)
    {
      gint64 moment;
      g_object_get (accounts->pdata[i], "next-sync", &moment, NULL);
      if (moment > 0 && (next == 0 || moment < next))
        next = moment;
    }
  return next;
}

/* As a person here and now reads it. */
static char *
clock_text (gint64 moment)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (moment);
  g_autoptr (GDateTime) now
      = g_date_time_new_from_unix_local (boot_clock_to_unix (boot_clock_now ()));
  gboolean today = g_date_time_get_year (then) == g_date_time_get_year (now)
                   && g_date_time_get_day_of_year (then) == g_date_time_get_day_of_year (now);

  return g_date_time_format (then, today ? "%H:%M" : "%A %H:%M");
}

/* What passes by itself is no trouble. */
static const GError *
trouble_of (Account *account)
{
  const char *state = account_get_state (account);
  const char *const troubled[] = { "auth-needed", "keyring-locked", "error", NULL };

  return g_strv_contains (troubled, state) ? account_get_trouble (account) : NULL;
}

static void
add_troubles (GPtrArray *accounts, StatusFacts *facts)
{
  for (guint i = 0; i < accounts->len; i++)
    {
      const GError *trouble = trouble_of (accounts->pdata[i]);
      if (!trouble)
        continue;
      facts->troubled++;
      if (!facts->trouble)
        facts->trouble = trouble->message;
    }
}

char *
account_sums_describe (GPtrArray *accounts, AccountServices *services)
{
  gint64 next = account_sums_next_sync (accounts);
  g_autofree char *next_text = next > 0 ? clock_text (next) : NULL;
  g_auto (GStrv) blocked_by = account_sums_blocked_by (accounts, services);
  guint disabled = count_in_state (accounts, "disabled");
  StatusFacts facts = {
    .accounts = accounts->len - disabled,
    .disabled = disabled,
    .unread = account_sums_of (accounts, "unread"),
    .checking = count_in_state (accounts, "syncing") > 0,
    .next_check = next_text,
    .blocked_by = (const char *const *) blocked_by,
    .mistakes = g_strv_length (services->mistakes),
  };

  add_troubles (accounts, &facts);
  return status_line (&facts);
}
