/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Mail, employees and customers for component tests on a store-fixture, and what is
 * done with them. Only public headers of the store.
 */
#pragma once

#include "store-batch-crm.h"
#include "store-fixture.h"
#include "store-reader-crm.h"

/* A mail; NULL: as usual. */
typedef struct
{
  guint32 uid;
  const char *from;
  const char *to;
  const char *message_id;
  const char *answers;
  const char *subject;
  gboolean arrived;
} CrmSample;

void crm_add_mail (StoreBatch *batch, gint64 folder, const CrmSample *mail);
guint64 crm_receive (Fixture *fixture, gint64 folder, CrmSample mail);
void crm_set_route (Fixture *fixture, const char *route);
StoreEmployee *crm_employee_new (const char *login, const char *address);
void crm_add_employee (Fixture *fixture, const char *login, const char *address);
StoreCustomer *crm_customer_new (gint64 id, CrmKind kind, const char *responsible,
                                 const char *addresses);
gint64 crm_add_customer (Fixture *fixture, CrmKind kind, const char *responsible,
                         const char *addresses);
gint64 crm_made (Fixture *fixture, StoreBatch *batch, gboolean *is_new);
gint64 crm_save (Fixture *fixture, guint64 id, gboolean *is_new);
gint64 crm_add_task (Fixture *fixture, guint64 id, const char *title);
void crm_exclude (Fixture *fixture, guint64 id, gboolean add_exception);
void crm_assert_refused (Fixture *fixture, StoreBatch *batch, int code, const char *said);
StoreRecord *crm_record_of (Fixture *fixture, guint64 id);
StoreLinks crm_links_of (Fixture *fixture, guint64 id);
