/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-signature.h"

StoreSignature *
store_signature_new (guint id, const char *name, const char *address, const char *html,
                     const char *text)
{
  StoreSignature *signature = g_new (StoreSignature, 1);

  signature->id = id;
  signature->name = g_strdup (name);
  signature->address = g_strdup (address);
  signature->html = g_strdup (html);
  signature->text = g_strdup (text);
  return signature;
}

StoreSignature *
store_signature_copy (const StoreSignature *signature)
{
  return store_signature_new (signature->id, signature->name, signature->address, signature->html,
                              signature->text);
}

void
store_signature_free (StoreSignature *signature)
{
  g_free (signature->name);
  g_free (signature->address);
  g_free (signature->html);
  g_free (signature->text);
  g_free (signature);
}
