/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bitrix24-record.h"

#include "bitrix24-batch.h"

#define REMOVALS_MOST 10

typedef enum
{
  STEP_LOOK,      /* for what an earlier attempt has made */
  STEP_FIND,      /* whoever has the address */
  STEP_FIND_KIND, /* of those whom too many leads have pushed out of the answer */
  STEP_SHOW,      /* the one who was found */
  STEP_ADD_LEAD,
  STEP_ADD,
  STEP_SEEK, /* for what is to be gone */
  STEP_DELETE,
  STEP_OVER,
} Step;

struct _Bitrix24RecordSteps
{
  const Bitrix24Record *record;
  Step step;
  char *activity;
  gboolean has_customer;
  Bitrix24Kind kind; /* of the customer; of who is looked for */
  char *number;
  char *lead;      /* the oldest lead that was found, "" = none */
  char *customer;  /* as in the result; NULL = as was said */
  GPtrArray *rows; /* of the customer, or none */
  guint removals;
  GError *refusal; /* of the last one */
};

static void
set (char **field, const char *value)
{
  char *copy = g_strdup (value);

  g_free (*field);
  *field = copy;
}

/* Where it goes on once the customer is known. */
static void
go_on (Bitrix24RecordSteps *steps)
{
  steps->step = *steps->activity ? STEP_OVER : STEP_ADD;
}

static Step
first_step (const Bitrix24RecordSteps *steps)
{
  const Bitrix24Record *record = steps->record;
  gboolean may_be_there = *record->activity || record->is_begun;

  if (record->is_removal)
    return may_be_there ? STEP_SEEK : STEP_OVER;
  if (*record->activity)
    return STEP_OVER;
  if (record->is_begun)
    return STEP_LOOK;
  return steps->has_customer ? STEP_ADD : STEP_FIND;
}

Bitrix24RecordSteps *
bitrix24_record_steps_new (const Bitrix24Record *record)
{
  Bitrix24RecordSteps *steps = g_new0 (Bitrix24RecordSteps, 1);
  const char *number
      = record->is_removal ? NULL : bitrix24_customer_parse (record->customer, &steps->kind);

  steps->record = record;
  steps->has_customer = number != NULL;
  steps->number = g_strdup (number ? number : "");
  steps->activity = g_strdup (record->activity);
  steps->lead = g_strdup ("");
  steps->rows = bitrix24_rows_new ();
  steps->step = first_step (steps);
  return steps;
}

void
bitrix24_record_steps_free (Bitrix24RecordSteps *steps)
{
  if (!steps)
    return;
  g_free (steps->activity);
  g_free (steps->number);
  g_free (steps->lead);
  g_free (steps->customer);
  g_ptr_array_unref (steps->rows);
  g_clear_error (&steps->refusal);
  g_free (steps);
}

static Bitrix24Request *
look (const Bitrix24Record *record)
{
  g_autoptr (Bitrix24Batch) batch = bitrix24_batch_new ();
  g_autoptr (Bitrix24Request) lead
      = bitrix24_request_by_origin (BITRIX24_LEAD_LIST, record->marker);
  g_autoptr (Bitrix24Request) activity
      = bitrix24_request_by_origin (BITRIX24_ACTIVITY_LIST, record->marker);

  bitrix24_batch_add (batch, lead);
  bitrix24_batch_add (batch, activity);
  return bitrix24_batch_end (batch);
}

static Bitrix24Method
list_of (Bitrix24Kind kind)
{
  static const Bitrix24Method list[]
      = { BITRIX24_CONTACT_LIST, BITRIX24_COMPANY_LIST, BITRIX24_LEAD_LIST };

  return list[kind];
}

static Bitrix24Request *
show (const Bitrix24RecordSteps *steps)
{
  const char *const ids[] = { steps->number, NULL };

  return bitrix24_request_by_ids (list_of (steps->kind), ids);
}

