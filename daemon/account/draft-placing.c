/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "draft-placing.h"

#include "account-private.h"
#include "account-session.h"
#include "draft-round.h"
#include "draft-steps.h"
#include "drafts-private.h"
#include "error.h"
#include "log.h"
#include "mailbox.h"
#include "parser.h"
#include "steps-run.h"
#include "store-octets.h"
#include "summary.h"

#include <sys/random.h>

#define OPERATION "drafts"

/* Random octets of a Message-ID. */
#define ID_OCTETS 16

/* One run. It goes through the drafts in their order. */
typedef struct
{
  Drafts *drafts;
  Account *account;
  ImapSession *session; /* NULL: none was needed yet */
  gint64 draft;         /* the one it is about */
  gint64 done;          /* up to here all have had their turn */
  gboolean is_changed;  /* the folder is: check it */
  gint64 revision;      /* that is composed or placed */
  char *message_id;     /* of it */
  StoreOctetsWriter *writer;
  DraftRequest request;
  DraftSteps *steps;
} Placing;

static void
clear_request (Placing *placing)
{
  g_clear_pointer (&placing->steps, draft_steps_free);
  g_free ((char *) placing->request.path);
  g_free ((char *) placing->request.placed_id);
  g_free ((char *) placing->request.placing_id);
  placing->request = (DraftRequest){ NULL };
}

static void
placing_free (gpointer data)
{
  Placing *placing = data;

  if (placing->session)
    imap_session_close (placing->session);
  g_clear_object (&placing->session);
  clear_request (placing);
  g_clear_object (&placing->writer);
  g_free (placing->message_id);
  g_object_unref (placing->account);
  g_object_unref (placing->drafts);
  g_free (placing);
}

static void place_next (GTask *task);

static void
leave (GTask *task)
{
  Placing *placing = g_task_get_task_data (task);

  placing->done = placing->draft;
  place_next (task);
}

static Folder *
drafts_folder (const Placing *placing)
{
  return account_folder_by_role (placing->account, "drafts");
}

static void
note_problem (GTask *task, PosthornError code, const char *words)
{
  const Placing *placing = g_task_get_task_data (task);
  g_autoptr (GError) error
      = g_error_new (POSTHORN_ERROR, code, "%s: draft %" G_GINT64_FORMAT " is kept here, but %s",
                     account_get_id (placing->account), placing->draft, words);

  log_warning (NULL, NULL, OPERATION, "%s", error->message);
  drafts_set_problem (placing->drafts, placing->draft, error);
  leave (task);
}

static void
on_noted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (drafts_change_finish (result, &error))
    place_next (task);
  else
    g_task_return_error (task, error);
}

static void
change (GTask *task, DraftChange function)
{
  Placing *placing = g_task_get_task_data (task);

  drafts_change_async (placing->drafts, placing->draft, function, placing, NULL, on_noted,
                       g_object_ref (task));
}

static DraftFate
note_placed (StoreDraft *draft, StoreBatch *batch, gpointer data)
{
  const Placing *placing = data;

  draft->placed = draft->placing;
  summary_take (&draft->placed_id, g_strdup (draft->placing_id));
  draft->uidvalidity = draft_steps_uidvalidity (placing->steps);
  draft->uid = draft_steps_uid (placing->steps);
  draft->placing = 0;
  summary_take (&draft->placing_id, g_strdup (""));
  draft->octets = 0;
  draft->size = 0;
  return DRAFT_PUT;
}

static DraftFate
note_removed (StoreDraft *draft, StoreBatch *batch, gpointer data)
{
  return DRAFT_REMOVE;
}

static void
settle (GTask *task)
{
  Placing *placing = g_task_get_task_data (task);
  g_autofree char *words = NULL;

  switch (draft_steps_outcome (placing->steps))
    {
    case OPERATION_DONE:
      placing->is_changed = TRUE;
      drafts_set_problem (placing->drafts, placing->draft, NULL);
      change (task, placing->request.is_removal ? note_removed : note_placed);
      break;
    case OPERATION_REFUSED:
      words = g_strdup_printf ("the server would not take it (%s); that is tried again after the "
                               "next check",
                               draft_steps_refusal (placing->steps));
      note_problem (task, POSTHORN_ERROR_SERVER_REJECTED, words);
      break;
    default:
      placing->is_changed |= !drafts_get_problem (placing->drafts, placing->draft);
      note_problem (task, POSTHORN_ERROR_SERVER_REJECTED,
                    "it has been changed at the server, which is checked first");
    }
}

static void
on_run (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (steps_run_finish (result, &error))
    settle (task);
  else
    g_task_return_error (task, error);
}

static char *
in_brackets (const char *id)
{
  return *id ? g_strdup_printf ("<%s>", id) : g_strdup ("");
}

