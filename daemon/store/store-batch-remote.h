/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The changes of a batch that are about another system that keeps customers and tasks. What is
 * told by it about things that are not here any more, or not known to be there, does nothing. All
 * take over what is not const.
 */
#pragma once

#include "store-batch.h"
#include "store-intent.h"
#include "store-remote-page.h"

/* From now on what is linked to mail is told to BACKEND, "" = to none, and nobody else; its next
 * pull begins from nothing. */
void store_batch_choose_remote (StoreBatch *batch, const char *backend);
void store_batch_configure_remote (StoreBatch *batch, const char *backend, const char *settings);
/* The next pull begins from nothing, and what was refused is told again. */
void store_batch_restart_remote (StoreBatch *batch, const char *backend);

/* A page is told, from PLACE, NULL = the same as before; what was known at another place is not
 * known any more. Then what it has, in batches, of which the last one turns the page. */
void store_batch_begin_pull (StoreBatch *batch, const char *backend, const char *place);
void store_batch_tell_employee (StoreBatch *batch, const char *backend,
                                StoreRemoteEmployee *employee);
void store_batch_tell_customer (StoreBatch *batch, const char *backend,
                                StoreRemoteCustomer *customer);
void store_batch_tell_task (StoreBatch *batch, const char *backend, StoreRemoteTask *task);
void store_batch_tell_unchanged (StoreBatch *batch, const char *backend, StoreRemoteName *name);
void store_batch_tell_gone (StoreBatch *batch, const char *backend, StoreRemoteName *name);
void store_batch_turn_page (StoreBatch *batch, const char *backend, const char *cursor,
                            gboolean has_more);

/* The way of an intent: it is about to be told for the first time; it was told, or is refused until
 * it changes. What changed here meanwhile stays to be told. */
void store_batch_begin_intent (StoreBatch *batch, const char *backend, const StoreIntent *intent);
void store_batch_told_intent (StoreBatch *batch, const char *backend, const StoreIntent *intent,
                              StoreRemotePushed *pushed);
void store_batch_refused_intent (StoreBatch *batch, const char *backend, const StoreIntent *intent,
                                 const char *problem);
