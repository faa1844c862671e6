/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-sync-private.h"
#include "error.h"
#include "store-batch-crm.h"

static const char *
failed_state (const GError *failure)
{
  static const struct
  {
    PosthornError code;
    const char *state;
  } states[] = {
    { POSTHORN_ERROR_AUTH_FAILED, "auth-needed" },
    { POSTHORN_ERROR_AUTH_NEEDED, "auth-needed" },
    { POSTHORN_ERROR_KEYRING_LOCKED, "auth-needed" },
    { POSTHORN_ERROR_KEYRING_UNAVAILABLE, "auth-needed" },
    { POSTHORN_ERROR_OFFLINE, "offline" },
    { POSTHORN_ERROR_TIMEOUT, "offline" },
    { POSTHORN_ERROR_SERVER_UNAVAILABLE, "offline" },
    { POSTHORN_ERROR_THROTTLED, "pending" },
    { POSTHORN_ERROR_CANCELLED, "pending" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_error_matches (failure, POSTHORN_ERROR, states[i].code))
      return states[i].state;
  return "error";
}

const char *
crm_sync_state (CrmSync *sync)
{
  if (!sync->backend)
    return "ready";
  if (sync->lack)
    return "not-configured";
  if (sync->is_talking)
    return "syncing";
  if (conditions_hold (sync->services->conditions, CONDITION_OFFLINE))
    return "offline";
  if (sync->failure)
    return failed_state (sync->failure);
  if (sync->left_out > 0 || sync->n_refused > 0)
    return "error";
  return sync->n_waiting > 0 ? "pending" : "ready";
}

static GVariant *
too_many (CrmSync *sync)
{
  g_autofree char *sentence = g_strdup_printf (
      "CRM takes %u customers and %u employees, so that %u of those in %s are left out; remove "
      "some here or there",
      STORE_CUSTOMERS_MOST, STORE_EMPLOYEES_MOST, sync->left_out, sync->backend->title);

  return g_variant_new ("(ss)", posthorn_error_name (POSTHORN_ERROR_TOO_LARGE), sentence);
}

static GVariant *
refused (CrmSync *sync)
{
  g_autofree char *more = sync->n_refused > 1 ? g_strdup_printf (
                              " (one of %u that %s refuses)", sync->n_refused, sync->backend->title)
                                              : g_strdup ("");
  g_autofree char *sentence = g_strconcat (sync->problem, more, NULL);

  return g_variant_new ("(ss)", posthorn_error_name (POSTHORN_ERROR_CRM_REMOTE), sentence);
}

GVariant *
crm_sync_last_error (CrmSync *sync)
{
  const GError *error = sync->lack ? sync->lack : sync->failure;

  if (error)
    return g_variant_new ("(ss)", posthorn_error_name_of (error), error->message);
  if (sync->backend && sync->left_out > 0)
    return too_many (sync);
  if (sync->backend && sync->n_refused > 0)
    return refused (sync);
  return g_variant_new ("(ss)", "", "");
}
