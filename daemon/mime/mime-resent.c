/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-resent.h"

#include "mail-date.h"

/* The field of our own comes last: a message that begins with a folded line, which no header may,
 * does not change what the others say. */
char *
mime_resent_block (const MimeResent *resent)
{
  g_autofree char *date = mail_date_format (resent->date, resent->offset);

  return g_strdup_printf ("Resent-Date: %s\r\n"
                          "Resent-From: %s\r\n"
                          "Resent-To: %s\r\n"
                          "Resent-Message-ID: <%s>\r\n" MIME_ROUTED_BY ": %s\r\n",
                          date, resent->from, resent->to, resent->message_id, resent->from);
}
