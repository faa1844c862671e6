/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-account.h"

static char **
account_strings (StoreAccount *account, guint index)
{
  char **const strings[]
      = { &account->id,        &account->name, &account->address,   &account->owner,
          &account->protocol,  &account->user, &account->host,      &account->tls,
          &account->ca_file,   &account->pin,  &account->smtp_host, &account->smtp_tls,
          &account->smtp_user, &account->url,  &account->route,     &account->push,
          &account->notify };
  return index < G_N_ELEMENTS (strings) ? strings[index] : NULL;
}

StoreAccount *
store_account_new (void)
{
  StoreAccount *account = g_new0 (StoreAccount, 1);
  char **string = NULL;

  for (guint i = 0; (string = account_strings (account, i)); i++)
    *string = g_strdup ("");
  account->save_sent = TRUE;
  return account;
}

StoreAccount *
store_account_copy (const StoreAccount *account)
{
  StoreAccount *copy = g_memdup2 (account, sizeof *account);
  char **string = NULL;

  for (guint i = 0; (string = account_strings (copy, i)); i++)
    *string = g_strdup (*string ? *string : "");
  return copy;
}

void
store_account_free (StoreAccount *account)
{
  char **string = NULL;

  if (!account)
    return;
  for (guint i = 0; (string = account_strings (account, i)); i++)
    g_free (*string);
  g_free (account);
}
