/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "draft-steps.h"

#define FLAGS "\\Draft \\Seen"

typedef enum
{
  STEP_SELECT,
  STEP_LOOK, /* for the new version */
  STEP_LAST, /* whether the last one is as it was */
  STEP_PUT,
  STEP_DELETE,
  STEP_EXPUNGE,
  STEP_OVER,
} Step;

struct _DraftSteps
{
  const DraftRequest *request;
  ImapCapabilities capabilities;
  Step step;
  gboolean sent;
  gboolean is_put;      /* in these steps: what is looked for is the proof */
  gboolean is_replaced; /* with that the last one has gone */
  guint32 uidvalidity;
  guint32 uid;   /* of the new version; 0 = it is not there */
  UidSet *found; /* by the last search */
  UidSet *old;   /* to be deleted */
  char *refusal;
  OperationOutcome outcome;
};

static void
go_to (DraftSteps *steps, Step step)
{
  steps->step = step;
  steps->sent = FALSE;
}

static void
end (DraftSteps *steps, OperationOutcome outcome)
{
  steps->outcome = outcome;
  go_to (steps, STEP_OVER);
}

DraftSteps *
draft_steps_new (const DraftRequest *request, ImapCapabilities capabilities)
{
  DraftSteps *steps = g_new0 (DraftSteps, 1);

  steps->request = request;
  steps->capabilities = capabilities;
  steps->found = uid_set_new ();
  steps->old = uid_set_new ();
  return steps;
}

void
draft_steps_free (DraftSteps *steps)
{
  uid_set_free (steps->found);
  uid_set_free (steps->old);
  g_free (steps->refusal);
  g_free (steps);
}

/* In the folder as it is numbered now. */
static gboolean
has_last (const DraftSteps *steps)
{
  return steps->request->uid != 0 && steps->uidvalidity == steps->request->uidvalidity;
}

static gboolean
can_replace (const DraftSteps *steps)
{
  return steps->capabilities & IMAP_CAPABILITY_REPLACE && has_last (steps);
}

static ImapCommand *
look (DraftSteps *steps, guint32 first, const char *message_id)
{
  uid_set_free (steps->found);
  steps->found = uid_set_new ();
  return imap_command_search_copy (steps->capabilities, first, message_id, 0);
}

static ImapCommand *
put (DraftSteps *steps)
{
  const DraftRequest *request = steps->request;

  steps->is_replaced = can_replace (steps);
  if (steps->is_replaced)
    return imap_command_replace (request->uid, request->path, FLAGS, request->received,
                                 request->size);
  return imap_command_append (request->path, FLAGS, request->received, request->size);
}

static ImapCommand *
next_command (gpointer data)
{
  DraftSteps *steps = data;
  const DraftRequest *request = steps->request;

  if (steps->sent)
    return NULL;
  steps->sent = TRUE;
  switch (steps->step)
    {
    case STEP_SELECT:
      /* Without QRESYNC nothing is told that nobody has asked for. */
      return imap_command_select (request->path, FALSE,
                                  steps->capabilities & ~IMAP_CAPABILITY_QRESYNC, 0, 0, NULL);
    case STEP_LOOK:
      return look (steps, 1, request->placing_id);
    case STEP_LAST:
      return look (steps, request->uid, request->placed_id);
    case STEP_PUT:
      return put (steps);
    case STEP_DELETE:
      return imap_command_store (steps->old, TRUE, "\\Deleted");
    case STEP_EXPUNGE:
      return imap_command_uid_expunge (steps->old);
    default:
      return NULL;
    }
}

static void
take_place (DraftSteps *steps, const ImapResponse *status)
{
  if (status->code != IMAP_CODE_APPENDUID || !status->uids || uid_set_is_empty (status->uids))
    return;
  steps->uidvalidity = status->uidvalidity;
  steps->uid = uid_set_range (status->uids, 0).first;
}

