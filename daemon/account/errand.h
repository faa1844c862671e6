/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * When something is told to the server of an account: at once, after every restart and whatever a
 * failure waited for, and ever more seldom while it fails. One attempt at a time. It does not know
 * what is told.
 */
#pragma once

#include "account.h"

typedef struct
{
  const char *name; /* in logs */
  /* Tells all there is. The callback's source object is of no matter. */
  void (*run_async) (Account *account, gpointer data, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer callback_data);
  /* Errors: those of a session, of the keyring, of the store; then some is left. */
  gboolean (*run_finish) (Account *account, gpointer data, GAsyncResult *result, GError **error);
} ErrandKind;

typedef struct _Errand Errand;

Errand *errand_new (Account *account, const ErrandKind *kind, gpointer data); /* all borrowed */
void errand_free (Errand *errand);

/* There is something to tell, or it may get through now. */
void errand_want (Errand *errand);
/* Stops what is under way; it stays wanted. */
void errand_hold (Errand *errand);
