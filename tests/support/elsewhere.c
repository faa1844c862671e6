/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "elsewhere.h"

#include "error.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

Elsewhere *elsewhere;

#define TYPE_FAR (far_get_type ())
G_DECLARE_FINAL_TYPE (Far, far, POSTHORN, FAR, CrmRemote)

struct _Far
{
  CrmRemote parent_instance;
};

G_DEFINE_FINAL_TYPE (Far, far, TYPE_CRM_REMOTE)

Elsewhere *
elsewhere_new (void)
{
  Elsewhere *self = g_new0 (Elsewhere, 1);

  self->said = g_string_new (NULL);
  self->employees = g_ptr_array_new_with_free_func ((GDestroyNotify) store_remote_employee_free);
  self->customers = g_ptr_array_new_with_free_func ((GDestroyNotify) store_remote_customer_free);
  self->tasks = g_ptr_array_new_with_free_func ((GDestroyNotify) store_remote_task_free);
  self->records = g_ptr_array_new_with_free_func (g_free);
  self->error = -1;
  self->push_error = -1;
  self->place = "here";
  elsewhere = self;
  return self;
}

void
elsewhere_free (Elsewhere *self)
{
  g_string_free (self->said, TRUE);
  g_ptr_array_unref (self->employees);
  g_ptr_array_unref (self->customers);
  g_ptr_array_unref (self->tasks);
  g_ptr_array_unref (self->records);
  g_free (self);
  elsewhere = NULL;
}

/* Every step of the dialogue, at each of which a crash may come. */
static void
step (void)
{
  if (++elsewhere->n_calls == elsewhere->kill_at)
    kill (getpid (), SIGKILL);
}

/* At once on disk, for whoever looks after a crash. */
static void
enter (const char *kind, const char *what)
{
  g_autofree char *line = g_strconcat (kind, " ", what, "\n", NULL);
  int file;

  if (!elsewhere->register_path)
    return;
  file = open (elsewhere->register_path, O_WRONLY | O_CREAT | O_APPEND, 0600);
  g_assert_cmpint (write (file, line, strlen (line)), ==, (gssize) strlen (line));
  close (file);
}

static void
say (const char *format, const char *what)
{
  if (elsewhere->said->len > 0)
    g_string_append_c (elsewhere->said, ' ');
  g_string_append_printf (elsewhere->said, "%s:%s", format, what);
}

static StoreRemoteTask *
copy_task (const StoreRemoteTask *task)
{
  StoreRemoteTask *copy = g_new0 (StoreRemoteTask, 1);

  copy->remote = g_strdup (task->remote);
  copy->version = g_strdup (task->version);
  copy->marker = g_strdup (task->marker);
  copy->title = g_strdup (task->title);
  copy->due = task->due;
  copy->completed = task->completed;
  return copy;
}

static StoreRemoteCustomer *
copy_customer (const StoreRemoteCustomer *customer)
{
  StoreRemoteCustomer *copy = g_new0 (StoreRemoteCustomer, 1);

  copy->remote = g_strdup (customer->remote);
  copy->version = g_strdup (customer->version);
  copy->responsible_remote = g_strdup (customer->responsible_remote);
  copy->customer = g_new0 (StoreCustomer, 1);
  copy->customer->kind = customer->customer->kind;
  copy->customer->name = g_strdup (customer->customer->name);
  copy->customer->addresses = g_strdupv (customer->customer->addresses);
  return copy;
}

static StoreRemoteEmployee *
employee_new (const char *remote, const char *login, char **addresses)
{
  StoreRemoteEmployee *employee = g_new0 (StoreRemoteEmployee, 1);

  employee->remote = g_strdup (remote);
  employee->employee = g_new0 (StoreEmployee, 1);
  employee->employee->login = g_strdup (login);
  employee->employee->name = g_strdup ("");
  employee->employee->addresses = g_strdupv (addresses);
  return employee;
}

/* The daemon's side. */

static void
far_begin (CrmRemote *remote, const char *secret)
{
  step ();
  elsewhere->n_begun++;
}

