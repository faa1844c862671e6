/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-round.h"

#include "credentials.h"
#include "crm-intake.h"
#include "crm-told.h"
#include "error.h"
#include "log.h"
#include "store-batch-remote.h"
#include "store-reader-remote.h"

#include <string.h>

#define OPERATION "crm"
/* Of a mail: octets that are looked at, and of its text what is told. */
#define BEGINNING_OCTETS (1024 * 1024)
#define TEXT_OCTETS      (32 * 1024)
/* Things that cannot be told, one after the other, before the rest has to wait as well. */
#define FAILURES_MOST 20

typedef void (*Step) (GTask *task);

typedef struct
{
  CrmRoundOptions options;
  Store *store;
  char *secret;        /* the backend's, while it is open */
  gboolean is_open;    /* begin() was called */
  Step next;           /* what opening it was for */
  StoreIntent *intent; /* the one being told */
  StoreIntent *last;   /* the one told before; NULL = begin with the first */
  GError *failure;     /* of the first that could not be told, which others might be */
  guint n_failures;
  gboolean believe; /* a whole listing lacked too much before */
  gulong intended;  /* a signal of the store */
  CrmRoundResult result;
} Round;

static void
round_free (gpointer data)
{
  Round *round = data;

  g_signal_handler_disconnect (round->store, round->intended);
  credentials_free_secret (round->secret);
  g_clear_pointer (&round->intent, store_intent_free);
  g_clear_pointer (&round->last, store_intent_free);
  g_clear_error (&round->failure);
  g_object_unref (round->options.remote);
  g_object_unref (round->store);
  g_free (round);
}

static CrmRemoteClass *
class_of (const Round *round)
{
  return POSTHORN_CRM_REMOTE_GET_CLASS (round->options.remote);
}

static void go_on (GTask *task);

/* Takes ERROR; NULL = the round has come to its end. */
static void
finish (GTask *task, GError *error)
{
  Round *round = g_task_get_task_data (task);

  if (round->is_open)
    class_of (round)->end (round->options.remote);
  round->is_open = FALSE;
  if (!error)
    error = g_steal_pointer (&round->failure);
  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* Opening it. */

static void
begin (GTask *task)
{
  Round *round = g_task_get_task_data (task);

  class_of (round)->begin (round->options.remote, round->secret);
  round->is_open = TRUE;
  round->next (task);
}

static void
on_secret (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Round *round = g_task_get_task_data (task);
  GError *error = NULL;

  round->secret = credentials_lookup_finish (result, &error);
  if (round->secret)
    begin (task);
  else
    finish (task, error);
}

/* NEXT follows when there is a secret, which is asked for once. */
static void
open_for (GTask *task, Step next)
{
  Round *round = g_task_get_task_data (task);
  const CrmBackend *backend = round->options.backend;

  round->next = next;
  if (round->is_open)
    {
      next (task);
      return;
    }
  round->options.opened (round->options.data);
  if (backend->secret)
    credentials_lookup_async (
        secret_place_of_backend (backend->name, backend->title, backend->secret),
        g_task_get_cancellable (task), on_secret, g_object_ref (task));
  else
    begin (task);
}

/* Telling. */

static void
leave_intent (GTask *task)
{
  Round *round = g_task_get_task_data (task);

  g_clear_pointer (&round->last, store_intent_free);
  round->last = g_steal_pointer (&round->intent);
  go_on (task);
}

static gboolean
note_committed (GTask *task, GAsyncResult *result, GError **error)
{
  Round *round = g_task_get_task_data (task);
  g_autoptr (StoreChanges) changes = store_commit_finish (round->store, result, error);

  if (changes && changes->changed->len > 0)
    round->options.changed (changes, round->options.data);
  return changes != NULL;
}

static void
on_noted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (note_committed (task, result, &error))
    leave_intent (task);
  else
    finish (task, error);
}

