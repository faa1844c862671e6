/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-types.h"

static char **
account_strings (StoreAccount *account, guint index)
{
  char **const strings[]
      = { &account->id,        &account->name, &account->address,   &account->owner,
          &account->protocol,  &account->user, &account->host,      &account->tls,
          &account->ca_file,   &account->pin,  &account->smtp_host, &account->smtp_tls,
          &account->smtp_user, &account->url,  &account->route,     &account->push };
  return index < G_N_ELEMENTS (strings) ? strings[index] : NULL;
}

StoreAccount *
store_account_new (void)
{
  StoreAccount *account = g_new0 (StoreAccount, 1);
  char **string = NULL;

  for (guint i = 0; (string = account_strings (account, i)); i++)
    *string = g_strdup ("");
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

StoreFolder *
store_folder_copy (const StoreFolder *folder)
{
  StoreFolder *copy = g_memdup2 (folder, sizeof *folder);

  copy->account = g_strdup (folder->account);
  copy->path = g_strdup (folder->path);
  copy->role = g_strdup (folder->role);
  return copy;
}

void
store_folder_free (StoreFolder *folder)
{
  if (!folder)
    return;
  g_free (folder->account);
  g_free (folder->path);
  g_free (folder->role);
  g_free (folder);
}

static void
free_array (GPtrArray *array)
{
  g_clear_pointer (&array, g_ptr_array_unref);
}

void
store_message_free (StoreMessage *message)
{
  if (!message)
    return;
  g_free (message->account);
  g_free (message->subject);
  g_clear_pointer (&message->from, mail_address_free);
  free_array (message->to);
  free_array (message->cc);
  g_free (message->flags);
  free_array (message->attachments);
  g_free (message->snippet);
  g_free (message->message_id);
  g_free (message->list_id);
  g_strfreev (message->warnings);
  g_free (message);
}
