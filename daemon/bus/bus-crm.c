/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-manager.h"
#include "bus-crm-lists.h"
#include "bus-options.h"
#include "bus-secret.h"
#include "bus-tables.h"
#include "crm.h"

/* A change without an answer of its own. */
static void
on_changed (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;

  crm_change_finish ((Crm *) source, result, NULL, &error);
  bus_call_answer (data, NULL, error);
}

static char *
take_text (GVariant *options, const char *key)
{
  char *text = NULL;

  g_variant_lookup (options, key, "s", &text);
  return text;
}

static GStrv
take_list (GVariant *options, const char *key)
{
  GStrv list = NULL;

  g_variant_lookup (options, key, "^as", &list);
  return list;
}

/* Employees. */

/* The answer is the login, which the call keeps. */
static void
on_employee_added (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  gboolean ok = crm_change_finish ((Crm *) source, result, NULL, &error);
  const char *login = bus_call_get_data (data);

  bus_call_answer (data, ok ? g_variant_new ("(s)", login) : NULL, error);
}

static GVariant *
add_employee (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  static const BusOption known[]
      = { { "login", "s" }, { "name", "s" }, { "addresses", "as" }, { NULL, NULL } };
  g_autoptr (GVariant) options = g_variant_get_child_value (arguments, 0);
  StoreEmployee *employee;

  if (!bus_options_check (options, known, error))
    return NULL;
  employee = g_new0 (StoreEmployee, 1);
  employee->login = take_text (options, "login");
  employee->name = take_text (options, "name");
  employee->addresses = take_list (options, "addresses");
  if (!employee->login)
    employee->login = g_strdup ("");
  if (!employee->name)
    employee->name = g_strdup ("");
  if (!employee->addresses)
    employee->addresses = g_new0 (char *, 1);
  bus_call_set_data (call, g_strdup (employee->login), g_free);
  crm_add_employee_async (object, employee, on_employee_added, bus_call_take (call));
  return NULL;
}

static GVariant *
update_employee (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  static const BusOption known[] = { { "name", "s" }, { "addresses", "as" }, { NULL, NULL } };
  g_autoptr (GVariant) options = g_variant_get_child_value (arguments, 1);
  StoreEmployee *employee;

  if (!bus_options_check (options, known, error))
    return NULL;
  employee = g_new0 (StoreEmployee, 1);
  g_variant_get_child (arguments, 0, "s", &employee->login);
  employee->name = take_text (options, "name");
  employee->addresses = take_list (options, "addresses");
  crm_update_employee_async (object, employee, on_changed, bus_call_take (call));
  return NULL;
}

static GVariant *
remove_employee (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  const char *login;

  g_variant_get (arguments, "(&s)", &login);
  crm_remove_employee_async (object, login, on_changed, bus_call_take (call));
  return NULL;
}

/* Customers. */

static StoreCustomer *
take_customer (GVariant *options, gboolean *has_kind, GError **error)
{
  static const BusOption known[] = {
    { "name", "s" }, { "addresses", "as" }, { "responsible", "s" }, { "kind", "s" }, { NULL, NULL }
  };
  const char *kind = NULL;
  StoreCustomer *customer;

  if (!bus_options_check (options, known, error)
      || !bus_options_word (options, "kind", bus_crm_kinds, &kind, error))
    return NULL;
  customer = g_new0 (StoreCustomer, 1);
  customer->name = take_text (options, "name");
  customer->addresses = take_list (options, "addresses");
  customer->responsible = take_text (options, "responsible");
  *has_kind = kind && crm_kind_parse (kind, &customer->kind);
  return customer;
}

static void
on_customer_added (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  gint64 customer = 0;
  gboolean ok = crm_change_finish ((Crm *) source, result, &customer, &error);

  bus_call_answer (data, ok ? g_variant_new ("(@s)", bus_crm_id_new (customer)) : NULL, error);
}

static GVariant *
add_customer (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  g_autoptr (GVariant) options = g_variant_get_child_value (arguments, 0);
  gboolean has_kind = FALSE;
  StoreCustomer *customer = take_customer (options, &has_kind, error);

  if (!customer)
    return NULL;
  if (!customer->name)
    customer->name = g_strdup ("");
  if (!customer->responsible)
    customer->responsible = g_strdup ("");
  if (!customer->addresses)
    customer->addresses = g_new0 (char *, 1);
  crm_add_customer_async (object, customer, on_customer_added, bus_call_take (call));
  return NULL;
}