static void
far_end (CrmRemote *remote)
{
  elsewhere->n_ended++;
  step ();
}

static gboolean
fail (GTask *task, int code)
{
  if (code < 0)
    return FALSE;
  g_task_return_new_error (task, POSTHORN_ERROR, code, "Elsewhere: %s",
                           posthorn_error_name ((PosthornError) code));
  return TRUE;
}

static void
far_pull_async (CrmRemote *remote, const char *cursor, GCancellable *cancellable,
                GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (remote, cancellable, callback, data);
  StoreRemotePage *page;
  guint first = *cursor ? (guint) g_ascii_strtoull (cursor, NULL, 10) : 0;
  guint last = elsewhere->page ? MIN (first + elsewhere->page, elsewhere->customers->len)
                               : elsewhere->customers->len;

  say ("pull", cursor);
  if (elsewhere->learnt)
    g_signal_emit_by_name (remote, "setting", "url", g_variant_new_string (elsewhere->learnt));
  step ();
  if (fail (task, elsewhere->error))
    return;
  page = store_remote_page_new ();
  for (guint i = 0; first == 0 && i < elsewhere->employees->len; i++)
    {
      const StoreRemoteEmployee *at = elsewhere->employees->pdata[i];
      g_ptr_array_add (page->employees,
                       employee_new (at->remote, at->employee->login, at->employee->addresses));
    }
  for (guint i = first; i < last; i++)
    g_ptr_array_add (page->customers, copy_customer (elsewhere->customers->pdata[i]));
  for (guint i = 0; first == 0 && i < elsewhere->tasks->len; i++)
    g_ptr_array_add (page->tasks, copy_task (elsewhere->tasks->pdata[i]));
  page->has_more = last < elsewhere->customers->len;
  if (!page->has_more)
    page->whole = 1 << STORE_REMOTE_CUSTOMER | 1 << STORE_REMOTE_TASK | 1 << STORE_REMOTE_EMPLOYEE;
  g_free (page->cursor);
  page->cursor = page->has_more ? g_strdup_printf ("%u", last) : g_strdup ("");
  page->place = g_strdup (elsewhere->place);
  page->again = elsewhere->again;
  g_task_return_pointer (task, page, (GDestroyNotify) store_remote_page_free);
}

static StoreRemotePage *
far_pull_finish (CrmRemote *remote, GAsyncResult *result, GError **error)
{
  step ();
  return g_task_propagate_pointer (G_TASK (result), error);
}

static StoreRemoteTask *
task_by (const StoreIntent *intent)
{
  for (guint i = 0; i < elsewhere->tasks->len; i++)
    {
      StoreRemoteTask *task = elsewhere->tasks->pdata[i];
      if (*intent->remote ? g_str_equal (task->remote, intent->remote)
                          : intent->is_begun && g_str_equal (task->marker, intent->marker))
        return task;
    }
  return NULL;
}

static StoreRemoteTask *
add_task (const StoreIntent *intent)
{
  StoreRemoteTask *task = g_new0 (StoreRemoteTask, 1);

  task->remote = g_strdup_printf ("t%u", ++elsewhere->next);
  task->version = g_strdup ("");
  task->marker = g_strdup (intent->marker);
  task->title = g_strdup (intent->task->title);
  task->due = intent->task->due;
  task->completed = intent->task->completed;
  g_ptr_array_add (elsewhere->tasks, task);
  enter ("task", task->marker);
  return task;
}

static StoreRemotePushed *
push_task (const StoreIntent *intent)
{
  StoreRemoteTask *task = task_by (intent);
  StoreRemotePushed *pushed = NULL;

  if (intent->is_removal)
    {
      g_ptr_array_remove (elsewhere->tasks, task);
      return store_remote_pushed_new ("", "");
    }
  if (!task && *intent->remote)
    {
      pushed = store_remote_pushed_new ("", "");
      pushed->is_gone = TRUE;
      return pushed;
    }
  if (!task)
    task = add_task (intent);
  if (intent->task->completed)
    task->completed = intent->task->completed;
  pushed = store_remote_pushed_new (task->remote, task->version);
  pushed->task = copy_task (task);
  return pushed;
}

