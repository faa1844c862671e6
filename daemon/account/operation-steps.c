/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operation-steps.h"

#include "flags.h"

typedef enum
{
  STEP_LOOK_OPEN, /* EXAMINE of the target */
  STEP_LOOK,      /* whether message NEXT is there already */
  STEP_SELECT,
  STEP_ADD_FLAGS,
  STEP_REMOVE_FLAGS,
  STEP_MOVE,
  STEP_COPY,
  STEP_MARK, /* \Deleted */
  STEP_EXPUNGE,
  STEP_TRUTH, /* what flags the messages have, after a refusal */
  STEP_OVER,
} Step;

struct _OperationSteps
{
  const StoreOperation *operation;
  GPtrArray *messages;
  char *path; /* of their folder */
  ImapCapabilities capabilities;
  Step step;
  gboolean sent;
  guint32 found;   /* by the search under way; 0 = nothing */
  guint next;      /* message to look for */
  UidSet *uids;    /* all of them */
  UidSet *to_copy; /* those whose copy is not there yet */
  UidSet *copied;  /* under which UIDs the other ones are there */
  guint32 seen_validity;
  guint32 target_validity;
  GStrv permanent;      /* flags that the folder keeps; NULL = the server has not said */
  GHashTable *new_uids; /* UID → UID in the target */
  GHashTable *flags;    /* UID → flags */
  char *refusal;
  OperationOutcome outcome;
};

static gboolean
can (const OperationSteps *steps, ImapCapabilities capability)
{
  return (steps->capabilities & capability) != 0;
}

static gboolean
copies (const OperationSteps *steps)
{
  StoreVerb verb = steps->operation->verb;

  return verb == STORE_VERB_COPY || (verb == STORE_VERB_MOVE && !can (steps, IMAP_CAPABILITY_MOVE));
}

static void
go_to (OperationSteps *steps, Step step)
{
  steps->step = step;
  steps->sent = FALSE;
}

static void
end (OperationSteps *steps, OperationOutcome outcome)
{
  steps->outcome = outcome;
  go_to (steps, STEP_OVER);
}

OperationSteps *
operation_steps_new (const StoreOperation *operation, GPtrArray *messages, const char *path,
                     ImapCapabilities capabilities)
{
  OperationSteps *steps = g_new0 (OperationSteps, 1);

  steps->operation = operation;
  steps->messages = messages;
  steps->path = g_strdup (path);
  steps->capabilities = capabilities;
  steps->uids = uid_set_new ();
  steps->new_uids = g_hash_table_new (NULL, NULL);
  steps->flags = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  for (guint i = 0; i < messages->len; i++)
    uid_set_add (steps->uids, ((StoreOperationMessage *) messages->pdata[i])->uid);
  steps->to_copy = uid_set_copy (steps->uids);
  steps->copied = uid_set_new ();
  go_to (steps, operation->begun && copies (steps) ? STEP_LOOK_OPEN : STEP_SELECT);
  return steps;
}

void
operation_steps_free (OperationSteps *steps)
{
  g_free (steps->path);
  uid_set_free (steps->uids);
  uid_set_free (steps->to_copy);
  uid_set_free (steps->copied);
  g_hash_table_unref (steps->new_uids);
  g_hash_table_unref (steps->flags);
  g_strfreev (steps->permanent);
  g_free (steps->refusal);
  g_free (steps);
}

static const StoreOperationMessage *
wanted (const OperationSteps *steps)
{
  return steps->messages->pdata[steps->next];
}

static ImapCommand *
select_folder (const OperationSteps *steps, const char *path, gboolean read_only)
{
  /* Without QRESYNC nothing is told that nobody has asked for. */
  return imap_command_select (path, read_only, steps->capabilities & ~IMAP_CAPABILITY_QRESYNC, 0, 0,
                              NULL);
}

/* The UIDs that were known mean nothing once UIDVALIDITY is another one. */
static gboolean
is_known_target (const OperationSteps *steps)
{
  return steps->target_validity != 0
         && steps->target_validity == steps->operation->target_uidvalidity;
}

/* The lowest UID that what was begun can have got. */
static guint32
first_copy (const OperationSteps *steps)
{
  return is_known_target (steps) ? MAX (steps->operation->target_uidnext, 1) : 1;
}

/* The newest of UIDS that is no older message, nor the copy of another message alike; 0 = none. */
static guint32
find_copy (const OperationSteps *steps, const UidSet *uids)
{
  guint32 first = first_copy (steps);

  for (guint i = uids ? uid_set_n_ranges (uids) : 0; i > 0; i--)
    {
      UidRange range = uid_set_range (uids, i - 1);
      for (guint32 uid = range.last; uid >= MAX (first, range.first); uid--)
        if (!uid_set_contains (steps->copied, uid))
          return uid;
    }
  return 0;
}

