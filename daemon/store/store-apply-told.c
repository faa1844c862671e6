/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-apply-crm.h"
#include "store-apply-remote.h"
#include "store-batch-crm.h"
#include "store-row-crm.h"
#include "store-sql-names.h"

/* What BACKEND calls by a certain id; ID 0: it is not known here. */
typedef struct
{
  gint64 id;
  gboolean is_pending; /* a change made here is not told yet */
} Found;

static gboolean
find (StoreTransaction *transaction, const char *backend, StoreRemoteKind kind, const char *remote,
      Found *found, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_REMOTE_LOCAL);
  StoreStep step;

  store_statement_bind_text (statement, ":backend", backend);
  store_statement_bind_int64 (statement, ":kind", kind);
  store_statement_bind_text (statement, ":remote", remote);
  step = store_statement_step (statement, error);
  *found = (Found){ 0 };
  if (step == STORE_STEP_ROW)
    *found = (Found){ store_statement_int64 (statement, 0),
                      store_statement_int64 (statement, 1) != 0 };
  return step != STORE_STEP_FAILED;
}

/* Customers. */

/* A lead that was made of a stranger is the customer with its address, whoever that turns out to
 * be, and one of the same name and address is the same. ID 0: nobody here is. */
static gboolean
find_like (StoreTransaction *transaction, const char *backend, const StoreCustomer *customer,
           gint64 *id, GError **error)
{
  gboolean ok = TRUE;

  for (char **address = customer->addresses; ok && *id == 0 && address && *address; address++)
    {
      g_autoptr (StoreStatement) statement
          = store_database_use (transaction->state, STATE_CUSTOMER_LIKE);
      store_statement_bind_text (statement, ":backend", backend);
      store_statement_bind_text (statement, ":address", *address);
      store_statement_bind_text (statement, ":name", customer->name);
      ok = store_statement_value (statement, 0, id, error);
    }
  return ok;
}

/* Counted once in a transaction. */
static gboolean
count_customers (StoreTransaction *transaction, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_CUSTOMER_COUNT);

  return transaction->n_customers >= 0
         || store_statement_value (statement, 0, &transaction->n_customers, error);
}

/* ID stays 0 where there is no room, or nothing that mail could be known by. */
static gboolean
add_customer (StoreTransaction *transaction, const StoreCustomer *customer, gint64 *id,
              GError **error)
{
  if (!customer->addresses || !*customer->addresses)
    return TRUE;
  if (!count_customers (transaction, error))
    return FALSE;
  if (transaction->n_customers >= STORE_CUSTOMERS_MOST)
    {
      transaction->left_out++;
      return TRUE;
    }
  transaction->n_customers++;
  return store_apply_insert_customer (transaction, customer->kind, customer->name,
                                      customer->responsible ? customer->responsible : "",
                                      (const char *const *) customer->addresses, id, error);
}

/* From the other system's word for an employee to ours. */
static gboolean
name_responsible (StoreTransaction *transaction, const char *backend, StoreRemoteCustomer *told,
                  GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_REMOTE_LOCAL);
  StoreStep step;

  if (!told->responsible_remote)
    return TRUE;
  store_statement_bind_text (statement, ":backend", backend);
  store_statement_bind_int64 (statement, ":kind", STORE_REMOTE_EMPLOYEE);
  store_statement_bind_text (statement, ":remote", told->responsible_remote);
  step = store_statement_step (statement, error);
  g_free (told->customer->responsible);
  told->customer->responsible
      = g_strdup (step == STORE_STEP_ROW ? store_statement_text (statement, 0) : "");
  return step != STORE_STEP_FAILED;
}

static gboolean
has_addresses (StoreTransaction *transaction, const StoreCustomer *customer, gboolean *same,
               GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_CUSTOMER_ADDRESSES);
  const char *const *told = (const char *const *) customer->addresses;
  StoreStep step = STORE_STEP_DONE;
  guint n = 0;

  *same = TRUE;
  store_statement_bind_int64 (statement, ":customer", customer->id);
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      n++;
      *same = *same && g_strv_contains (told, store_statement_text (statement, 0));
    }
  *same = *same && n == g_strv_length (customer->addresses);
  return step == STORE_STEP_DONE;
}

/* Most customers are told as they are. */
static gboolean
follow_customer (StoreTransaction *transaction, StoreCustomer *customer, GError **error)
{
  gboolean same = FALSE;

  if (customer->addresses && !has_addresses (transaction, customer, &same, error))
    return FALSE;
  if (same)
    g_clear_pointer (&customer->addresses, g_strfreev);
  return store_apply_write_customer (transaction, customer, TRUE, error);
}

static gboolean
know_customer (StoreTransaction *transaction, const char *backend, gint64 id,
               const StoreRemoteCustomer *told, GError **error)
{
  const StoreRemoteLocal local = { STORE_REMOTE_CUSTOMER, id, NULL };

  return store_apply_remote_known (transaction, backend, &local, told->remote, told->version,
                                   error);
}

