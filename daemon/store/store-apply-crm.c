/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-apply-crm.h"

#include "error.h"
#include "store-apply-remote.h"
#include "store-batch-crm.h"
#include "store-row-crm.h"
#include "store-sql-names.h"

/* Logins that an error lists. */
#define LISTED_MOST 20

static gboolean
run_for_text (StoreTransaction *transaction, guint statement_name, const char *parameter,
              const char *value, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, statement_name);

  store_statement_bind_text (statement, parameter, value);
  return store_statement_run (statement, error);
}

static gboolean
run_for_id (StoreTransaction *transaction, guint statement_name, const char *parameter, gint64 id,
            GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, statement_name);

  store_statement_bind_int64 (statement, parameter, id);
  return store_statement_run (statement, error);
}

/* Employees. */

gboolean
store_apply_employee_exists (StoreTransaction *transaction, const char *login, gboolean *exists,
                             GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, STATE_EMPLOYEE);
  StoreStep step;

  store_statement_bind_text (statement, ":login", login);
  step = store_statement_step (statement, error);
  *exists = step == STORE_STEP_ROW;
  return step != STORE_STEP_FAILED;
}

/* Whether LOGIN is there must be as WANTED. */
static gboolean
expect_employee (StoreTransaction *transaction, const char *login, gboolean wanted, GError **error)
{
  gboolean exists = FALSE;

  if (!store_apply_employee_exists (transaction, login, &exists, error))
    return FALSE;
  if (exists == wanted)
    return TRUE;
  if (exists)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_EXISTS,
                 "The employee %s is there already; change it with UpdateEmployee", login);
  else
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND,
                 "There is no employee %s; ListEmployees tells who is there", login);
  return FALSE;
}

gboolean
store_apply_add_addresses (StoreTransaction *transaction, const char *login,
                           const char *const *addresses, GError **error)
{
  for (; *addresses; addresses++)
    {
      g_autoptr (StoreStatement) statement
          = store_database_use (transaction->state, STATE_EMPLOYEE_ADDRESS_PUT);
      store_statement_bind_text (statement, ":address", *addresses);
      store_statement_bind_text (statement, ":login", login);
      if (!store_statement_run (statement, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
put_employee_addresses (StoreTransaction *transaction, const StoreEmployee *employee,
                        GError **error)
{
  return run_for_text (transaction, STATE_EMPLOYEE_ADDRESSES_DELETE, ":login", employee->login,
                       error)
         && store_apply_add_addresses (transaction, employee->login,
                                       (const char *const *) employee->addresses, error);
}

gboolean
store_apply_write_employee (StoreTransaction *transaction, guint statement_name,
                            const StoreEmployee *employee, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, statement_name);

  store_statement_bind_text (statement, ":login", employee->login);
  store_statement_bind_text (statement, ":name", employee->name);
  return store_statement_run (statement, error);
}

gboolean
store_apply_expect_room (StoreTransaction *transaction, guint statement_name, guint most,
                         const char *what, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, statement_name);
  gint64 count = 0;

  if (!store_statement_value (statement, 0, &count, error))
    return FALSE;
  if (count < most)
    return TRUE;
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE,
               "CRM takes %u %s and has that many; remove some first", most, what);
  return FALSE;
}

static gboolean
add_employee (StoreTransaction *transaction, StoreCrmChange *change, GError **error)
{
  const StoreEmployee *employee = change->employee;

  return expect_employee (transaction, employee->login, FALSE, error)
         && store_apply_expect_room (transaction, STATE_EMPLOYEE_COUNT, STORE_EMPLOYEES_MOST,
                                     "employees", error)
         && store_apply_write_employee (transaction, STATE_EMPLOYEE_INSERT, employee, error)
         && put_employee_addresses (transaction, employee, error);
}

static gboolean
update_employee (StoreTransaction *transaction, StoreCrmChange *change, GError **error)
{
  const StoreEmployee *employee = change->employee;

  return expect_employee (transaction, employee->login, TRUE, error)
         && (!employee->name
             || store_apply_write_employee (transaction, STATE_EMPLOYEE_RENAME, employee, error))
         && (!employee->addresses || put_employee_addresses (transaction, employee, error));
}

static gboolean
expect_no_customers (StoreTransaction *transaction, const char *login, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_CUSTOMERS_OF_EMPLOYEE);
  gint64 count;

  store_statement_bind_text (statement, ":login", login);
  if (store_statement_step (statement, error) != STORE_STEP_ROW)
    return FALSE;
  count = store_statement_int64 (statement, 0);
  if (count > 0)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_FAILED,
                 "The employee %s is the responsible one of customers (%" G_GINT64_FORMAT ", %s "
                 "among them); give them to somebody else with UpdateCustomer first",
                 login, count, store_statement_text (statement, 1));
  return count == 0;
}