static GVariant *
update_customer (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  g_autoptr (GVariant) options = g_variant_get_child_value (arguments, 1);
  gboolean has_kind = FALSE;
  StoreCustomer *customer;
  const char *text;
  gint64 id;

  g_variant_get_child (arguments, 0, "&s", &text);
  if (!bus_crm_parse_id ("customer", text, &id, error))
    return NULL;
  customer = take_customer (options, &has_kind, error);
  if (!customer)
    return NULL;
  customer->id = id;
  crm_update_customer_async (object, customer, has_kind, on_changed, bus_call_take (call));
  return NULL;
}

static GVariant *
remove_customer (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  const char *text;
  gint64 id;

  g_variant_get (arguments, "(&s)", &text);
  if (bus_crm_parse_id ("customer", text, &id, error))
    crm_remove_customer_async (object, id, on_changed, bus_call_take (call));
  return NULL;
}

/* Exceptions. */

static GVariant *
change_exceptions (Crm *crm, GVariant *arguments, gboolean is_addition, BusCall *call)
{
  g_autofree const char **entries = NULL;

  g_variant_get (arguments, "(^a&s)", &entries);
  crm_change_exceptions_async (crm, entries, is_addition, on_changed, bus_call_take (call));
  return NULL;
}

static GVariant *
add_exceptions (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  return change_exceptions (object, arguments, TRUE, call);
}

static GVariant *
remove_exceptions (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  return change_exceptions (object, arguments, FALSE, call);
}

/* Mail. */

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  gboolean is_new = FALSE;
  g_autoptr (StoreRecord) record = crm_save_finish ((Crm *) source, result, &is_new, &error);
  g_auto (GVariantDict) answer = G_VARIANT_DICT_INIT (NULL);

  if (record)
    {
      g_variant_dict_insert_value (&answer, "record", bus_crm_id_new (record->id));
      g_variant_dict_insert_value (&answer, "customer", bus_crm_id_new (record->customer));
      g_variant_dict_insert (&answer, "responsible", "s", record->responsible);
      g_variant_dict_insert (&answer, "created", "b", is_new);
    }
  bus_call_answer (data, record ? g_variant_new ("(@a{sv})", g_variant_dict_end (&answer)) : NULL,
                   error);
}

static GVariant *
save (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  g_autoptr (GVariant) options = NULL;
  guint64 message;

  g_variant_get (arguments, "(t@a{sv})", &message, &options);
  if (bus_options_check (options, NULL, error))
    crm_save_async (object, message, on_saved, bus_call_take (call));
  return NULL;
}

static GVariant *
exclude (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  static const BusOption known[] = { { "add-exception", "b" }, { NULL, NULL } };
  g_autoptr (GVariant) options = NULL;
  gboolean add_exception = FALSE;
  guint64 message;

  g_variant_get (arguments, "(t@a{sv})", &message, &options);
  if (!bus_options_check (options, known, error))
    return NULL;
  g_variant_lookup (options, "add-exception", "b", &add_exception);
  crm_exclude_async (object, message, add_exception, on_changed, bus_call_take (call));
  return NULL;
}

/* Tasks. */

static void
on_task_added (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  gint64 task = 0;
  gboolean ok = crm_change_finish ((Crm *) source, result, &task, &error);
  g_auto (GVariantDict) answer = G_VARIANT_DICT_INIT (NULL);

  if (ok)
    g_variant_dict_insert_value (&answer, "task", bus_crm_id_new (task));
  bus_call_answer (data, ok ? g_variant_new ("(@a{sv})", g_variant_dict_end (&answer)) : NULL,
                   error);
}

static GVariant *
create_task (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  static const BusOption known[]
      = { { "title", "s" }, { "responsible", "s" }, { "due", "x" }, { NULL, NULL } };
  g_autoptr (GVariant) options = NULL;
  guint64 message;
  StoreTask *task;

  g_variant_get (arguments, "(t@a{sv})", &message, &options);
  if (!bus_options_check (options, known, error))
    return NULL;
  task = g_new0 (StoreTask, 1);
  task->title = take_text (options, "title");
  if (task->title && !*task->title)
    g_clear_pointer (&task->title, g_free);
  task->responsible = take_text (options, "responsible");
  g_variant_lookup (options, "due", "x", &task->due);
  crm_add_task_async (object, message, task, on_task_added, bus_call_take (call));
  return NULL;
}

