/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bitrix24-task.h"

#include <string.h>

/* The clocks of this machine and of the portal may differ by as much. */
#define CLOCKS_SECONDS (24 * 3600)

typedef enum
{
  STEP_SEARCH, /* the tasks made since, for the mark of this one */
  STEP_LOOK,   /* at the task */
  STEP_ADD,
  STEP_COMPLETE,
  STEP_DELETE,
  STEP_OVER,
} Step;

struct _Bitrix24TaskSteps
{
  const Bitrix24Task *task;
  Step step;
  char *id;
  char *mark;
  char *after;     /* the last task that was searched */
  GPtrArray *rows; /* of the task, or none */
  gboolean is_gone;
  GError *refusal; /* of what was asked for before it is looked at once more */
};

static Step
first_step (const Bitrix24Task *task)
{
  if (*task->task)
    return STEP_LOOK;
  if (task->is_begun)
    return STEP_SEARCH;
  return task->is_removal ? STEP_OVER : STEP_ADD;
}

Bitrix24TaskSteps *
bitrix24_task_steps_new (const Bitrix24Task *task)
{
  Bitrix24TaskSteps *steps = g_new0 (Bitrix24TaskSteps, 1);

  steps->task = task;
  steps->id = g_strdup (task->task);
  steps->mark = g_strconcat ("Posthorn ", task->marker, NULL);
  steps->after = g_strdup ("");
  steps->rows = bitrix24_rows_new ();
  steps->step = first_step (task);
  return steps;
}

void
bitrix24_task_steps_free (Bitrix24TaskSteps *steps)
{
  if (!steps)
    return;
  g_free (steps->id);
  g_free (steps->mark);
  g_free (steps->after);
  g_ptr_array_unref (steps->rows);
  g_clear_error (&steps->refusal);
  g_free (steps);
}

static Bitrix24Request *
look (const Bitrix24TaskSteps *steps)
{
  const char *const ids[] = { steps->id, NULL };

  return bitrix24_request_by_ids (BITRIX24_TASK_LIST, ids);
}

static Bitrix24Request *
add (const Bitrix24TaskSteps *steps)
{
  const Bitrix24Task *task = steps->task;
  g_autofree char *description
      = *task->mail ? g_strconcat (task->mail, "\n", steps->mark, NULL) : g_strdup (steps->mark);
  const Bitrix24NewTask new_task = {
    .title = task->title,
    .description = description,
    .responsible = task->responsible,
    .customer = task->customer,
    .due = task->due,
  };

  return bitrix24_request_add_task (&new_task);
}

static Bitrix24Request *
next (gpointer data)
{
  const Bitrix24TaskSteps *steps = data;
  const Bitrix24Task *task = steps->task;

  switch (steps->step)
    {
    case STEP_SEARCH:
      return bitrix24_request_made_tasks (steps->after, task->creator,
                                          MAX (task->created - CLOCKS_SECONDS, 0));
    case STEP_LOOK:
      return look (steps);
    case STEP_ADD:
      return add (steps);
    case STEP_COMPLETE:
      return bitrix24_request_complete_task (steps->id);
    case STEP_DELETE:
      return bitrix24_request_delete_task (steps->id);
    default:
      return NULL;
    }
}

static void
take_id (Bitrix24TaskSteps *steps, const char *id)
{
  char *copy = g_strdup (id);

  g_free (steps->id);
  steps->id = copy;
}

/* Where it goes on once it is known to be there. */
static void
go_on (Bitrix24TaskSteps *steps, gboolean is_completed)
{
  if (steps->task->is_removal)
    steps->step = STEP_DELETE;
  else if (steps->task->is_completed && !is_completed)
    steps->step = STEP_COMPLETE;
  else
    steps->step = STEP_OVER;
}

static void
take_row (Bitrix24TaskSteps *steps, Bitrix24Page *page, guint index)
{
  Bitrix24Row *row = page->rows->pdata[index];

  take_id (steps, row->id);
  g_ptr_array_set_size (steps->rows, 0);
  g_ptr_array_add (steps->rows, g_ptr_array_steal_index (page->rows, index));
  go_on (steps, row->completed > 0);
}

/* A mark that only begins like this one is another's. */
static gboolean
has_mark (const Bitrix24TaskSteps *steps, const Bitrix24Row *row)
{
  const char *mark = strstr (row->description, steps->mark);

  return mark && !g_ascii_isalnum (mark[strlen (steps->mark)]);
}

static gboolean
take_searched (Bitrix24TaskSteps *steps, const Bitrix24Reply *reply, GError **error)
{
  g_autoptr (Bitrix24Page) page = bitrix24_page_read (reply, steps->after, error);

  if (!page)
    return FALSE;
  for (guint i = 0; i < page->rows->len; i++)
    if (has_mark (steps, page->rows->pdata[i]))
      {
        take_row (steps, page, i);
        return TRUE;
      }
  g_free (steps->after);
  steps->after = g_strdup (page->last);
  if (page->is_last)
    steps->step = steps->task->is_removal ? STEP_OVER : STEP_ADD;
  return TRUE;
}

/* What was refused matters only while the task is as it was. */
static gboolean
take_looked (Bitrix24TaskSteps *steps, const Bitrix24Reply *reply, GError **error)
{
  g_autoptr (Bitrix24Page) page = bitrix24_page_read (reply, "", error);

  if (!page)
    return FALSE;
  if (page->rows->len > 0)
    take_row (steps, page, 0);
  else
    {
      take_id (steps, "");
      steps->is_gone = TRUE;
      steps->step = STEP_OVER;
    }
  if (steps->step == STEP_OVER || !steps->refusal)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&steps->refusal));
  return FALSE;
}

static gboolean
take_added (Bitrix24TaskSteps *steps, const Bitrix24Reply *reply, GError **error)
{
  g_autofree char *id = bitrix24_made_id (reply, error);

  if (!id)
    return FALSE;
  take_id (steps, id);
  go_on (steps, FALSE);
  return TRUE;
}

static void
take_done (Bitrix24TaskSteps *steps, const Bitrix24Reply *reply)
{
  if (!bitrix24_reply_check (reply, &steps->refusal))
    {
      steps->step = STEP_LOOK;
      return;
    }
  if (steps->step == STEP_DELETE)
    take_id (steps, "");
  steps->step = STEP_OVER;
}

static gboolean
take (gpointer data, const Bitrix24Request *request, const Bitrix24Reply *reply, GError **error)
{
  Bitrix24TaskSteps *steps = data;

  switch (steps->step)
    {
    case STEP_SEARCH:
      return take_searched (steps, reply, error);
    case STEP_LOOK:
      return take_looked (steps, reply, error);
    case STEP_ADD:
      return take_added (steps, reply, error);
    default:
      take_done (steps, reply);
      return TRUE;
    }
}

const Bitrix24StepsKind bitrix24_task_kind = { next, take };

const char *
bitrix24_task_id (const Bitrix24TaskSteps *steps)
{
  return steps->id;
}

const Bitrix24Row *
bitrix24_task_row (const Bitrix24TaskSteps *steps)
{
  return steps->rows->len > 0 ? steps->rows->pdata[0] : NULL;
}

gboolean
bitrix24_task_is_gone (const Bitrix24TaskSteps *steps)
{
  return steps->is_gone;
}