static gboolean
remove_employee (StoreTransaction *transaction, StoreCrmChange *change, GError **error)
{
  const StoreRemoteLocal local = { STORE_REMOTE_EMPLOYEE, 0, change->name };
  g_autofree char *what = g_strdup_printf ("The employee %s", change->name);

  return expect_employee (transaction, change->name, TRUE, error)
         && store_apply_expect_kept_here (transaction, &local, what, error)
         && expect_no_customers (transaction, change->name, error)
         && store_apply_forget_everywhere (transaction, &local, error)
         && run_for_text (transaction, STATE_EMPLOYEE_DELETE, ":login", change->name, error);
}

static char *
list_logins (StoreTransaction *transaction)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, STATE_LOGINS);
  g_autoptr (GString) list = g_string_new (NULL);
  guint n = 0;

  while (n++ < LISTED_MOST && store_statement_step (statement, NULL) == STORE_STEP_ROW)
    g_string_append_printf (list, "%s%s", list->len ? ", " : "",
                            store_statement_text (statement, 0));
  return g_string_free (g_steal_pointer (&list), FALSE);
}

gboolean
store_apply_expect_login (StoreTransaction *transaction, const char *login, GError **error)
{
  gboolean known = FALSE;
  g_autofree char *logins = NULL;

  if (!*login)
    return TRUE;
  if (!store_crm_facts_know_login (transaction, login, &known, error) || known)
    return known;
  logins = list_logins (transaction);
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND,
               "responsible: there is no employee %s; there are %s, and AddEmployee adds others",
               login, *logins ? logins : "none yet");
  return FALSE;
}

/* Customers. */

static gboolean
put_customer_addresses (StoreTransaction *transaction, gint64 customer,
                        const char *const *addresses, GError **error)
{
  for (; *addresses; addresses++)
    {
      g_autoptr (StoreStatement) statement
          = store_database_use (transaction->state, STATE_CUSTOMER_ADDRESS_PUT);
      store_statement_bind_text (statement, ":address", *addresses);
      store_statement_bind_int64 (statement, ":customer", customer);
      if (!store_statement_run (statement, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
store_apply_insert_customer (StoreTransaction *transaction, CrmKind kind, const char *name,
                             const char *responsible, const char *const *addresses, gint64 *id,
                             GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_CUSTOMER_INSERT);

  store_statement_bind_int64 (statement, ":kind", kind);
  store_statement_bind_text (statement, ":name", name);
  store_statement_bind_text (statement, ":responsible", responsible);
  if (!store_statement_run (statement, error))
    return FALSE;
  *id = store_database_last_id (transaction->state);
  return put_customer_addresses (transaction, *id, addresses, error);
}

static gboolean
add_customer (StoreTransaction *transaction, StoreCrmChange *change, GError **error)
{
  const StoreCustomer *customer = change->customer;

  transaction->is_new = TRUE;
  return store_apply_expect_login (transaction, customer->responsible, error)
         && store_apply_expect_room (transaction, STATE_CUSTOMER_COUNT, STORE_CUSTOMERS_MOST,
                                     "customers", error)
         && store_apply_insert_customer (
             transaction, customer->kind, customer->name, customer->responsible,
             (const char *const *) customer->addresses, &transaction->made, error);
}

static StoreCustomer *
read_customer (StoreTransaction *transaction, gint64 id, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, STATE_CUSTOMER);
  StoreStep step;

  store_statement_bind_int64 (statement, ":id", id);
  step = store_statement_step (statement, error);
  if (step == STORE_STEP_DONE)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND,
                 "There is no customer %" G_GINT64_FORMAT "; ListCustomers tells who is there", id);
  return step == STORE_STEP_ROW ? store_row_customer (statement) : NULL;
}

static gboolean
write_customer (StoreTransaction *transaction, const StoreCustomer *old, const StoreCustomer *new,
                gboolean has_kind, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_CUSTOMER_UPDATE);

  store_statement_bind_int64 (statement, ":id", old->id);
  store_statement_bind_int64 (statement, ":kind", has_kind ? new->kind : old->kind);
  store_statement_bind_text (statement, ":name", new->name ? new->name : old->name);
  store_statement_bind_text (statement, ":responsible",
                             new->responsible ? new->responsible : old->responsible);
  return store_statement_run (statement, error);
}

