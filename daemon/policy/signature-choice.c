/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signature-choice.h"

#include "mailbox.h"

#include <string.h>

#define KEY "sender"

typedef enum
{
  MATCH_NOT,
  MATCH_ALL, /* bound to nothing */
  MATCH_ADDRESS,
  MATCH_NAME,
} Match;

char *
signature_sender_parse (const char *text, GError **error)
{
  g_autoptr (MailAddress) sender = NULL;

  if (*text == '\0')
    return g_strdup ("");
  sender = mailbox_parse (KEY, text, error);
  return sender ? mailbox_format (sender) : NULL;
}

static Match
match (const SignatureBinding *binding, const MailAddress *from)
{
  g_autoptr (MailAddress) sender = NULL;
  g_autofree char *own = NULL;
  g_autofree char *used = NULL;

  if (*binding->sender == '\0')
    return MATCH_ALL;
  sender = from ? mailbox_parse (KEY, binding->sender, NULL) : NULL;
  if (!sender)
    return MATCH_NOT;
  own = mailbox_key (sender->address);
  used = mailbox_key (from->address);
  if (strcmp (own, used) != 0)
    return MATCH_NOT;
  if (*sender->name == '\0')
    return MATCH_ADDRESS;
  return strcmp (sender->name, from->name) == 0 ? MATCH_NAME : MATCH_NOT;
}

guint32
signature_choose (const SignatureBinding *bindings, gsize n_bindings, const char *from)
{
  g_autoptr (MailAddress) sender = mailbox_parse (KEY, from, NULL);
  Match best = MATCH_NOT;
  guint32 id = SIGNATURE_NONE;

  for (gsize i = 0; i < n_bindings; i++)
    {
      Match found = match (&bindings[i], sender);

      if (found == MATCH_NOT || found < best || (found == best && bindings[i].id > id))
        continue;
      best = found;
      id = bindings[i].id;
    }
  return id;
}