static Bitrix24Request *
add_lead (const Bitrix24Record *record)
{
  const Bitrix24NewLead lead = {
    .title = record->subject,
    .name = record->name,
    .address = record->address,
    .responsible = record->responsible,
    .origin = record->marker,
  };

  return bitrix24_request_add_lead (&lead);
}

static Bitrix24Request *
add_activity (const Bitrix24RecordSteps *steps)
{
  const Bitrix24Record *record = steps->record;
  const Bitrix24Activity activity = {
    .outgoing = record->outgoing,
    .kind = steps->kind,
    .number = steps->number,
    .address = record->address,
    .from = record->from,
    .subject = record->subject,
    .text = record->text,
    .responsible = record->responsible,
    .origin = record->marker,
    .date = record->date,
  };

  return bitrix24_activity_build (&activity);
}

static Bitrix24Request *
next (gpointer data)
{
  const Bitrix24RecordSteps *steps = data;
  const Bitrix24Record *record = steps->record;

  switch (steps->step)
    {
    case STEP_LOOK:
      return look (record);
    case STEP_FIND:
      return bitrix24_request_find (record->address, -1);
    case STEP_FIND_KIND:
      return bitrix24_request_find (record->address, (int) steps->kind);
    case STEP_SHOW:
      return show (steps);
    case STEP_ADD_LEAD:
      return add_lead (record);
    case STEP_ADD:
      return add_activity (steps);
    case STEP_SEEK:
      return bitrix24_request_by_origin (BITRIX24_ACTIVITY_LIST, record->marker);
    case STEP_DELETE:
      return bitrix24_request_delete_activity (steps->activity);
    default:
      return NULL;
    }
}

static void
take_customer (Bitrix24RecordSteps *steps, Bitrix24Kind kind, const char *number)
{
  steps->kind = kind;
  steps->has_customer = TRUE;
  set (&steps->number, number);
  g_free (steps->customer);
  steps->customer = bitrix24_customer_id (kind, number);
}

/* The oldest of several, which only somebody else can have made. */
static const Bitrix24Row *
first_row (const Bitrix24Page *page)
{
  return page->rows->len > 0 ? page->rows->pdata[0] : NULL;
}

static gboolean
take_look (Bitrix24RecordSteps *steps, const Bitrix24Request *request, const Bitrix24Reply *reply,
           GError **error)
{
  g_autoptr (Bitrix24Reply) leads = bitrix24_batch_reply (request, reply, 0, error);
  g_autoptr (Bitrix24Reply) activities
      = leads ? bitrix24_batch_reply (request, reply, 1, error) : NULL;
  g_autoptr (Bitrix24Page) lead = activities ? bitrix24_page_read (leads, "", error) : NULL;
  g_autoptr (Bitrix24Page) activity = lead ? bitrix24_page_read (activities, "", error) : NULL;

  if (!activity)
    return FALSE;
  if (first_row (activity))
    set (&steps->activity, first_row (activity)->id);
  if (!steps->has_customer && first_row (lead))
    {
      take_customer (steps, BITRIX24_LEAD, first_row (lead)->id);
      g_ptr_array_add (steps->rows, g_ptr_array_steal_index (lead->rows, 0));
    }
  steps->step = STEP_FIND;
  if (steps->has_customer)
    go_on (steps);
  return TRUE;
}

static void
found (Bitrix24RecordSteps *steps, Bitrix24Kind kind, const char *number)
{
  if (*number)
    take_customer (steps, kind, number);
  steps->step = *number ? STEP_SHOW : STEP_ADD_LEAD;
}

static void
take_found (Bitrix24RecordSteps *steps, const Bitrix24Reply *reply)
{
  guint leads = 0;
  g_autofree char *contact = bitrix24_found_id (reply, BITRIX24_CONTACT, NULL);
  g_autofree char *company = bitrix24_found_id (reply, BITRIX24_COMPANY, NULL);
  g_autofree char *lead = bitrix24_found_id (reply, BITRIX24_LEAD, &leads);

  if (*contact)
    found (steps, BITRIX24_CONTACT, contact);
  else if (*company)
    found (steps, BITRIX24_COMPANY, company);
  else if (leads < BITRIX24_FOUND_MOST)
    found (steps, BITRIX24_LEAD, lead);
  else
    {
      steps->step = STEP_FIND_KIND;
      steps->kind = BITRIX24_CONTACT;
      set (&steps->lead, lead);
    }
}