static StoreRemoteCustomer *
customer_with (const char *address)
{
  for (guint i = 0; i < elsewhere->customers->len; i++)
    {
      StoreRemoteCustomer *customer = elsewhere->customers->pdata[i];
      if (g_strv_contains ((const char *const *) customer->customer->addresses, address))
        return customer;
    }
  return NULL;
}

static StoreRemotePushed *
push_record (const StoreIntent *intent)
{
  StoreRemotePushed *pushed = store_remote_pushed_new (intent->marker, "");
  g_autofree char *lead = NULL;

  if (intent->is_removal)
    {
      for (guint i = 0; i < elsewhere->records->len; i++)
        if (g_str_equal (elsewhere->records->pdata[i], intent->marker))
          g_ptr_array_remove_index (elsewhere->records, i--);
      return pushed;
    }
  if (!*intent->customer_remote && !customer_with (intent->record->address))
    {
      lead = g_strdup_printf ("l%u", ++elsewhere->next);
      elsewhere_put_customer (lead, CRM_LEAD, intent->customer->name, intent->record->address, "");
      enter ("lead", intent->record->address);
    }
  if (!*intent->customer_remote)
    pushed->customer = copy_customer (customer_with (intent->record->address));
  for (guint i = 0; intent->is_begun && i < elsewhere->records->len; i++)
    if (g_str_equal (elsewhere->records->pdata[i], intent->marker))
      return pushed;
  g_ptr_array_add (elsewhere->records, g_strdup (intent->marker));
  enter ("record", intent->marker);
  return pushed;
}

static gboolean
is_called (const StoreIntent *intent, const char *title)
{
  return intent->task && g_strcmp0 (intent->task->title, title) == 0;
}

static void
say_push (const StoreIntent *intent)
{
  static const char *const kinds[]
      = { [STORE_REMOTE_RECORD] = "record", [STORE_REMOTE_TASK] = "task" };
  const char *what = intent->is_removal ? "gone" : intent->is_begun ? "again" : "new";

  say (kinds[intent->kind], *intent->remote && !intent->is_removal ? "changed" : what);
}

static void
far_push_async (CrmRemote *remote, const StoreIntent *intent, GCancellable *cancellable,
                GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (remote, cancellable, callback, data);
  int error = elsewhere->error >= 0 ? elsewhere->error : elsewhere->push_error;
  StoreRemotePushed *pushed;

  say_push (intent);
  step ();
  elsewhere->push_error = -1;
  if (is_called (intent, elsewhere->refused))
    error = POSTHORN_ERROR_CRM_REMOTE;
  if (is_called (intent, elsewhere->poison))
    error = POSTHORN_ERROR_PROTOCOL;
  if (error >= 0 && elsewhere->moment == ELSEWHERE_BEFORE && fail (task, error))
    return;
  pushed = intent->kind == STORE_REMOTE_TASK ? push_task (intent) : push_record (intent);
  step ();
  if (elsewhere->holds)
    {
      g_task_set_task_data (task, pushed, NULL);
      elsewhere->held = g_steal_pointer (&task);
      elsewhere->holds = FALSE;
    }
  else if (fail (task, error))
    store_remote_pushed_free (pushed);
  else
    g_task_return_pointer (task, pushed, (GDestroyNotify) store_remote_pushed_free);
}

static StoreRemotePushed *
far_push_finish (CrmRemote *remote, GAsyncResult *result, GError **error)
{
  step ();
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
far_class_init (FarClass *class)
{
  CrmRemoteClass *remote_class = POSTHORN_CRM_REMOTE_CLASS (class);

  remote_class->begin = far_begin;
  remote_class->end = far_end;
  remote_class->pull_async = far_pull_async;
  remote_class->pull_finish = far_pull_finish;
  remote_class->push_async = far_push_async;
  remote_class->push_finish = far_push_finish;
}

static void
far_init (Far *far)
{
}

static CrmRemote *
open_far (AccountServices *services, GVariant *settings, GError **error)
{
  return g_object_new (TYPE_FAR, NULL);
}

/* One that must be told where it is. */
static CrmRemote *
open_dav (AccountServices *services, GVariant *settings, GError **error)
{
  g_autofree char *url = NULL;

  if (g_variant_lookup (settings, "url", "s", &url))
    return g_object_new (TYPE_FAR, NULL);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "url: is missing");
  return NULL;
}

