/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-response.h"

#include "imap-fetch-parser.h"
#include "imap-list-parser.h"

ImapResponse *
imap_response_copy_status (const ImapResponse *response)
{
  ImapResponse *copy = NULL;

  g_return_val_if_fail (response->type == IMAP_RESPONSE_STATUS, NULL);
  copy = g_new0 (ImapResponse, 1);
  copy->type = response->type;
  copy->tag = g_strdup (response->tag);
  copy->status = response->status;
  copy->code = response->code;
  copy->text = g_strdup (response->text);
  copy->number = response->number;
  copy->words = g_strdupv (response->words);
  copy->uids = response->uids != NULL ? uid_set_copy (response->uids) : NULL;
  copy->source_uids = response->source_uids != NULL ? uid_set_copy (response->source_uids) : NULL;
  copy->uidvalidity = response->uidvalidity;
  return copy;
}

void
imap_response_free (ImapResponse *response)
{
  if (response == NULL)
    return;
  g_free (response->tag);
  g_free (response->text);
  g_strfreev (response->words);
  g_clear_pointer (&response->uids, uid_set_free);
  g_clear_pointer (&response->source_uids, uid_set_free);
  g_clear_pointer (&response->list, imap_list_free);
  g_clear_pointer (&response->mailbox_status, imap_mailbox_status_free);
  g_clear_pointer (&response->fetch, imap_fetch_free);
  g_free (response);
}