/* PUSHED is taken over. */
static void
note_told (GTask *task, StoreRemotePushed *pushed)
{
  Round *round = g_task_get_task_data (task);
  StoreBatch *batch = store_batch_new ();

  crm_told_clean_pushed (pushed);
  store_batch_told_intent (batch, round->options.backend->name, round->intent, pushed);
  store_commit_async (round->store, batch, on_noted, g_object_ref (task));
}

static void
note_refused (GTask *task, const GError *refusal)
{
  Round *round = g_task_get_task_data (task);
  StoreBatch *batch = store_batch_new ();

  log_warning (NULL, NULL, OPERATION, "%s", refusal->message);
  store_batch_refused_intent (batch, round->options.backend->name, round->intent, refusal->message);
  store_commit_async (round->store, batch, on_noted, g_object_ref (task));
}

/* Whether it would be the same with everything else that is to be told. */
static gboolean
is_general (const GError *error)
{
  static const PosthornError single[]
      = { POSTHORN_ERROR_FAILED, POSTHORN_ERROR_NOT_FOUND, POSTHORN_ERROR_EXISTS,
          POSTHORN_ERROR_TOO_LARGE, POSTHORN_ERROR_PROTOCOL };

  for (gsize i = 0; i < G_N_ELEMENTS (single); i++)
    if (g_error_matches (error, POSTHORN_ERROR, single[i]))
      return FALSE;
  return TRUE;
}

static void
on_pushed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Round *round = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  StoreRemotePushed *pushed = class_of (round)->push_finish (round->options.remote, result, &error);

  if (pushed)
    note_told (task, pushed);
  else if (g_error_matches (error, POSTHORN_ERROR, POSTHORN_ERROR_CRM_REMOTE))
    note_refused (task, error);
  else if (is_general (error) || ++round->n_failures == FAILURES_MOST)
    finish (task, g_steal_pointer (&error));
  else
    {
      if (!round->failure)
        round->failure = g_steal_pointer (&error);
      leave_intent (task);
    }
}

static void
push (GTask *task)
{
  Round *round = g_task_get_task_data (task);

  class_of (round)->push_async (round->options.remote, round->intent, g_task_get_cancellable (task),
                                on_pushed, g_object_ref (task));
}

/* A mail without a text that can be read is told without. */
static void
on_text (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Round *round = g_task_get_task_data (task);
  char *text = parser_text_finish (POSTHORN_PARSER (source), result, NULL);

  if (text && strlen (text) > TEXT_OCTETS)
    *g_utf8_find_prev_char (text, text + TEXT_OCTETS + 1) = '\0';
  round->intent->text = text ? text : g_strdup ("");
  push (task);
}

static void
read_text (GTask *task)
{
  Round *round = g_task_get_task_data (task);
  StoreIntent *intent = round->intent;

  if (intent->beginning && !*intent->remote)
    {
      parser_text_async (round->options.services->parser, intent->beginning,
                         g_task_get_cancellable (task), on_text, g_object_ref (task));
      return;
    }
  intent->text = g_strdup ("");
  push (task);
}

static void
on_begun (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (note_committed (task, result, &error))
    read_text (task);
  else
    finish (task, error);
}

/* Before something may be added there, that it may be there is on disk. */
static void
tell (GTask *task)
{
  Round *round = g_task_get_task_data (task);
  const StoreIntent *intent = round->intent;
  StoreBatch *batch;

  if (*intent->remote || intent->is_begun)
    {
      read_text (task);
      return;
    }
  if (intent->is_removal)
    {
      note_told (task, store_remote_pushed_new ("", ""));
      return;
    }
  batch = store_batch_new ();
  store_batch_begin_intent (batch, round->options.backend->name, intent);
  store_commit_async (round->store, batch, on_begun, g_object_ref (task));
}

/* Asking. */