static gboolean
check_secret (const char *secret, GError **error)
{
  if (*secret)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "secret: is empty");
  return FALSE;
}

static const CrmSetting settings_of[] = { { "url", "s" }, { NULL, NULL } };
static const CrmBackend bitrix24 = { "bitrix24", "Elsewhere", NULL, settings_of, open_far, NULL };
static const CrmBackend dav = { "dav", "Elsewhere", NULL, settings_of, open_dav, NULL };
static const CrmBackend sealed
    = { "sealed", "Elsewhere", "password", settings_of, open_far, check_secret };
const CrmBackend *const elsewhere_backends[] = { &bitrix24, &dav, &sealed, NULL };

void
elsewhere_release (void)
{
  g_autoptr (GTask) task = g_steal_pointer (&elsewhere->held);

  g_task_return_pointer (task, g_task_get_task_data (task),
                         (GDestroyNotify) store_remote_pushed_free);
}

/* What others do there. */

void
elsewhere_add_employee (const char *remote, const char *login, const char *address)
{
  char *addresses[] = { (char *) address, NULL };

  g_ptr_array_add (elsewhere->employees, employee_new (remote, login, addresses));
}

void
elsewhere_drop_customer (const char *remote)
{
  for (guint i = elsewhere->customers->len; i > 0; i--)
    {
      const StoreRemoteCustomer *customer = elsewhere->customers->pdata[i - 1];
      if (g_str_equal (customer->remote, remote))
        g_ptr_array_remove_index (elsewhere->customers, i - 1);
    }
}

void
elsewhere_put_customer (const char *remote, CrmKind kind, const char *name, const char *addresses,
                        const char *responsible)
{
  StoreRemoteCustomer *customer = g_new0 (StoreRemoteCustomer, 1);

  elsewhere_drop_customer (remote);
  customer->remote = g_strdup (remote);
  customer->version = g_strdup ("");
  customer->responsible_remote = g_strdup (responsible);
  customer->customer = g_new0 (StoreCustomer, 1);
  customer->customer->kind = kind;
  customer->customer->name = g_strdup (name);
  customer->customer->addresses = g_strsplit (addresses, " ", -1);
  g_ptr_array_add (elsewhere->customers, customer);
}

StoreRemoteTask *
elsewhere_find_task (const char *title)
{
  for (guint i = 0; i < elsewhere->tasks->len; i++)
    {
      StoreRemoteTask *task = elsewhere->tasks->pdata[i];
      if (g_str_equal (task->title, title))
        return task;
    }
  return NULL;
}

static void
load (const char *kind, const char *what)
{
  StoreRemoteTask *task;

  if (g_str_equal (kind, "lead"))
    elsewhere_put_customer (what, CRM_LEAD, what, what, "");
  else if (g_str_equal (kind, "record"))
    g_ptr_array_add (elsewhere->records, g_strdup (what));
  else
    {
      task = g_new0 (StoreRemoteTask, 1);
      task->remote = g_strdup (what);
      task->version = g_strdup ("");
      task->marker = g_strdup (what);
      task->title = g_strdup ("Call");
      g_ptr_array_add (elsewhere->tasks, task);
    }
}

void
elsewhere_load (const char *register_path)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  elsewhere->register_path = register_path;
  if (!g_file_get_contents (register_path, &text, NULL, NULL))
    return;
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; **line; line++)
    {
      g_auto (GStrv) words = g_strsplit (*line, " ", 2);
      load (words[0], words[1]);
    }
}

void
elsewhere_drop_task (const char *title)
{
  g_ptr_array_remove (elsewhere->tasks, elsewhere_find_task (title));
}
