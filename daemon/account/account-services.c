/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-services.h"

/* Automatic checks at a time. */
#define SLOTS 4

AccountServices *
account_services_new (Store *store, Parser *parser, const Configuration *configuration)
{
  AccountServices *services = g_rc_box_new0 (AccountServices);
  g_autoptr (CrmSync) sync = NULL;

  services->store = g_object_ref (store);
  services->parser = g_object_ref (parser);
  services->presence = presence_new (store, &configuration->presence);
  services->conditions = conditions_new (configuration);
  services->slots = check_slots_new (SLOTS);
  services->blacklist = stored_blacklist_new (store);
  services->signatures = stored_signatures_new (store);
  services->configuration = *configuration;
  sync = crm_sync_new (services, crm_backends);
  services->crm = crm_new (store, sync);
  return services;
}

AccountServices *
account_services_ref (AccountServices *services)
{
  return g_rc_box_acquire (services);
}

static void
clear (gpointer data)
{
  AccountServices *services = data;

  g_object_unref (services->crm);
  g_object_unref (services->blacklist);
  g_object_unref (services->signatures);
  check_slots_free (services->slots);
  g_object_unref (services->conditions);
  g_object_unref (services->presence);
  g_object_unref (services->parser);
  g_object_unref (services->store);
}

void
account_services_unref (AccountServices *services)
{
  g_rc_box_release_full (services, clear);
}
