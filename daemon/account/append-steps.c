/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "append-steps.h"

typedef enum
{
  STEP_OPEN, /* EXAMINE, to look for it */
  STEP_LOOK,
  STEP_APPEND,
  STEP_OVER,
} Step;

struct _AppendSteps
{
  const AppendRequest *request;
  ImapCapabilities capabilities;
  Step step;
  gboolean sent;
  gboolean is_appended; /* in these steps: what is looked for is the proof */
  guint32 seen_validity;
  guint32 uid;
  char *refusal;
  OperationOutcome outcome;
};

static void
go_to (AppendSteps *steps, Step step)
{
  steps->step = step;
  steps->sent = FALSE;
}

static void
end (AppendSteps *steps, OperationOutcome outcome)
{
  steps->outcome = outcome;
  go_to (steps, STEP_OVER);
}

AppendSteps *
append_steps_new (const AppendRequest *request, ImapCapabilities capabilities)
{
  AppendSteps *steps = g_new0 (AppendSteps, 1);

  steps->request = request;
  steps->capabilities = capabilities;
  go_to (steps, request->begun ? STEP_OPEN : STEP_APPEND);
  return steps;
}

void
append_steps_free (AppendSteps *steps)
{
  g_free (steps->refusal);
  g_free (steps);
}

/* The UIDs that are known here mean nothing once UIDVALIDITY is another one. */
static gboolean
is_known_folder (const AppendSteps *steps)
{
  return steps->request->uidvalidity != 0 && steps->seen_validity == steps->request->uidvalidity;
}

static guint32
first_uid (const AppendSteps *steps)
{
  return is_known_folder (steps) ? MAX (steps->request->uidnext, 1) : 1;
}

static ImapCommand *
next_command (gpointer data)
{
  AppendSteps *steps = data;
  const AppendRequest *request = steps->request;

  if (steps->sent)
    return NULL;
  steps->sent = TRUE;
  switch (steps->step)
    {
    case STEP_OPEN:
      /* Without QRESYNC nothing is told that nobody has asked for. */
      return imap_command_select (request->path, TRUE,
                                  steps->capabilities & ~IMAP_CAPABILITY_QRESYNC, 0, 0, NULL);
    case STEP_LOOK:
      return imap_command_search_copy (steps->capabilities, first_uid (steps), request->message_id,
                                       request->size);
    case STEP_APPEND:
      return imap_command_append (request->path, request->flags, request->received, request->size);
    default:
      return NULL;
    }
}

/* The newest of those found. */
static void
take_found (AppendSteps *steps, const UidSet *uids)
{
  guint count = uids ? uid_set_n_ranges (uids) : 0;
  guint32 last = count > 0 ? uid_set_range (uids, count - 1).last : 0;

  if (last >= first_uid (steps))
    steps->uid = last;
}

static void
observe (gpointer data, const ImapResponse *response)
{
  AppendSteps *steps = data;

  if (response->type == IMAP_RESPONSE_SEARCH && steps->step == STEP_LOOK)
    take_found (steps, response->uids);
  else if (response->type == IMAP_RESPONSE_STATUS && response->code == IMAP_CODE_UIDVALIDITY
           && steps->step == STEP_OPEN)
    steps->seen_validity = (guint32) response->number;
}

static void
refuse (AppendSteps *steps, const char *words)
{
  steps->refusal = g_strdup (words && *words ? words : "without a reason");
  end (steps, OPERATION_REFUSED);
}

static void
done (AppendSteps *steps)
{
  if (!is_known_folder (steps))
    steps->uid = 0;
  end (steps, OPERATION_DONE);
}

static void
advance_look (AppendSteps *steps, gboolean ok)
{
  if (!ok)
    end (steps, OPERATION_LEFT);
  else if (steps->uid != 0)
    done (steps);
  else if (steps->is_appended)
    refuse (steps, "it said that it had taken it, but it is not there");
  else
    go_to (steps, STEP_APPEND);
}

static void
advance_append (AppendSteps *steps, gboolean ok, const ImapResponse *tagged)
{
  gboolean names_uid = tagged && tagged->code == IMAP_CODE_APPENDUID && tagged->uids
                       && !uid_set_is_empty (tagged->uids);

  steps->is_appended = ok;
  if (!ok)
    refuse (steps, tagged ? tagged->text : NULL);
  else if (!names_uid)
    go_to (steps, STEP_OPEN);
  else
    {
      steps->seen_validity = tagged->uidvalidity;
      steps->uid = uid_set_range (tagged->uids, 0).first;
      done (steps);
    }
}

static void
advance (gpointer data, gboolean ok, const ImapResponse *tagged)
{
  AppendSteps *steps = data;

  if (steps->step == STEP_APPEND)
    advance_append (steps, ok, tagged);
  else if (steps->step == STEP_LOOK)
    advance_look (steps, ok);
  else if (ok)
    go_to (steps, STEP_LOOK);
  else if (steps->is_appended)
    end (steps, OPERATION_LEFT);
  else
    go_to (steps, STEP_APPEND);
}

const StepsKind append_steps_kind = { next_command, observe, advance };

OperationOutcome
append_steps_outcome (const AppendSteps *steps)
{
  return steps->outcome;
}

const char *
append_steps_refusal (const AppendSteps *steps)
{
  return steps->refusal;
}

guint32
append_steps_uid (const AppendSteps *steps)
{
  return steps->uid;
}