static void
tell_server (GTask *task, const StoreDraft *draft, Folder *folder)
{
  Placing *placing = g_task_get_task_data (task);
  Store *store = drafts_get_services (placing->drafts)->store;
  g_autoptr (GInputStream) source = store_octets_reader_new (store, draft->octets, draft->size);

  clear_request (placing);
  placing->request = (DraftRequest){
    .path = g_strdup (folder_get_row (folder)->path),
    .uidvalidity = draft->uidvalidity,
    .uid = draft->uid,
    .placed_id = in_brackets (draft->placed_id),
    .placing_id = in_brackets (draft->placing_id),
    .is_removal = draft->is_gone,
    .received = draft->changed,
    .size = draft->size,
  };
  placing->steps
      = draft_steps_new (&placing->request, imap_session_capabilities (placing->session));
  steps_run_async (placing->session, &draft_steps_kind, placing->steps, source,
                   g_task_get_cancellable (task), on_run, g_object_ref (task));
}

static void
on_reached (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Placing *placing = g_task_get_task_data (task);
  GError *error = NULL;

  placing->session = account_session_reach_finish (result, &error);
  if (!placing->session)
    {
      g_task_return_error (task, error);
      return;
    }
  place_next (task);
}

/* From here on it may be at the server. */
static DraftFate
note_composed (StoreDraft *draft, StoreBatch *batch, gpointer data)
{
  Placing *placing = data;

  draft->placing = placing->revision;
  summary_take (&draft->placing_id, g_strdup (placing->message_id));
  draft->size = store_octets_writer_size (placing->writer);
  draft->octets = store_octets_writer_keep (placing->writer, batch);
  return DRAFT_PUT;
}

static void
on_composed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;

  if (parser_compose_finish ((Parser *) source, result, &error))
    change (task, note_composed);
  else
    note_problem (task, POSTHORN_ERROR_FAILED, error->message);
}

static void
complete (MimeDraft *draft, Account *account)
{
  const StoreAccount *config = account_get_config (account);
  MailAddress own = { config->name, config->address };
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  guint8 random[ID_OCTETS];

  while (getrandom (random, sizeof random, 0) != sizeof random)
    continue;
  if (!*draft->from)
    summary_take (&draft->from, mailbox_format (&own));
  summary_take (&draft->message_id, mime_draft_new_id (draft->from, random, sizeof random));
  draft->date = g_date_time_to_unix (now);
  draft->offset = (gint32) (g_date_time_get_utc_offset (now) / G_TIME_SPAN_MINUTE);
}

/* Without the signature, which is put in when it is sent. */
static void
compose (GTask *task, const StoreDraft *draft)
{
  Placing *placing = g_task_get_task_data (task);
  g_autoptr (DraftContent) content = draft_content_from_bytes (draft->content);
  g_autoptr (GPtrArray) streams = drafts_open_parts (placing->drafts, draft);
  AccountServices *services = drafts_get_services (placing->drafts);

  complete (content->draft, placing->account);
  placing->revision = draft->revision;
  summary_take (&placing->message_id, g_strdup (content->draft->message_id));
  g_clear_object (&placing->writer);
  placing->writer = store_octets_writer_new (services->store, G_MAXUINT64);
  parser_compose_async (services->parser, content->draft, streams,
                        G_OUTPUT_STREAM (placing->writer), g_task_get_cancellable (task),
                        on_composed, g_object_ref (task));
}

/* A version that may be at the server already is brought to its end before a newer one is made. */
static void
place (GTask *task, const StoreDraft *draft)
{
  Placing *placing = g_task_get_task_data (task);
  Folder *folder = drafts_folder (placing);
  gboolean is_known = draft->placed != 0 || draft->placing != 0;

  placing->draft = draft->id;
  if (draft->is_gone && !is_known)
    change (task, note_removed);
  else if (!folder)
    note_problem (task, POSTHORN_ERROR_NO_FOLDER,
                  "no folder of the server has the role drafts; give that role to one");
  else if (!draft->is_gone && draft->placing == 0)
    compose (task, draft);
  else if (placing->session)
    tell_server (task, draft, folder);
  else
    account_session_reach_async (account_get_config (placing->account),
                                 g_task_get_cancellable (task), on_reached, g_object_ref (task));
}

static void
end (GTask *task)
{
  const Placing *placing = g_task_get_task_data (task);
  Folder *folder = drafts_folder (placing);

  if (folder && placing->is_changed)
    account_check_again (placing->account, folder);
  g_task_return_boolean (task, TRUE);
}

static void
place_next (GTask *task)
{
  const Placing *placing = g_task_get_task_data (task);
  const StoreDraft *draft
      = drafts_next (placing->drafts, account_get_id (placing->account), placing->done);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (draft)
    place (task, draft);
  else
    end (task);
}

static void
on_round (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (draft_round_finish (result, &error))
    place_next (task);
  else
    g_task_return_error (task, error);
}

static void
run_async (gpointer account, gpointer drafts, GCancellable *cancellable,
           GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Placing *placing = g_new0 (Placing, 1);

  placing->drafts = g_object_ref (drafts);
  placing->account = g_object_ref (account);
  g_task_set_task_data (task, placing, placing_free);
  draft_round_async (drafts, account, on_round, g_object_ref (task));
}

static gboolean
run_finish (gpointer account, gpointer drafts, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
draft_placing_want (Account *account)
{
  account_tell (account);
}

void
draft_placing_add_account (Drafts *drafts, Account *account)
{
  static const ErrandKind kind = { OPERATION, run_async, run_finish };

  account_add_errand (account, &kind, drafts);
}