static ImapCommand *
next_command (gpointer data)
{
  OperationSteps *steps = data;
  const StoreOperation *operation = steps->operation;

  if (steps->sent)
    return NULL;
  steps->sent = TRUE;
  switch (steps->step)
    {
    case STEP_LOOK_OPEN:
      return select_folder (steps, operation->target, TRUE);
    case STEP_LOOK:
      return imap_command_search_copy (steps->capabilities, first_copy (steps),
                                       wanted (steps)->message_id, wanted (steps)->size);
    case STEP_SELECT:
      return select_folder (steps, steps->path, FALSE);
    case STEP_ADD_FLAGS:
      return imap_command_store (steps->uids, TRUE, operation->added_flags);
    case STEP_REMOVE_FLAGS:
      return imap_command_store (steps->uids, FALSE, operation->removed_flags);
    case STEP_MOVE:
      return imap_command_transfer ("UID MOVE", steps->uids, operation->target);
    case STEP_COPY:
      return imap_command_transfer ("UID COPY", steps->to_copy, operation->target);
    case STEP_MARK:
      return imap_command_store (steps->uids, TRUE, FLAG_DELETED);
    case STEP_EXPUNGE:
      return imap_command_uid_expunge (steps->uids);
    case STEP_TRUTH:
      return imap_command_fetch_flags_of (steps->uids);
    default:
      return NULL;
    }
}

/* UID number I of a set, in ascending order. */
static guint32
nth (const UidSet *set, guint64 i)
{
  for (guint range = 0; range < uid_set_n_ranges (set); range++)
    {
      UidRange at = uid_set_range (set, range);
      guint64 length = (guint64) at.last - at.first + 1;
      if (i < length)
        return at.first + (guint32) i;
      i -= length;
    }
  return 0;
}

/* Copies get ascending UIDs in the order of what was copied. A server whose sets are not of one
 * size is not believed: the next check of the target finds out. */
static void
take_copies (OperationSteps *steps, const ImapResponse *response)
{
  guint64 count = uid_set_count (response->source_uids);

  if (count != uid_set_count (response->uids) || count > steps->messages->len)
    return;
  for (guint64 i = 0; i < count; i++)
    g_hash_table_insert (steps->new_uids, GUINT_TO_POINTER (nth (response->source_uids, i)),
                         GUINT_TO_POINTER (nth (response->uids, i)));
}

static void
observe_status (OperationSteps *steps, const ImapResponse *response)
{
  if (response->code == IMAP_CODE_UIDVALIDITY && steps->step == STEP_SELECT)
    steps->seen_validity = (guint32) response->number;
  else if (response->code == IMAP_CODE_PERMANENTFLAGS && steps->step == STEP_SELECT)
    {
      g_strfreev (steps->permanent);
      steps->permanent = g_strdupv (response->words);
    }
  else if (response->code == IMAP_CODE_UIDVALIDITY && steps->step == STEP_LOOK_OPEN)
    steps->target_validity = (guint32) response->number;
  else if (response->code == IMAP_CODE_COPYUID && response->source_uids && response->uids)
    take_copies (steps, response);
}

static void
observe (gpointer data, const ImapResponse *response)
{
  OperationSteps *steps = data;

  if (response->type == IMAP_RESPONSE_STATUS)
    observe_status (steps, response);
  else if (response->type == IMAP_RESPONSE_SEARCH && steps->step == STEP_LOOK)
    steps->found = find_copy (steps, response->uids);
  else if (response->type == IMAP_RESPONSE_FETCH && steps->step == STEP_TRUTH
           && uid_set_contains (steps->uids, response->fetch->uid) && response->fetch->flags)
    g_hash_table_insert (steps->flags, GUINT_TO_POINTER (response->fetch->uid),
                         g_strdup (response->fetch->flags));
}

static Step
first_change (const OperationSteps *steps)
{
  switch (steps->operation->verb)
    {
    case STORE_VERB_FLAG:
      return *steps->operation->added_flags ? STEP_ADD_FLAGS : STEP_REMOVE_FLAGS;
    case STORE_VERB_DELETE:
      return STEP_MARK;
    default:
      return copies (steps) ? STEP_COPY : STEP_MOVE;
    }
}

static gboolean
is_kept (const OperationSteps *steps, const char *flag)
{
  gboolean kept = steps->permanent == NULL;

  for (guint i = 0; !kept && steps->permanent[i]; i++)
    kept = g_ascii_strcasecmp (steps->permanent[i], flag) == 0
           || (*flag != '\\' && g_str_equal (steps->permanent[i], "\\*"));
  return kept;
}

static gboolean
are_kept (const OperationSteps *steps, const char *flags)
{
  g_auto (GStrv) wanted_flags = flags_split (flags);

  for (guint i = 0; wanted_flags[i]; i++)
    if (!is_kept (steps, wanted_flags[i]))
      return FALSE;
  return TRUE;
}