static void
take_found_kind (Bitrix24RecordSteps *steps, const Bitrix24Reply *reply)
{
  g_autofree char *number = bitrix24_found_id (reply, steps->kind, NULL);

  if (*number)
    found (steps, steps->kind, number);
  else if (steps->kind == BITRIX24_CONTACT)
    steps->kind = BITRIX24_COMPANY;
  else
    found (steps, BITRIX24_LEAD, steps->lead);
}

static gboolean
take_shown (Bitrix24RecordSteps *steps, const Bitrix24Reply *reply, GError **error)
{
  g_autoptr (Bitrix24Page) page = bitrix24_page_read (reply, "", error);

  if (!page)
    return FALSE;
  if (first_row (page))
    g_ptr_array_add (steps->rows, g_ptr_array_steal_index (page->rows, 0));
  go_on (steps);
  return TRUE;
}

static gboolean
take_made (Bitrix24RecordSteps *steps, const Bitrix24Reply *reply, GError **error)
{
  g_autofree char *id = bitrix24_made_id (reply, error);

  if (!id)
    return FALSE;
  if (steps->step == STEP_ADD)
    set (&steps->activity, id);
  else
    take_customer (steps, BITRIX24_LEAD, id);
  go_on (steps);
  return TRUE;
}

/* What was refused matters only while it is still there. */
static gboolean
take_sought (Bitrix24RecordSteps *steps, const Bitrix24Reply *reply, GError **error)
{
  g_autoptr (Bitrix24Page) page = bitrix24_page_read (reply, "", error);

  if (!page)
    return FALSE;
  if (first_row (page) && steps->refusal)
    {
      g_propagate_error (error, g_steal_pointer (&steps->refusal));
      return FALSE;
    }
  set (&steps->activity, first_row (page) ? first_row (page)->id : "");
  steps->step = first_row (page) ? STEP_DELETE : STEP_OVER;
  return TRUE;
}

/* Each attempt that failed half-way may have left one. */
static void
take_deleted (Bitrix24RecordSteps *steps, const Bitrix24Reply *reply)
{
  steps->removals++;
  if (bitrix24_reply_check (reply, &steps->refusal) && steps->removals >= REMOVALS_MOST)
    bitrix24_reply_refute (reply, "what should be gone again and again", &steps->refusal);
  steps->step = STEP_SEEK;
}

static gboolean
take (gpointer data, const Bitrix24Request *request, const Bitrix24Reply *reply, GError **error)
{
  Bitrix24RecordSteps *steps = data;

  if (steps->step != STEP_DELETE && !bitrix24_reply_check (reply, error))
    return FALSE;
  switch (steps->step)
    {
    case STEP_LOOK:
      return take_look (steps, request, reply, error);
    case STEP_FIND:
      take_found (steps, reply);
      return TRUE;
    case STEP_FIND_KIND:
      take_found_kind (steps, reply);
      return TRUE;
    case STEP_SHOW:
      return take_shown (steps, reply, error);
    case STEP_SEEK:
      return take_sought (steps, reply, error);
    case STEP_DELETE:
      take_deleted (steps, reply);
      return TRUE;
    default:
      return take_made (steps, reply, error);
    }
}

const Bitrix24StepsKind bitrix24_record_kind = { next, take };

const char *
bitrix24_record_activity (const Bitrix24RecordSteps *steps)
{
  return steps->activity;
}

const char *
bitrix24_record_customer (const Bitrix24RecordSteps *steps, const Bitrix24Row **row)
{
  *row = steps->rows->len > 0 ? steps->rows->pdata[0] : NULL;
  return steps->customer;
}
