/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-intake.h"

#include "log.h"
#include "store-batch-remote.h"
#include "store-reader-remote.h"

#define OPERATION "crm"
/* Rows of one transaction. */
#define SLICE 200
/* As many may be missing, and half of all, before a listing is doubted. */
#define MISSING_FEW 10

/* The arrays of a page, in the order in which they are taken. */
enum
{
  EMPLOYEES,
  CUSTOMERS,
  TASKS,
  UNCHANGED,
  GONE,
  N_ARRAYS
};

typedef struct
{
  CrmIntakeOptions options;
  StoreRemotePage *page;
  gboolean has_begun;   /* the store knows that a pull is under way */
  guint array, row;     /* the next one to be taken */
  StoreRemoteKind kind; /* the next one whose missing things go */
  char *after;          /* the last of them that went; NULL = none yet */
  CrmIntakeResult result;
} Intake;

static void
intake_free (Intake *intake)
{
  store_remote_page_free (intake->page);
  g_free (intake->after);
  g_free (intake);
}

static void take_slice (GTask *task);

static StoreBatch *
batch_new (const Intake *intake)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_begin_pull (batch, intake->options.backend, intake->page->place);
  return batch;
}

static StoreChanges *
note_committed (GTask *task, GAsyncResult *result, GError **error)
{
  Intake *intake = g_task_get_task_data (task);
  StoreChanges *changes = store_commit_finish (intake->options.store, result, error);

  if (changes && changes->changed->len > 0)
    intake->options.changed (changes, intake->options.data);
  if (changes)
    intake->result.left_out += changes->left_out;
  return changes;
}

static void
on_slice (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (StoreChanges) changes = note_committed (task, result, &error);

  if (!changes)
    {
      g_task_return_error (task, error);
      return;
    }
  ((Intake *) g_task_get_task_data (task))->has_begun = TRUE;
  take_slice (task);
}

static void
on_turned (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (StoreChanges) changes = note_committed (task, result, &error);

  if (changes)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
turn_page (GTask *task)
{
  const Intake *intake = g_task_get_task_data (task);
  StoreBatch *batch = batch_new (intake);
  gboolean anew = intake->result.is_doubtful;

  store_batch_turn_page (batch, intake->options.backend, anew ? "" : intake->page->cursor,
                         !anew && intake->page->has_more);
  store_commit_async (intake->options.store, batch, on_turned, g_object_ref (task));
}

/* What a whole listing did not tell. */

typedef struct
{
  const char *backend;
  StoreRemoteKind kind;
  char *after;
  gboolean believe;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->after);
  g_free (question);
}

/* No names: nothing is missing, or so much that it is doubted. */
typedef struct
{
  GPtrArray *names; /* char * */
  gboolean is_doubtful;
} Missing;

static void
missing_free (Missing *missing)
{
  g_clear_pointer (&missing->names, g_ptr_array_unref);
  g_free (missing);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Missing, missing_free)

static gboolean
doubt (StoreReader *reader, const Question *question, gboolean *is_doubtful, GError **error)
{
  guint unseen = 0;
  guint all = 0;

  if (!store_reader_remote_count_unseen (reader, question->backend, question->kind, &unseen, &all,
                                         error))
    return FALSE;
  *is_doubtful = unseen > MAX (MISSING_FEW, all / 2);
  return TRUE;
}

static gpointer
read_missing (StoreReader *reader, gpointer data, GError **error)
{
  const Question *question = data;
  g_autoptr (Missing) missing = g_new0 (Missing, 1);

  if (!question->believe && !doubt (reader, question, &missing->is_doubtful, error))
    return NULL;
  if (missing->is_doubtful)
    return g_steal_pointer (&missing);
  missing->names = store_reader_remote_unseen (reader, question->backend, question->kind,
                                               question->after, SLICE, error);
  return missing->names ? g_steal_pointer (&missing) : NULL;
}

