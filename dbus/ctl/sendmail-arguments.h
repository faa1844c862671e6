/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command line of posthorn-sendmail, as programs have called sendmail for decades: what matters
 * here is taken over, what only a mail server could do with is passed over. It reads no message.
 */
#pragma once

#include <glib.h>

typedef struct
{
  const char *account;       /* NULL = by the sender */
  const char *sender;        /* "" = not given */
  gboolean header_has_names; /* the recipients in the message's header count, too */
  gboolean dots_are_text;    /* a line with nothing but a dot does not end the message */
  gboolean help;
  gboolean version;
  char **recipients; /* into the ARGUMENTS it was made from */
} SendmailArguments;

/* ARGUMENTS: what main() got, which stays as long as PARSED. */
gboolean sendmail_arguments_parse (int count, char **arguments, SendmailArguments *parsed,
                                   GError **error);