gboolean
store_apply_told_customer (StoreTransaction *transaction, StoreRemoteChange *change, GError **error)
{
  StoreRemoteCustomer *told = change->customer;
  StoreCustomer *customer = told->customer;
  Found found;

  if (!name_responsible (transaction, change->backend, told, error)
      || !find (transaction, change->backend, STORE_REMOTE_CUSTOMER, told->remote, &found, error)
      || (found.id == 0 && !find_like (transaction, change->backend, customer, &found.id, error)))
    return FALSE;
  customer->id = found.id;
  if (found.id != 0 ? !follow_customer (transaction, customer, error)
                    : !add_customer (transaction, customer, &customer->id, error))
    return FALSE;
  return customer->id == 0
         || know_customer (transaction, change->backend, customer->id, told, error);
}

static gboolean
hand_over (StoreTransaction *transaction, guint statement_name, const char *parameter, gint64 to,
           gint64 from, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, statement_name);

  store_statement_bind_int64 (statement, parameter, to);
  store_statement_bind_int64 (statement, ":old", from);
  if (statement_name == STATE_REMOTE_HAND_OVER)
    store_statement_bind_int64 (statement, ":kind", STORE_REMOTE_CUSTOMER);
  return store_statement_run (statement, error);
}

/* FROM turned out to be TO. */
static gboolean
merge (StoreTransaction *transaction, gint64 from, gint64 to, GError **error)
{
  return hand_over (transaction, STATE_RECORDS_HAND_OVER, ":customer", to, from, error)
         && hand_over (transaction, STATE_REMOTE_HAND_OVER, ":local", to, from, error)
         && store_apply_delete_customer (transaction, from, error);
}

static gboolean
customer_exists (StoreTransaction *transaction, gint64 id, gboolean *exists, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, STATE_CUSTOMER);
  StoreStep step;

  store_statement_bind_int64 (statement, ":id", id);
  step = store_statement_step (statement, error);
  *exists = step == STORE_STEP_ROW;
  return step != STORE_STEP_FAILED;
}

/* Customer ID, known there or not before, is the one told. */
static gboolean
become (StoreTransaction *transaction, const char *backend, gint64 id, StoreRemoteCustomer *told,
        GError **error)
{
  gboolean exists = FALSE;
  Found found;

  if (!customer_exists (transaction, id, &exists, error)
      || !find (transaction, backend, STORE_REMOTE_CUSTOMER, told->remote, &found, error))
    return FALSE;
  if (!exists)
    return TRUE;
  if (found.id != 0 && found.id != id && !merge (transaction, id, found.id, error))
    return FALSE;
  told->customer->id = found.id != 0 ? found.id : id;
  return name_responsible (transaction, backend, told, error)
         && follow_customer (transaction, told->customer, error)
         && know_customer (transaction, backend, told->customer->id, told, error);
}

/* Tasks. */

static gboolean
find_by_marker (StoreTransaction *transaction, const char *backend, const StoreRemoteTask *told,
                Found *found, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_REMOTE_BY_MARKER);
  StoreStep step;

  store_statement_bind_text (statement, ":backend", backend);
  store_statement_bind_int64 (statement, ":kind", STORE_REMOTE_TASK);
  store_statement_bind_text (statement, ":marker", told->marker);
  step = store_statement_step (statement, error);
  if (step == STORE_STEP_ROW)
    *found = (Found){ store_statement_int64 (statement, 0),
                      store_statement_int64 (statement, 1) != 0 };
  return step != STORE_STEP_FAILED;
}

/* That it is completed here and not told yet wins. */
static gint64
completed (const StoreTask *task, const StoreRemoteTask *told, gboolean is_pending)
{
  if (is_pending && task->completed)
    return task->completed;
  return told->completed;
}

static gboolean
follow_task (StoreTransaction *transaction, const Found *found, const StoreRemoteTask *told,
             GError **error)
{
  g_autoptr (StoreLinkKey) key = NULL;
  g_autoptr (StoreTask) task = NULL;
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, STATE_TASK_SET);

  if (!store_row_find_task (transaction->state, found->id, &task, &key, error))
    return FALSE;
  if (!task) /* gone here, which is not told yet */
    return TRUE;
  store_statement_bind_int64 (statement, ":id", found->id);
  store_statement_bind_text (statement, ":title", told->title ? told->title : task->title);
  store_statement_bind_int64 (statement, ":due", told->due);
  store_statement_bind_int64 (statement, ":completed", completed (task, told, found->is_pending));
  return store_statement_run (statement, error);
}

static gboolean
know_task (StoreTransaction *transaction, const char *backend, const StoreRemoteTask *told,
           Found *found, GError **error)
{
  StoreRemoteLocal local = { STORE_REMOTE_TASK, 0, NULL };

  if (!find (transaction, backend, STORE_REMOTE_TASK, told->remote, found, error)
      || (found->id == 0 && *told->marker
          && !find_by_marker (transaction, backend, told, found, error)))
    return FALSE;
  local.id = found->id;
  return found->id == 0
         || store_apply_remote_known (transaction, backend, &local, told->remote, told->version,
                                      error);
}