gboolean
store_apply_write_customer (StoreTransaction *transaction, const StoreCustomer *new,
                            gboolean has_kind, GError **error)
{
  g_autoptr (StoreCustomer) old = read_customer (transaction, new->id, error);

  if (!old || !write_customer (transaction, old, new, has_kind, error))
    return FALSE;
  return !new->addresses
         || (run_for_id (transaction, STATE_CUSTOMER_ADDRESSES_DELETE, ":customer", new->id, error)
             && put_customer_addresses (transaction, new->id, (const char *const *) new->addresses,
                                        error));
}

static gboolean
expect_kept_here (StoreTransaction *transaction, gint64 id, GError **error)
{
  const StoreRemoteLocal local = { STORE_REMOTE_CUSTOMER, id, NULL };
  g_autofree char *what = g_strdup_printf ("The customer %" G_GINT64_FORMAT, id);

  return store_apply_expect_kept_here (transaction, &local, what, error);
}

static gboolean
update_customer (StoreTransaction *transaction, StoreCrmChange *change, GError **error)
{
  const StoreCustomer *new = change->customer;

  return expect_kept_here (transaction, new->id, error)
         && store_apply_expect_login (transaction, new->responsible ? new->responsible : "", error)
         && store_apply_write_customer (transaction, new, change->has_kind, error);
}

gboolean
store_apply_delete_customer (StoreTransaction *transaction, gint64 id, GError **error)
{
  const StoreRemoteLocal local = { STORE_REMOTE_CUSTOMER, id, NULL };

  return store_apply_forget_everywhere (transaction, &local, error)
         && run_for_id (transaction, STATE_CUSTOMER_DELETE, ":id", id, error);
}

static gboolean
remove_customer (StoreTransaction *transaction, StoreCrmChange *change, GError **error)
{
  g_autoptr (StoreCustomer) customer = read_customer (transaction, change->id, error);

  return customer && expect_kept_here (transaction, change->id, error)
         && store_apply_remove_records (transaction, change->id, error)
         && store_apply_delete_customer (transaction, change->id, error);
}

/* Exceptions. */

gboolean
store_apply_add_exception (StoreTransaction *transaction, const char *address, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_EXCEPTION_COUNT);
  gint64 count = 0;

  if (!run_for_text (transaction, STATE_EXCEPTION_PUT, ":address", address, error)
      || !store_statement_value (statement, 0, &count, error))
    return FALSE;
  if (count <= STORE_EXCEPTIONS_MOST)
    return TRUE;
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE,
               "CRM takes %u exceptions and has that many; remove some first",
               STORE_EXCEPTIONS_MOST);
  return FALSE;
}

static gboolean
add_exception (StoreTransaction *transaction, StoreCrmChange *change, GError **error)
{
  return store_apply_add_exception (transaction, change->name, error);
}

static gboolean
remove_exception (StoreTransaction *transaction, StoreCrmChange *change, GError **error)
{
  return run_for_text (transaction, STATE_EXCEPTION_DELETE, ":address", change->name, error);
}

gboolean
store_apply_crm (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  typedef gboolean (*Apply) (StoreTransaction *, StoreCrmChange *, GError **);
  static const Apply table[] = {
    [STORE_CRM_ADD_EMPLOYEE] = add_employee,
    [STORE_CRM_UPDATE_EMPLOYEE] = update_employee,
    [STORE_CRM_REMOVE_EMPLOYEE] = remove_employee,
    [STORE_CRM_ADD_CUSTOMER] = add_customer,
    [STORE_CRM_UPDATE_CUSTOMER] = update_customer,
    [STORE_CRM_REMOVE_CUSTOMER] = remove_customer,
    [STORE_CRM_ADD_EXCEPTION] = add_exception,
    [STORE_CRM_REMOVE_EXCEPTION] = remove_exception,
    [STORE_CRM_SAVE] = store_apply_save,
    [STORE_CRM_EXCLUDE] = store_apply_exclude,
    [STORE_CRM_ADD_TASK] = store_apply_add_task,
    [STORE_CRM_COMPLETE_TASK] = store_apply_complete_task,
    [STORE_CRM_REMOVE_TASK] = store_apply_remove_task,
  };

  return table[change->crm->verb](transaction, change->crm, error);
}
