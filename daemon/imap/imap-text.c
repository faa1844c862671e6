/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-text.h"

#include "error.h"
#include "server-text.h"

void
imap_text_set_error (GError **error, const char *problem, const char *data, gsize length)
{
  g_autofree char *excerpt = server_text_excerpt (data, length);

  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL,
               "The server sent %s (%s); check that host and port are those of an IMAP server",
               problem, excerpt);
}