gboolean
store_apply_told_task (StoreTransaction *transaction, StoreRemoteChange *change, GError **error)
{
  Found found;

  return know_task (transaction, change->backend, change->task, &found, error)
         && (found.id == 0 || follow_task (transaction, &found, change->task, error));
}

/* What is gone there. */

/* Without addresses nobody's mail is this customer's any more; the records stay. */
static gboolean
customer_gone (StoreTransaction *transaction, gint64 id, GError **error)
{
  static const char *const none[] = { NULL };
  StoreCustomer bare = { .id = id, .addresses = (char **) none };
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_RECORD_OF_CUSTOMER);
  StoreStep step;

  store_statement_bind_int64 (statement, ":customer", id);
  step = store_statement_step (statement, error);
  if (step == STORE_STEP_DONE)
    return store_apply_delete_customer (transaction, id, error);
  return step == STORE_STEP_ROW && store_apply_write_customer (transaction, &bare, FALSE, error);
}

static gboolean
record_gone (StoreTransaction *transaction, gint64 id, GError **error)
{
  g_autoptr (StoreLinkKey) key = NULL;
  g_autoptr (StoreRecord) record = NULL;

  return store_row_find_record (transaction->state, id, &record, &key, error)
         && (!record || store_apply_delete_record (transaction, id, key, error));
}

static gboolean
task_gone (StoreTransaction *transaction, gint64 id, GError **error)
{
  g_autoptr (StoreLinkKey) key = NULL;
  g_autoptr (StoreTask) task = NULL;

  return store_row_find_task (transaction->state, id, &task, &key, error)
         && (!task || store_apply_delete_task (transaction, id, key, error));
}

static gboolean
forget (StoreTransaction *transaction, const char *backend, const StoreRemoteLocal *local,
        GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_REMOTE_FORGET);

  store_statement_bind_text (statement, ":backend", backend);
  store_remote_local_bind (statement, local);
  return store_statement_run (statement, error);
}

/* First it is forgotten there: nothing has to be told about it. */
static gboolean
drop (StoreTransaction *transaction, const char *backend, StoreRemoteKind kind, gint64 id,
      GError **error)
{
  const StoreRemoteLocal local = { kind, id, NULL };

  if (!forget (transaction, backend, &local, error))
    return FALSE;
  if (kind == STORE_REMOTE_CUSTOMER)
    return customer_gone (transaction, id, error);
  return kind == STORE_REMOTE_TASK ? task_gone (transaction, id, error)
                                   : record_gone (transaction, id, error);
}

/* Who has left is an employee here until somebody removes them: their addresses stay an
 * employee's. */
gboolean
store_apply_told_gone (StoreTransaction *transaction, StoreRemoteChange *change, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_REMOTE_FORGET_REMOTE);
  Found found;

  if (change->name->kind == STORE_REMOTE_EMPLOYEE)
    {
      store_statement_bind_text (statement, ":backend", change->backend);
      store_statement_bind_int64 (statement, ":kind", change->name->kind);
      store_statement_bind_text (statement, ":remote", change->name->remote);
      return store_statement_run (statement, error);
    }
  if (!find (transaction, change->backend, change->name->kind, change->name->remote, &found, error))
    return FALSE;
  return found.id == 0 || drop (transaction, change->backend, change->name->kind, found.id, error);
}

/* What an intent led to. */

static gboolean
note_told (StoreTransaction *transaction, const StoreRemoteChange *change, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, STATE_INTENT_TOLD);

  store_statement_bind_text (statement, ":backend", change->backend);
  store_statement_bind_int64 (statement, ":kind", change->kind);
  store_statement_bind_int64 (statement, ":local", change->local);
  store_statement_bind_int64 (statement, ":wanted", change->wanted);
  store_statement_bind_text (statement, ":remote", change->pushed->remote);
  store_statement_bind_text (statement, ":version", change->pushed->version);
  return store_statement_run (statement, error);
}

static gboolean
follow_pushed_task (StoreTransaction *transaction, const StoreRemoteChange *change, GError **error)
{
  Found found;

  if (!find (transaction, change->backend, STORE_REMOTE_TASK, change->pushed->remote, &found,
             error))
    return FALSE;
  return found.id == 0 || follow_task (transaction, &found, change->pushed->task, error);
}

gboolean
store_apply_told_intent (StoreTransaction *transaction, StoreRemoteChange *change, GError **error)
{
  const StoreRemoteLocal local = { change->kind, change->local, NULL };
  const StoreRemotePushed *pushed = change->pushed;

  if (change->is_removal)
    return forget (transaction, change->backend, &local, error);
  if (pushed->is_gone)
    return drop (transaction, change->backend, change->kind, change->local, error);
  return note_told (transaction, change, error)
         && (!pushed->customer || change->of_customer == 0
             || become (transaction, change->backend, change->of_customer, pushed->customer, error))
         && (!pushed->task || follow_pushed_task (transaction, change, error));
}