static void
on_taken (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Round *round = g_task_get_task_data (task);
  GError *error = NULL;
  CrmIntakeResult intake;

  if (!crm_intake_finish (result, &intake, &error))
    {
      finish (task, error);
      return;
    }
  round->result.left_out += intake.left_out;
  round->believe |= intake.is_doubtful;
  round->result.has_pulled = !round->options.wants_pull && !intake.is_doubtful;
  round->options.wants_pull |= intake.is_doubtful;
  go_on (task);
}

static void
on_page (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Round *round = g_task_get_task_data (task);
  GError *error = NULL;
  StoreRemotePage *page = class_of (round)->pull_finish (round->options.remote, result, &error);
  const CrmIntakeOptions options = {
    .store = round->store,
    .backend = round->options.backend->name,
    .believe = round->believe,
    .changed = round->options.changed,
    .data = round->options.data,
  };

  if (!page)
    {
      finish (task, error);
      return;
    }
  round->options.wants_pull = page->has_more;
  round->result.again = page->again;
  crm_told_clean_page (page);
  crm_intake_async (&options, page, on_taken, g_object_ref (task));
}

static gpointer
read_remote (StoreReader *reader, gpointer backend, GError **error)
{
  return store_reader_remote (reader, backend, error);
}

static void
on_remote (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Round *round = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (StoreRemote) remote = store_read_finish (POSTHORN_STORE (source), result, &error);

  if (remote)
    class_of (round)->pull_async (round->options.remote, remote->cursor,
                                  g_task_get_cancellable (task), on_page, g_object_ref (task));
  else
    finish (task, error);
}

static void
pull (GTask *task)
{
  Round *round = g_task_get_task_data (task);

  store_read_async (round->store, read_remote, (gpointer) round->options.backend->name, NULL,
                    (GDestroyNotify) store_remote_free, NULL, on_remote, g_object_ref (task));
}

/* What comes next. */

typedef struct
{
  const char *backend;
  gboolean has_last;
  StoreIntent last; /* of it: where it stands in the order */
} Place;

static gpointer
read_intent (StoreReader *reader, gpointer data, GError **error)
{
  const Place *place = data;

  return store_reader_next_intent (reader, place->backend, place->has_last ? &place->last : NULL,
                                   BEGINNING_OCTETS, error);
}

static void
on_intent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Round *round = g_task_get_task_data (task);
  GError *error = NULL;

  round->intent = store_read_finish (POSTHORN_STORE (source), result, &error);
  if (round->intent)
    open_for (task, tell);
  else if (!error && round->options.wants_pull)
    open_for (task, pull);
  else
    finish (task, error);
}

static void
go_on (GTask *task)
{
  Round *round = g_task_get_task_data (task);
  Place place = { .backend = round->options.backend->name, .has_last = round->last != NULL };
  GError *error = NULL;

  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error))
    {
      finish (task, error);
      return;
    }
  if (round->last)
    {
      place.last.kind = round->last->kind;
      place.last.local = round->last->local;
    }
  store_read_async (round->store, read_intent, g_memdup2 (&place, sizeof place), g_free,
                    (GDestroyNotify) store_intent_free, NULL, on_intent, g_object_ref (task));
}

/* What is new may come before what was told last. */
static void
on_intended (Round *round)
{
  g_clear_pointer (&round->last, store_intent_free);
}

void
crm_round_async (const CrmRoundOptions *options, GCancellable *cancellable,
                 GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Round *round = g_new0 (Round, 1);

  round->options = *options;
  g_object_ref (options->remote);
  round->store = g_object_ref (options->services->store);
  round->intended
      = g_signal_connect_swapped (round->store, "intended", G_CALLBACK (on_intended), round);
  g_task_set_task_data (task, round, round_free);
  go_on (task);
}

gboolean
crm_round_finish (GAsyncResult *result, CrmRoundResult *round, GError **error)
{
  *round = ((const Round *) g_task_get_task_data (G_TASK (result)))->result;
  return g_task_propagate_boolean (G_TASK (result), error);
}
