/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading employees, customers and what links mail to them; as store-reader.h.
 */
#pragma once

#include "store-crm.h"
#include "store-reader.h"

GPtrArray *store_reader_employees (StoreReader *reader, GError **error); /* StoreEmployee */
GStrv store_reader_exceptions (StoreReader *reader, GError **error);     /* sorted */

/* NULL and -1 do not filter. */
typedef struct
{
  const char *address; /* in its normal form */
  int kind;            /* CrmKind */
  const char *responsible;
  guint offset;
  guint limit;
} StoreCustomerFilter;

/* In the order in which they were added; StoreCustomer. */
GPtrArray *store_reader_customers (StoreReader *reader, const StoreCustomerFilter *filter,
                                   GError **error);

/* NULL with NOT_FOUND when there is no such message; StoreRecord. */
GPtrArray *store_reader_records (StoreReader *reader, guint64 message, GError **error);

/* NULL, 0 and -1 do not filter. */
typedef struct
{
  guint64 message;
  int open; /* 1 open, 0 completed */
  const char *responsible;
  guint offset;
  guint limit;
} StoreTaskFilter;

/* In the order in which they were made; NOT_FOUND as above. StoreTask. */
GPtrArray *store_reader_tasks (StoreReader *reader, const StoreTaskFilter *filter, GError **error);
