/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The signatures of all accounts: kept in state.db and in memory. Which one fits a sender is
 * policy/signature-choice.h; where it is put is mime/.
 */
#pragma once

#include "store-signature.h"
#include "store.h"

#include <gio/gio.h>

#define TYPE_STORED_SIGNATURES (stored_signatures_get_type ())
G_DECLARE_FINAL_TYPE (StoredSignatures, stored_signatures, POSTHORN, STORED_SIGNATURES, GObject)

StoredSignatures *stored_signatures_new (Store *store);

/* Reads them from the store; blocks, only at start. */
gboolean stored_signatures_load (StoredSignatures *signatures, GError **error);

GPtrArray *stored_signatures_list (StoredSignatures *signatures); /* StoreSignature; borrowed */

/* SENDER, HTML and TEXT; on disk and in force when CALLBACK runs. For _change, NULL leaves what is
 * there. G_IO_ERROR_INVALID_ARGUMENT names «sender»; NOT_FOUND, TOO_LARGE, STORE, DISK_FULL. */
void stored_signatures_add_async (StoredSignatures *signatures, const char *sender,
                                  const char *html, const char *text, GAsyncReadyCallback callback,
                                  gpointer data);
void stored_signatures_change_async (StoredSignatures *signatures, guint id, const char *sender,
                                     const char *html, const char *text,
                                     GAsyncReadyCallback callback, gpointer data);
void stored_signatures_remove_async (StoredSignatures *signatures, guint id,
                                     GAsyncReadyCallback callback, gpointer data);
/* For all; the id it is about, 0 with ERROR. */
guint stored_signatures_finish (StoredSignatures *signatures, GAsyncResult *result, GError **error);

/* «Name <address>», an address, or "". */
char *stored_signatures_sender (const StoreSignature *signature);

/* 0 = none fits FROM. */
guint stored_signatures_choose (StoredSignatures *signatures, const char *from);
const StoreSignature *stored_signatures_find (StoredSignatures *signatures, guint id,
                                              GError **error);