static GVariant *
complete_task (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  const char *text;
  gint64 id;

  g_variant_get (arguments, "(&s)", &text);
  if (bus_crm_parse_id ("task", text, &id, error))
    crm_complete_task_async (object, id, on_changed, bus_call_take (call));
  return NULL;
}

static GVariant *
remove_task (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  const char *text;
  gint64 id;

  g_variant_get (arguments, "(&s)", &text);
  if (bus_crm_parse_id ("task", text, &id, error))
    crm_remove_task_async (object, id, on_changed, bus_call_take (call));
  return NULL;
}

/* The backend. */

static void
on_set_up (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;

  crm_sync_finish ((CrmSync *) source, result, &error);
  bus_call_answer (data, NULL, error);
}

static GVariant *
set_backend (gpointer object, GVariant *value, BusCall *call, GError **error)
{
  static const char *const words[] = { "local", "bitrix24", "dav", NULL };
  const char *word
      = bus_options_choose ("Backend", g_variant_get_string (value, NULL), words, error);

  if (word)
    crm_sync_choose_async (crm_get_sync (object), word, on_set_up, bus_call_take (call));
  return NULL;
}

/* What may be set is the backend's business; the local one takes whatever comes, to refuse it. */
static gboolean
check_settings (CrmSync *sync, GVariant *settings, GError **error)
{
  const CrmBackend *backend = crm_sync_get_backend (sync);
  g_autoptr (GArray) known = g_array_new (TRUE, TRUE, sizeof (BusOption));

  for (const CrmSetting *at = backend ? backend->settings : NULL; at && at->key; at++)
    {
      BusOption option = { at->key, at->type };
      g_array_append_val (known, option);
    }
  return !backend
         || bus_options_check (settings, (const BusOption *) (gpointer) known->data, error);
}

static GVariant *
configure (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  CrmSync *sync = crm_get_sync (object);
  g_autoptr (GVariant) settings = g_variant_get_child_value (arguments, 0);

  if (check_settings (sync, settings, error))
    crm_sync_configure_async (sync, settings, on_set_up, bus_call_take (call));
  return NULL;
}

static GVariant *
get_config (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  return g_variant_new ("(@a{sv})", crm_sync_get_settings (crm_get_sync (object)));
}

/* The call keeps the kind. */
static void
on_secret_read (GObject *source, GAsyncResult *result, gpointer data)
{
  BusCall *call = data;
  GError *error = NULL;
  char *secret = bus_secret_read_finish (result, &error);
  AccountManager *manager = bus_call_get_context (call);

  if (secret)
    crm_sync_set_secret_async (crm_get_sync (account_manager_get_crm (manager)),
                               bus_call_get_data (call), secret, on_set_up, call);
  else
    bus_call_answer (call, NULL, error);
  bus_secret_free (secret);
}

static GVariant *
set_secret (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  char *kind;
  gint handle;
  int descriptor;

  g_variant_get (arguments, "(sh)", &kind, &handle);
  bus_call_set_data (call, kind, g_free);
  descriptor = bus_call_get_descriptor (call, "secret", handle, error);
  if (descriptor >= 0)
    bus_secret_read_async (descriptor, "secret", on_secret_read, bus_call_take (call));
  return NULL;
}

static const BusMethod methods[] = {
  { "AddEmployee", add_employee },
  { "UpdateEmployee", update_employee },
  { "RemoveEmployee", remove_employee },
  { "ListEmployees", bus_crm_list_employees },
  { "AddCustomer", add_customer },
  { "UpdateCustomer", update_customer },
  { "RemoveCustomer", remove_customer },
  { "ListCustomers", bus_crm_list_customers },
  { "AddExceptions", add_exceptions },
  { "RemoveExceptions", remove_exceptions },
  { "Save", save },
  { "Exclude", exclude },
  { "Records", bus_crm_list_records },
  { "CreateTask", create_task },
  { "ListTasks", bus_crm_list_tasks },
  { "CompleteTask", complete_task },
  { "RemoveTask", remove_task },
  { "GetConfig", get_config },
  { "Configure", configure },
  { "SetSecret", set_secret },
  { NULL },
};

static const BusProperty properties[] = {
  { "Backend", .from = "backend", .set = set_backend },
  { "State", .from = "state" },
  { "LastError", .from = "last-error" },
  { "Exceptions", .from = "exceptions" },
  { NULL },
};

const BusTable bus_crm_table = { "org.posthorn.Posthorn1.Crm", methods, properties };
