/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secret-place.h"

SecretPlace *
secret_place_of_account (const StoreAccount *account, const char *kind)
{
  SecretPlace *place = g_new0 (SecretPlace, 1);

  place->owner = g_strdup (account->id);
  place->kind = g_strdup (kind);
  place->user = g_strdup (account->user);
  place->server = g_strdup (account->host);
  place->protocol = g_strdup (account->protocol);
  place->label = g_strdup_printf ("Posthorn: %s on %s", account->user, account->host);
  place->what = g_strdup_printf ("the password of %s", account->address);
  place->lack = g_strdup_printf ("No password is stored for %s on %s: set one with "
                                 "«posthornctl secret %s»",
                                 account->user, account->host, account->id);
  return place;
}

SecretPlace *
secret_place_of_backend (const char *name, const char *title, const char *kind)
{
  SecretPlace *place = g_new0 (SecretPlace, 1);

  /* No account has an id with a slash. */
  place->owner = g_strconcat ("crm/", name, NULL);
  place->kind = g_strdup (kind);
  place->user = g_strdup ("");
  place->server = g_strdup (name);
  place->protocol = g_strdup ("crm");
  place->label = g_strdup_printf ("Posthorn: CRM in %s", title);
  place->what = g_strdup_printf ("the %s for %s", kind, title);
  place->lack = g_strdup_printf ("No %s is stored for %s: set one with «posthornctl crm secret»",
                                 kind, title);
  return place;
}

void
secret_place_free (SecretPlace *place)
{
  g_free (place->owner);
  g_free (place->kind);
  g_free (place->user);
  g_free (place->server);
  g_free (place->protocol);
  g_free (place->label);
  g_free (place->what);
  g_free (place->lack);
  g_free (place);
}
