/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-sums.h"

#include "endpoint.h"

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
