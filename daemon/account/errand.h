/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * When something is told to another system: at once, after every restart and whatever a failure
 * waited for, and ever more seldom while it fails. One attempt at a time. It does not know what is
 * told, nor to whom.
 */
#pragma once

#include <gio/gio.h>

/* Whose errands they are. */
typedef struct
{
  const char *(*get_id) (gpointer owner); /* of an account, in logs; NULL = of none */
  gboolean (*may_run) (gpointer owner);   /* whether there is anybody to tell it to now */
} ErrandOwner;

typedef struct
{
  const char *name; /* in logs */
  /* Tells all there is. The callback's source object is of no matter. */
  void (*run_async) (gpointer owner, gpointer data, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer callback_data);
  /* Errors: those of a session, of the keyring, of the store; then some is left. */
  gboolean (*run_finish) (gpointer owner, gpointer data, GAsyncResult *result, GError **error);
} ErrandKind;

typedef struct _Errand Errand;

/* OBJECT lives while something runs. All are borrowed. */
Errand *errand_new (GObject *object, const ErrandOwner *owner, const ErrandKind *kind,
                    gpointer data);
void errand_free (Errand *errand);

/* There is something to tell, or it may get through now. */
void errand_want (Errand *errand);
/* Stops what is under way; it stays wanted. */
void errand_hold (Errand *errand);
