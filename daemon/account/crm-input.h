/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person enters about employees, customers and tasks, brought into the form in which it is
 * kept. Errors are G_IO_ERROR_INVALID_ARGUMENT naming the key and what is wrong. It knows no store.
 */
#pragma once

#include "store-crm.h"

#define CRM_LOGIN_OCTETS    255
#define CRM_NAME_OCTETS     1000
#define CRM_TITLE_OCTETS    (32 * 1024)
#define CRM_ADDRESSES_MOST  100   /* of one customer or employee */
#define CRM_EXCEPTIONS_MOST 10000 /* in one call */

/* One line of text: not too long, nothing in it that could command a terminal. */
gboolean crm_input_check_line (const char *key, const char *text, gsize most, GError **error);

/* An employee's login may be an address, and then is one of the employee's. Fields that are NULL
 * stay so. */
gboolean crm_input_complete_employee (StoreEmployee *employee, GError **error);
gboolean crm_input_complete_customer (StoreCustomer *customer, GError **error);
gboolean crm_input_check_task (const StoreTask *task, GError **error);

/* A whole domain is no exception. TOO_LARGE for more than CRM_EXCEPTIONS_MOST. */
GStrv crm_input_exceptions (const char *const *entries, GError **error);
char *crm_input_address (const char *key, const char *text, GError **error);
