/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Takes a page of another system over: in small transactions, so that nobody waits for the writer,
 * of which the last one turns the page. Killed in between, the same page comes again and changes
 * nothing twice. A listing that lacks most of what was there is not believed at once. It asks
 * nothing of the other system.
 */
#pragma once

#include "store-remote-page.h"
#include "store.h"

typedef struct
{
  Store *store;
  const char *backend;
  gboolean believe; /* what is missing is gone, however much it is */
  void (*changed) (const StoreChanges *changes, gpointer data); /* links of mail have */
  gpointer data;
} CrmIntakeOptions;

typedef struct
{
  guint left_out;       /* customers and employees for which there is no room */
  gboolean is_doubtful; /* too much is missing: nothing is gone, and the next pull begins anew */
} CrmIntakeResult;

/* PAGE is taken over; what OPTIONS points to outlives it. */
void crm_intake_async (const CrmIntakeOptions *options, StoreRemotePage *page,
                       GAsyncReadyCallback callback, gpointer data);
gboolean crm_intake_finish (GAsyncResult *result, CrmIntakeResult *intake, GError **error);