static void
drop_missing (GTask *task, const Missing *missing)
{
  Intake *intake = g_task_get_task_data (task);
  StoreBatch *batch = batch_new (intake);

  for (guint i = 0; i < missing->names->len; i++)
    store_batch_tell_gone (batch, intake->options.backend,
                           store_remote_name_new (intake->kind, missing->names->pdata[i]));
  g_free (intake->after);
  intake->after = g_strdup (missing->names->pdata[missing->names->len - 1]);
  store_commit_async (intake->options.store, batch, on_slice, g_object_ref (task));
}

static void
on_missing (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Intake *intake = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (Missing) missing = store_read_finish (intake->options.store, result, &error);

  if (!missing)
    {
      g_task_return_error (task, error);
      return;
    }
  if (missing->names && missing->names->len > 0)
    {
      drop_missing (task, missing);
      return;
    }
  if (missing->is_doubtful)
    log_warning (NULL, NULL, OPERATION,
                 "%s suddenly lacks most of what it had; it is asked once more before that is "
                 "believed",
                 intake->options.backend);
  intake->result.is_doubtful |= missing->is_doubtful;
  g_clear_pointer (&intake->after, g_free);
  intake->kind++;
  take_slice (task);
}

static void
ask_missing (GTask *task)
{
  const Intake *intake = g_task_get_task_data (task);
  Question *question = g_new0 (Question, 1);

  question->backend = intake->options.backend;
  question->kind = intake->kind;
  question->after = g_strdup (intake->after ? intake->after : "");
  question->believe = intake->options.believe || intake->after;
  store_read_async (intake->options.store, read_missing, question, question_free,
                    (GDestroyNotify) missing_free, NULL, on_missing, g_object_ref (task));
}

/* What it told. */

static void
tell (StoreBatch *batch, const char *backend, guint array, gpointer row)
{
  switch (array)
    {
    case EMPLOYEES:
      store_batch_tell_employee (batch, backend, row);
      break;
    case CUSTOMERS:
      store_batch_tell_customer (batch, backend, row);
      break;
    case TASKS:
      store_batch_tell_task (batch, backend, row);
      break;
    case UNCHANGED:
      store_batch_tell_unchanged (batch, backend, row);
      break;
    default:
      store_batch_tell_gone (batch, backend, row);
    }
}

/* FALSE: all are taken. */
static gboolean
take_row (Intake *intake, StoreBatch *batch)
{
  StoreRemotePage *page = intake->page;
  GPtrArray *const arrays[N_ARRAYS]
      = { page->employees, page->customers, page->tasks, page->unchanged, page->gone };

  while (intake->array < N_ARRAYS && intake->row == arrays[intake->array]->len)
    {
      intake->array++;
      intake->row = 0;
    }
  if (intake->array == N_ARRAYS)
    return FALSE;
  tell (batch, intake->options.backend, intake->array,
        g_steal_pointer (&arrays[intake->array]->pdata[intake->row++]));
  return TRUE;
}

static gboolean
is_over (Intake *intake)
{
  while (intake->kind <= STORE_REMOTE_TASK && !(intake->page->whole & 1U << intake->kind))
    intake->kind++;
  return intake->kind > STORE_REMOTE_TASK;
}

static void
take_slice (GTask *task)
{
  Intake *intake = g_task_get_task_data (task);
  g_autoptr (StoreBatch) batch = batch_new (intake);
  guint n = 0;

  while (n < SLICE && take_row (intake, batch))
    n++;
  if (n > 0 || !intake->has_begun)
    store_commit_async (intake->options.store, g_steal_pointer (&batch), on_slice,
                        g_object_ref (task));
  else if (is_over (intake))
    turn_page (task);
  else
    ask_missing (task);
}

void
crm_intake_async (const CrmIntakeOptions *options, StoreRemotePage *page,
                  GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);
  Intake *intake = g_new0 (Intake, 1);

  intake->options = *options;
  intake->page = page;
  g_task_set_task_data (task, intake, (GDestroyNotify) intake_free);
  take_slice (task);
}

gboolean
crm_intake_finish (GAsyncResult *result, CrmIntakeResult *intake, GError **error)
{
  *intake = ((const Intake *) g_task_get_task_data (G_TASK (result)))->result;
  return g_task_propagate_boolean (G_TASK (result), error);
}