/* A server says OK to flags that it does not keep, or that somebody may not set (RFC 4314, 4). */
static gboolean
keeps_flags (const OperationSteps *steps)
{
  const StoreOperation *operation = steps->operation;

  if (operation->verb == STORE_VERB_FLAG)
    return are_kept (steps, operation->added_flags) && are_kept (steps, operation->removed_flags);
  if (operation->verb == STORE_VERB_DELETE
      || (operation->verb == STORE_VERB_MOVE && copies (steps)))
    return is_kept (steps, FLAG_DELETED);
  return TRUE;
}

static void
refuse (OperationSteps *steps, const char *reason)
{
  steps->refusal = g_strdup (*reason ? reason : "without a reason");
  if (steps->operation->verb == STORE_VERB_FLAG)
    go_to (steps, STEP_TRUTH);
  else
    end (steps, OPERATION_REFUSED);
}

/* Not the folder's of now: a check may have found another one by that name meanwhile. */
static gboolean
is_known_folder (const OperationSteps *steps)
{
  const StoreOperationMessage *first = steps->messages->pdata[0];

  return steps->seen_validity == first->uidvalidity;
}

/* From a folder that can only be read everything is refused but a copy. */
static void
advance_select (OperationSteps *steps, gboolean ok, const ImapResponse *tagged)
{
  StoreVerb verb = steps->operation->verb;
  Step change = first_change (steps);

  if (!ok || !is_known_folder (steps))
    end (steps, OPERATION_LEFT);
  else if (tagged && tagged->code == IMAP_CODE_READ_ONLY && verb != STORE_VERB_COPY)
    refuse (steps, "the folder can only be read");
  else if (!keeps_flags (steps))
    refuse (steps, "the folder does not let us set or take away these flags");
  else if (change != STEP_COPY || !uid_set_is_empty (steps->to_copy))
    go_to (steps, change);
  else if (verb == STORE_VERB_COPY)
    end (steps, OPERATION_DONE);
  else
    go_to (steps, STEP_MARK);
}

static void
take_found (OperationSteps *steps, guint32 uid)
{
  uid_set_remove_range (steps->to_copy, uid, uid);
  uid_set_add (steps->copied, steps->found);
  if (is_known_target (steps))
    g_hash_table_insert (steps->new_uids, GUINT_TO_POINTER (uid), GUINT_TO_POINTER (steps->found));
}

static void
advance_look (OperationSteps *steps, gboolean ok)
{
  if (ok && steps->found != 0)
    take_found (steps, wanted (steps)->uid);
  steps->found = 0;
  steps->next++;
  go_to (steps, steps->next < steps->messages->len ? STEP_LOOK : STEP_SELECT);
}

static void
advance_changed (OperationSteps *steps)
{
  gboolean removes = *steps->operation->removed_flags != '\0';

  if (steps->step == STEP_ADD_FLAGS && removes)
    go_to (steps, STEP_REMOVE_FLAGS);
  else if (steps->step == STEP_COPY && steps->operation->verb == STORE_VERB_MOVE)
    go_to (steps, STEP_MARK);
  else if (steps->step == STEP_MARK && can (steps, IMAP_CAPABILITY_UIDPLUS))
    go_to (steps, STEP_EXPUNGE);
  else
    end (steps, OPERATION_DONE);
}

/* Never a plain EXPUNGE, which would hit what others have marked. */
static gboolean
is_stuck (const OperationSteps *steps)
{
  return steps->step == STEP_MARK && steps->operation->verb == STORE_VERB_DELETE
         && !can (steps, IMAP_CAPABILITY_UIDPLUS);
}

static void
advance (gpointer data, gboolean ok, const ImapResponse *tagged)
{
  OperationSteps *steps = data;

  if (tagged)
    observe_status (steps, tagged);
  if (steps->step == STEP_LOOK_OPEN)
    go_to (steps, ok ? STEP_LOOK : STEP_SELECT);
  else if (steps->step == STEP_LOOK)
    advance_look (steps, ok);
  else if (steps->step == STEP_SELECT)
    advance_select (steps, ok, tagged);
  else if (steps->step == STEP_TRUTH)
    end (steps, OPERATION_REFUSED);
  else if (!ok)
    refuse (steps, tagged ? tagged->text : "");
  else if (is_stuck (steps))
    {
      steps->refusal = g_strdup ("it cannot remove single messages; they are only marked there");
      end (steps, OPERATION_REFUSED);
    }
  else
    advance_changed (steps);
}

const StepsKind operation_steps_kind = { next_command, observe, advance };

OperationOutcome
operation_steps_outcome (const OperationSteps *steps)
{
  return steps->outcome;
}

const char *
operation_steps_refusal (const OperationSteps *steps)
{
  return steps->refusal;
}

guint32
operation_steps_new_uid (const OperationSteps *steps, guint32 uid)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (steps->new_uids, GUINT_TO_POINTER (uid)));
}

const char *
operation_steps_flags (const OperationSteps *steps, guint32 uid)
{
  return g_hash_table_lookup (steps->flags, GUINT_TO_POINTER (uid));
}
