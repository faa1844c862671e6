/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-apply-crm.h"
#include "store-apply-remote.h"
#include "store-batch-crm.h"
#include "store-sql-names.h"

/* The login by which BACKEND's REMOTE is known here; NULL without error: it is not. */
static char *
known_login (StoreTransaction *transaction, const char *backend, const char *remote, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_REMOTE_LOCAL);

  store_statement_bind_text (statement, ":backend", backend);
  store_statement_bind_int64 (statement, ":kind", STORE_REMOTE_EMPLOYEE);
  store_statement_bind_text (statement, ":remote", remote);
  return store_statement_step (statement, error) == STORE_STEP_ROW
             ? store_statement_dup_text (statement, 0)
             : NULL;
}

/* Whoever has one of the addresses here, else the employee as told. Transfer full. */
static char *
find_login (StoreTransaction *transaction, const StoreRemoteChange *change, GError **error)
{
  const StoreEmployee *employee = change->employee->employee;
  g_autoptr (GError) failure = NULL;
  char *login = known_login (transaction, change->backend, change->employee->remote, &failure);

  for (char **address = employee->addresses; *address && !login && !failure; address++)
    store_crm_facts_login_of (transaction, *address, &login, &failure);
  if (!failure)
    return login ? login : g_strdup (employee->login);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

static gboolean
count_employees (StoreTransaction *transaction, gint64 *count, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_EMPLOYEE_COUNT);

  return store_statement_value (statement, 0, count, error);
}

/* HAS_ROOM FALSE: there are so many that this one is left out. */
static gboolean
add (StoreTransaction *transaction, const StoreEmployee *employee, gboolean *has_room,
     GError **error)
{
  gint64 count = 0;

  if (!count_employees (transaction, &count, error))
    return FALSE;
  *has_room = count < STORE_EMPLOYEES_MOST;
  transaction->left_out += !*has_room;
  return !*has_room
         || store_apply_write_employee (transaction, STATE_EMPLOYEE_INSERT, employee, error);
}

/* Addresses entered here stay. An owner of a mailbox need not be among the employees. */
static gboolean
follow (StoreTransaction *transaction, const StoreEmployee *employee, GError **error)
{
  gboolean exists = FALSE;

  if (!store_apply_employee_exists (transaction, employee->login, &exists, error))
    return FALSE;
  if (!exists)
    return TRUE;
  return (!*employee->name
          || store_apply_write_employee (transaction, STATE_EMPLOYEE_RENAME, employee, error))
         && store_apply_add_addresses (transaction, employee->login,
                                       (const char *const *) employee->addresses, error);
}

gboolean
store_apply_told_employee (StoreTransaction *transaction, StoreRemoteChange *change, GError **error)
{
  StoreEmployee *employee = change->employee->employee;
  char *login = find_login (transaction, change, error);
  StoreRemoteLocal local = { STORE_REMOTE_EMPLOYEE, 0, login };
  gboolean is_known = FALSE;
  gboolean has_room = TRUE;

  if (!login)
    return FALSE;
  g_free (employee->login);
  employee->login = login;
  if (!store_crm_facts_know_login (transaction, login, &is_known, error)
      || (!is_known && !add (transaction, employee, &has_room, error)))
    return FALSE;
  return !has_room
         || (follow (transaction, employee, error)
             && store_apply_remote_known (transaction, change->backend, &local,
                                          change->employee->remote, "", error));
}
