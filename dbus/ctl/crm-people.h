/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The halves of «posthornctl crm» that are about people: customers and employees. What a person
 * typed after «crm» comes in as words; each function prints its own result.
 */
#pragma once

#include "command.h"

/* Options of all of «crm», NULL where not given. */
typedef struct
{
  char *name;
  char *responsible;
  char *kind;
  char *secret_file;
  gboolean exception;
} CrmOptions;

/* WORDS: what follows "customers", "customer", "employees" or "employee". */
gboolean crm_people_customers (Client *client, const CrmOptions *options, const char *const *words,
                               GError **error);
gboolean crm_people_customer (Client *client, const CrmOptions *options, const char *const *words,
                              GError **error);
gboolean crm_people_employees (Client *client, const CrmOptions *options, const char *const *words,
                               GError **error);
gboolean crm_people_employee (Client *client, const CrmOptions *options, const char *const *words,
                              GError **error);
