/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-crm-lists.h"

#include "bus-options.h"
#include "crm-input.h"
#include "crm.h"
#include "error.h"
#include "store-reader-crm.h"

#define LIMIT_MOST 1000 /* also when none is given */

const char *const bus_crm_kinds[] = { "contact", "company", "lead", NULL };

gboolean
bus_crm_parse_id (const char *what, const char *text, gint64 *id, GError **error)
{
  g_autofree char *shown = NULL;

  if (g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, id, NULL))
    return TRUE;
  shown = g_utf8_make_valid (text, (gssize) MIN (strlen (text), 64));
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND,
               "There is no %s «%s»; ids are what the lists of CRM call them", what, shown);
  return FALSE;
}

GVariant *
bus_crm_id_new (gint64 id)
{
  return g_variant_new_take_string (g_strdup_printf ("%" G_GINT64_FORMAT, id));
}

static void
add_text (GVariantBuilder *row, const char *key, const char *text)
{
  g_variant_builder_add (row, "{sv}", key,
                         g_variant_new_take_string (g_utf8_make_valid (text, -1)));
}

static void
add_id (GVariantBuilder *row, const char *key, gint64 id)
{
  g_variant_builder_add (row, "{sv}", key, bus_crm_id_new (id));
}

static void
add_time (GVariantBuilder *row, const char *key, gint64 when)
{
  g_variant_builder_add (row, "{sv}", key, g_variant_new_int64 (when));
}

static void
add_addresses (GVariantBuilder *row, GStrv addresses)
{
  g_variant_builder_add (row, "{sv}", "addresses",
                         g_variant_new_strv ((const char *const *) addresses, -1));
}

static void
fill_employee (GVariantBuilder *row, gconstpointer data)
{
  const StoreEmployee *employee = data;

  add_text (row, "login", employee->login);
  add_text (row, "name", employee->name);
  add_addresses (row, employee->addresses);
}

static void
fill_customer (GVariantBuilder *row, gconstpointer data)
{
  const StoreCustomer *customer = data;

  add_id (row, "customer", customer->id);
  add_text (row, "name", customer->name);
  add_addresses (row, customer->addresses);
  add_text (row, "responsible", customer->responsible);
  add_text (row, "kind", crm_kind_name (customer->kind));
}

/* Nothing waits where nobody else is told. */
static void
add_telling (GVariantBuilder *row, const StoreTelling *telling)
{
  add_text (row, "remote", telling->remote);
  g_variant_builder_add (row, "{sv}", "synced",
                         g_variant_new_boolean (!telling->is_waiting && !*telling->problem));
  add_text (row, "problem", telling->problem);
}

static void
fill_record (GVariantBuilder *row, gconstpointer data)
{
  const StoreRecord *record = data;

  add_id (row, "record", record->id);
  add_id (row, "customer", record->customer);
  add_text (row, "address", record->address);
  add_text (row, "responsible", record->responsible);
  add_text (row, "subject", record->subject);
  g_variant_builder_add (row, "{sv}", "outgoing", g_variant_new_boolean (record->outgoing));
  add_time (row, "saved", record->saved);
  add_telling (row, &record->telling);
}

static void
fill_task (GVariantBuilder *row, gconstpointer data)
{
  const StoreTask *task = data;

  add_id (row, "task", task->id);
  add_text (row, "title", task->title);
  add_text (row, "responsible", task->responsible);
  add_time (row, "due", task->due);
  add_time (row, "created", task->created);
  add_time (row, "completed", task->completed);
  g_variant_builder_add (row, "{sv}", "message", g_variant_new_uint64 (task->message));
  add_text (row, "message-id", task->message_id);
  add_telling (row, &task->telling);
}

typedef void (*Fill) (GVariantBuilder *row, gconstpointer data);

/* The call keeps how its rows are filled. */
static void
on_rows (GObject *source, GAsyncResult *result, gpointer data)
{
  Fill *fill = bus_call_get_data (data);
  GError *error = NULL;
  g_autoptr (GPtrArray) things = store_read_finish ((Store *) source, result, &error);
  g_auto (GVariantBuilder) rows = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; things && i < things->len; i++)
    {
      g_variant_builder_open (&rows, G_VARIANT_TYPE_VARDICT);
      (*fill) (&rows, things->pdata[i]);
      g_variant_builder_close (&rows);
    }
  bus_call_answer (data, things ? g_variant_new ("(aa{sv})", &rows) : NULL, error);
}

