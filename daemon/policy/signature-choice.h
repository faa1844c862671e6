/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which signature a message gets: the one that is bound most exactly to its From, «Name <address>»
 * before the address alone before nothing, and of several such the one with the lowest id. It
 * knows neither what they say nor where they are kept.
 */
#pragma once

#include <glib.h>

#define SIGNATURE_NONE 0

typedef struct
{
  guint32 id;         /* never SIGNATURE_NONE */
  const char *sender; /* as signature_sender_parse() gives it */
} SignatureBinding;

/* The form in which TEXT («Name <address>», an address or "") is kept, NULL with
 * POSTHORN_ERROR_FAILED naming it and what is wrong with it. */
char *signature_sender_parse (const char *text, GError **error);

/* The id for FROM, an address with or without a name, or SIGNATURE_NONE. A binding to a name is
 * for that name only, as it is written; addresses are compared as mailbox_key() does. */
guint32 signature_choose (const SignatureBinding *bindings, gsize n_bindings, const char *from);
