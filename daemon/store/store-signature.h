/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A signature as a person has written it, and whom it is for. A value; which one fits a sender is
 * decided in policy/.
 */
#pragma once

#include <glib.h>

typedef struct
{
  guint id;
  char *name;    /* "" = whatever the sender is called */
  char *address; /* "" = for any sender */
  char *html;
  char *text;
} StoreSignature;

StoreSignature *store_signature_new (guint id, const char *name, const char *address,
                                     const char *html, const char *text);
StoreSignature *store_signature_copy (const StoreSignature *signature);
void store_signature_free (StoreSignature *signature);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreSignature, store_signature_free)
