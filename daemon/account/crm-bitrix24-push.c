/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bitrix24-record.h"
#include "bitrix24-task.h"
#include "crm-bitrix24-private.h"
#include "mailbox.h"
#include "normal-address.h"

/* What is allowed in a mid: URL (RFC 2392) beside what is allowed in all. */
#define MID_LETTERS "@!$'*+"

/* One intent on its way; the strings of its wishes that are made here. */
typedef struct
{
  const StoreIntent *intent;
  Bitrix24Record record;
  Bitrix24RecordSteps *record_steps;
  Bitrix24Task wish;
  Bitrix24TaskSteps *task_steps;
  char *from;
  char *mail;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  bitrix24_record_steps_free (job->record_steps);
  bitrix24_task_steps_free (job->task_steps);
  g_free (job->from);
  g_free (job->mail);
  g_free (job);
}

static gboolean
is_of (const MailAddress *person, const char *address)
{
  g_autofree char *normal = person ? normal_address_of (person->address) : NULL;

  return g_strcmp0 (normal, address) == 0;
}

static const char *
name_among (GPtrArray *people, const char *address)
{
  for (guint i = 0; people && i < people->len; i++)
    if (is_of (people->pdata[i], address))
      return ((const MailAddress *) people->pdata[i])->name;
  return "";
}

/* As the mail calls who sits at the address; the name of a lead made here is but its subject. */
static const char *
name_of (const StoreIntent *intent)
{
  const char *address = intent->record->address;
  const StoreMessage *message = intent->message;
  const char *name = "";

  if (intent->customer && intent->customer->kind != CRM_LEAD)
    return intent->customer->name;
  if (message && is_of (message->from, address))
    name = message->from->name;
  if (message && !*name)
    name = name_among (message->to, address);
  return message && !*name ? name_among (message->cc, address) : name;
}

static gint64
date_of (const StoreIntent *intent)
{
  const StoreMessage *message = intent->message;

  if (message && message->date > 0)
    return message->date;
  return message && message->received > 0 ? message->received : intent->record->saved;
}

static char *
sender_of (const StoreIntent *intent)
{
  if (intent->message && intent->message->from)
    return mailbox_format (intent->message->from);
  return g_strdup (intent->record->outgoing ? "" : intent->record->address);
}

static const char *
responsible_of (CrmBitrix24 *self, const StoreIntent *intent)
{
  return *intent->responsible_remote ? intent->responsible_remote : self->user;
}

static void
fill_record (CrmBitrix24 *self, Job *job)
{
  const StoreIntent *intent = job->intent;
  Bitrix24Record *record = &job->record;

  record->activity = intent->remote;
  record->is_begun = intent->is_begun;
  record->is_removal = intent->is_removal;
  record->marker = intent->marker;
  if (intent->is_removal)
    return;
  job->from = sender_of (intent);
  record->customer = intent->customer_remote;
  record->name = name_of (intent);
  record->address = intent->record->address;
  record->from = job->from;
  record->subject = intent->record->subject;
  record->text = intent->text;
  record->responsible = responsible_of (self, intent);
  record->date = date_of (intent);
  record->outgoing = intent->record->outgoing;
}

static char *
mid_of (const char *message_id)
{
  g_autofree char *escaped = g_uri_escape_string (message_id, MID_LETTERS, FALSE);

  return *message_id ? g_strconcat ("mid:", escaped, NULL) : g_strdup ("");
}

static void
fill_task (CrmBitrix24 *self, Job *job)
{
  const StoreIntent *intent = job->intent;
  Bitrix24Task *wish = &job->wish;

  wish->task = intent->remote;
  wish->is_begun = intent->is_begun;
  wish->is_removal = intent->is_removal;
  wish->marker = intent->marker;
  wish->creator = self->user;
  if (intent->is_removal)
    return;
  job->mail = mid_of (intent->message_id);
  wish->created = intent->task->created;
  wish->title = intent->task->title;
  wish->mail = job->mail;
  wish->customer = intent->customer_remote;
  wish->responsible = responsible_of (self, intent);
  wish->due = intent->task->due;
  wish->is_completed = intent->task->completed > 0;
}

/* A lead that was just made is as it was wished; so is who is found and not shown. */
static StoreRemoteCustomer *
customer_as_wished (const Job *job, Bitrix24Kind kind, const char *number)
{
  const Bitrix24Record *record = &job->record;
  const char *addresses[] = { record->address, NULL };
  const Bitrix24Row row = {
    .id = (char *) number,
    .name = (char *) (*record->name ? record->name : record->subject),
    .addresses = (char **) addresses,
    .responsible = (char *) record->responsible,
  };

  return crm_bitrix24_customer_new (kind, &row);
}

static StoreRemotePushed *
pushed_record (const Job *job)
{
  StoreRemotePushed *pushed
      = store_remote_pushed_new (bitrix24_record_activity (job->record_steps), "");
  const Bitrix24Row *row = NULL;
  const char *id = bitrix24_record_customer (job->record_steps, &row);
  Bitrix24Kind kind = BITRIX24_LEAD;
  const char *number = id ? bitrix24_customer_parse (id, &kind) : NULL;

  if (number)
    pushed->customer
        = row ? crm_bitrix24_customer_new (kind, row) : customer_as_wished (job, kind, number);
  return pushed;
}

static StoreRemotePushed *
pushed_task (CrmBitrix24 *self, const Job *job)
{
  const Bitrix24Row *row = bitrix24_task_row (job->task_steps);
  const StoreTask *task = job->intent->task;
  gboolean is_completed = (task && task->completed > 0) || (row && row->completed > 0);
  g_autofree char *version = crm_bitrix24_task_version (self, is_completed);
  StoreRemotePushed *pushed = store_remote_pushed_new (bitrix24_task_id (job->task_steps), version);

  pushed->is_gone = bitrix24_task_is_gone (job->task_steps);
  if (!row || !task || pushed->is_gone)
    return pushed;
  pushed->task = crm_bitrix24_task_new (self, row);
  pushed->task->completed = row->completed ? row->completed : task->completed;
  return pushed;
}

static void
on_run (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  CrmBitrix24 *self = g_task_get_source_object (task);
  const Job *job = g_task_get_task_data (task);
  GError *error = NULL;
  StoreRemotePushed *pushed = NULL;

  if (!bitrix24_portal_run_finish (BITRIX24_PORTAL (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  pushed = job->record_steps ? pushed_record (job) : pushed_task (self, job);
  g_task_return_pointer (task, pushed, (GDestroyNotify) store_remote_pushed_free);
}

static void
run (GTask *task)
{
  CrmBitrix24 *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  gboolean is_record = job->intent->kind == STORE_REMOTE_RECORD;
  gpointer steps = NULL;

  if (is_record)
    {
      fill_record (self, job);
      steps = job->record_steps = bitrix24_record_steps_new (&job->record);
    }
  else
    {
      fill_task (self, job);
      steps = job->task_steps = bitrix24_task_steps_new (&job->wish);
    }
  bitrix24_portal_run_async (self->portal, is_record ? &bitrix24_record_kind : &bitrix24_task_kind,
                             steps, g_task_get_cancellable (task), on_run, g_object_ref (task));
}

void
crm_bitrix24_push_async (CrmRemote *remote, const StoreIntent *intent, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (remote, cancellable, callback, data);
  Job *job = g_new0 (Job, 1);

  job->intent = intent;
  g_task_set_task_data (task, job, job_free);
  if (crm_bitrix24_is_open (CRM_BITRIX24 (remote), task))
    run (task);
}

StoreRemotePushed *
crm_bitrix24_push_finish (CrmRemote *remote, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