/* Takes QUESTION, which FUNCTION is given. */
static void
read_rows (Crm *crm, BusCall *call, Fill fill, StoreReadFunction function, gpointer question,
           GDestroyNotify destroy)
{
  bus_call_set_data (call, g_memdup2 (&fill, sizeof fill), g_free);
  store_read_async (crm_get_store (crm), function, question, destroy,
                    (GDestroyNotify) g_ptr_array_unref, NULL, on_rows, bus_call_take (call));
}

static gpointer
read_employees (StoreReader *reader, gpointer data, GError **error)
{
  return store_reader_employees (reader, error);
}

BUS_CRM_LIST (employees)
{
  read_rows (object, call, fill_employee, read_employees, NULL, NULL);
  return NULL;
}

static gpointer
read_records (StoreReader *reader, gpointer data, GError **error)
{
  return store_reader_records (reader, *(guint64 *) data, error);
}

BUS_CRM_LIST (records)
{
  guint64 message;

  g_variant_get (arguments, "(t)", &message);
  read_rows (object, call, fill_record, read_records, g_memdup2 (&message, sizeof message), g_free);
  return NULL;
}

/* What is asked for, with the strings that a filter borrows. */
typedef struct
{
  StoreCustomerFilter customers;
  StoreTaskFilter tasks;
  char *address;
  char *responsible;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->address);
  g_free (question->responsible);
  g_free (question);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static gboolean
take_page (GVariant *options, guint *offset, guint *limit, GError **error)
{
  *limit = LIMIT_MOST;
  return bus_options_number (options, "offset", 0, G_MAXUINT, offset, error)
         && bus_options_number (options, "limit", 1, LIMIT_MOST, limit, error);
}

static gboolean
take_kind (GVariant *options, int *kind, GError **error)
{
  const char *word = NULL;
  CrmKind parsed = CRM_CONTACT;

  *kind = -1;
  if (!bus_options_word (options, "kind", bus_crm_kinds, &word, error))
    return FALSE;
  if (word && crm_kind_parse (word, &parsed))
    *kind = (int) parsed;
  return TRUE;
}

static gboolean
take_address (GVariant *options, char **address, GError **error)
{
  const char *text;

  if (!g_variant_lookup (options, "address", "&s", &text))
    return TRUE;
  *address = crm_input_address ("address", text, error);
  return *address != NULL;
}

static gpointer
read_customers (StoreReader *reader, gpointer data, GError **error)
{
  return store_reader_customers (reader, &((Question *) data)->customers, error);
}

BUS_CRM_LIST (customers)
{
  static const BusOption known[] = { { "address", "s" }, { "kind", "s" },  { "responsible", "s" },
                                     { "offset", "u" },  { "limit", "u" }, { NULL, NULL } };
  g_autoptr (GVariant) options = g_variant_get_child_value (arguments, 0);
  g_autoptr (Question) question = g_new0 (Question, 1);
  StoreCustomerFilter *filter = &question->customers;

  if (!bus_options_check (options, known, error) || !take_kind (options, &filter->kind, error)
      || !take_page (options, &filter->offset, &filter->limit, error)
      || !take_address (options, &question->address, error))
    return NULL;
  g_variant_lookup (options, "responsible", "s", &question->responsible);
  filter->address = question->address;
  filter->responsible = question->responsible;
  read_rows (object, call, fill_customer, read_customers, g_steal_pointer (&question),
             question_free);
  return NULL;
}

static gpointer
read_tasks (StoreReader *reader, gpointer data, GError **error)
{
  return store_reader_tasks (reader, &((Question *) data)->tasks, error);
}

BUS_CRM_LIST (tasks)
{
  static const BusOption known[] = { { "message", "t" }, { "open", "b" },  { "responsible", "s" },
                                     { "offset", "u" },  { "limit", "u" }, { NULL, NULL } };
  g_autoptr (GVariant) options = g_variant_get_child_value (arguments, 0);
  g_autoptr (Question) question = g_new0 (Question, 1);
  StoreTaskFilter *filter = &question->tasks;
  gboolean open = FALSE;

  if (!bus_options_check (options, known, error)
      || !take_page (options, &filter->offset, &filter->limit, error))
    return NULL;
  filter->open = g_variant_lookup (options, "open", "b", &open) ? open : -1;
  g_variant_lookup (options, "message", "t", &filter->message);
  g_variant_lookup (options, "responsible", "s", &question->responsible);
  filter->responsible = question->responsible;
  read_rows (object, call, fill_task, read_tasks, g_steal_pointer (&question), question_free);
  return NULL;
}