static void
observe (gpointer data, const ImapResponse *response)
{
  DraftSteps *steps = data;

  if (response->type == IMAP_RESPONSE_SEARCH && response->uids)
    uid_set_union (steps->found, response->uids);
  else if (response->type == IMAP_RESPONSE_STATUS && response->code == IMAP_CODE_UIDVALIDITY
           && steps->step == STEP_SELECT)
    steps->uidvalidity = (guint32) response->number;
  else if (response->type == IMAP_RESPONSE_STATUS && steps->step == STEP_PUT)
    take_place (steps, response);
}

static void
refuse (DraftSteps *steps, const char *words)
{
  steps->refusal = g_strdup (words && *words ? words : "without a reason");
  end (steps, OPERATION_REFUSED);
}

/* Nothing is left to be done but to delete what is old. */
static void
clean (DraftSteps *steps)
{
  if (has_last (steps) && !steps->is_replaced)
    uid_set_add (steps->old, steps->request->uid);
  if (uid_set_is_empty (steps->old))
    end (steps, OPERATION_DONE);
  else
    go_to (steps, STEP_DELETE);
}

static void
begin (DraftSteps *steps)
{
  if (*steps->request->placing_id)
    go_to (steps, STEP_LOOK);
  else
    clean (steps);
}

static void
advance_look (DraftSteps *steps)
{
  guint n_ranges = uid_set_n_ranges (steps->found);

  if (steps->request->is_removal)
    {
      uid_set_union (steps->old, steps->found);
      clean (steps);
    }
  else if (n_ranges > 0)
    {
      steps->uid = uid_set_range (steps->found, n_ranges - 1).last;
      clean (steps);
    }
  else if (steps->is_put)
    refuse (steps, "it said that it had taken it, but it is not there");
  else
    go_to (steps, has_last (steps) && *steps->request->placed_id ? STEP_LAST : STEP_PUT);
}

/* Somebody may have deleted it, or put another under its name. */
static void
advance_last (DraftSteps *steps)
{
  if (uid_set_contains (steps->found, steps->request->uid) && uid_set_count (steps->found) == 1)
    go_to (steps, STEP_PUT);
  else
    end (steps, OPERATION_LEFT);
}

static void
advance_put (DraftSteps *steps, gboolean ok, const ImapResponse *tagged)
{
  steps->is_put = ok;
  if (!ok && steps->is_replaced)
    {
      steps->is_replaced = FALSE;
      steps->capabilities &= ~IMAP_CAPABILITY_REPLACE;
      go_to (steps, STEP_PUT);
      return;
    }
  if (!ok)
    {
      refuse (steps, tagged ? tagged->text : NULL);
      return;
    }
  take_place (steps, tagged);
  if (steps->uid != 0)
    clean (steps);
  else
    go_to (steps, STEP_LOOK);
}

static gboolean
needs_success (const DraftSteps *steps)
{
  return steps->step == STEP_SELECT || steps->step == STEP_LOOK || steps->step == STEP_LAST;
}

static void
advance (gpointer data, gboolean ok, const ImapResponse *tagged)
{
  DraftSteps *steps = data;

  if (!ok && needs_success (steps))
    {
      refuse (steps, tagged ? tagged->text : NULL);
      return;
    }
  switch (steps->step)
    {
    case STEP_SELECT:
      begin (steps);
      break;
    case STEP_LOOK:
      advance_look (steps);
      break;
    case STEP_LAST:
      advance_last (steps);
      break;
    case STEP_PUT:
      advance_put (steps, ok, tagged);
      break;
    case STEP_DELETE:
      if (steps->capabilities & IMAP_CAPABILITY_UIDPLUS)
        go_to (steps, STEP_EXPUNGE);
      else
        end (steps, OPERATION_DONE);
      break;
    default:
      end (steps, OPERATION_DONE);
    }
}

const StepsKind draft_steps_kind = { next_command, observe, advance };

OperationOutcome
draft_steps_outcome (const DraftSteps *steps)
{
  return steps->outcome;
}

const char *
draft_steps_refusal (const DraftSteps *steps)
{
  return steps->refusal;
}

guint32
draft_steps_uidvalidity (const DraftSteps *steps)
{
  return steps->uidvalidity;
}

guint32
draft_steps_uid (const DraftSteps *steps)
{
  return steps->uid;
}
