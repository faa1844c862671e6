/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smtp-transaction.h"

#include "error.h"
#include "smtp-data.h"

#include <string.h>

typedef enum
{
  STEP_NONE,
  STEP_MAIL,
  STEP_RECIPIENT,
  STEP_DATA,
  STEP_CHUNK,
  STEP_END,
  STEP_EMPTY_END, /* of the message without recipients that a hasty 354 asks for */
  STEP_RESET,
} Step;

struct _SmtpTransaction
{
  SmtpEnvelope *envelope;
  SmtpCapabilities capabilities;
  char *server;
  gboolean pipelining;
  gboolean chunking;
  GQueue owed; /* Step, in the order of the answers to come */
  SmtpResult *result;
  GPtrArray *undecided; /* SmtpRecipient of RESULT that nobody has refused */
  guint asked;          /* recipients that RCPT was written for */
  guint answered;       /* and answered for */
  guint accepted;
  const char *refused; /* what the answer in RESULT refuses: "the sender"; NULL = none does */
  gboolean wants_content;
  gboolean committed;
  SmtpData *data;
};

static void
expect (SmtpTransaction *transaction, Step step)
{
  g_queue_push_tail (&transaction->owed, GINT_TO_POINTER (step));
}

static void
say (SmtpTransaction *transaction, Step step, const char *line, Buffer *output)
{
  buffer_append_text (output, line);
  expect (transaction, step);
}

static void
ask_for_recipient (SmtpTransaction *transaction, Buffer *output)
{
  g_autofree char *line = smtp_envelope_recipient (transaction->envelope, transaction->asked);

  transaction->asked++;
  say (transaction, STEP_RECIPIENT, line, output);
}

static guint
n_recipients (const SmtpTransaction *transaction)
{
  return transaction->result->recipients->len;
}

static void
write_first_flight (SmtpTransaction *transaction, Buffer *output)
{
  g_autofree char *mail = smtp_envelope_mail (transaction->envelope, &transaction->capabilities);

  say (transaction, STEP_MAIL, mail, output);
  if (!transaction->pipelining)
    return;
  while (transaction->asked < n_recipients (transaction))
    ask_for_recipient (transaction, output);
  if (!transaction->chunking)
    say (transaction, STEP_DATA, "DATA\r\n", output);
}

SmtpTransaction *
smtp_transaction_new (const SmtpEnvelope *envelope, const SmtpCapabilities *capabilities,
                      const char *server, Buffer *output)
{
  SmtpTransaction *transaction = g_new0 (SmtpTransaction, 1);

  transaction->envelope = smtp_envelope_copy (envelope);
  transaction->capabilities = *capabilities;
  transaction->server = g_strdup (server);
  transaction->pipelining = (capabilities->extensions & SMTP_EXTENSION_PIPELINING) != 0;
  transaction->chunking
      = transaction->pipelining && (capabilities->extensions & SMTP_EXTENSION_CHUNKING) != 0;
  transaction->result = smtp_result_new ((const char *const *) envelope->recipients);
  transaction->undecided = g_ptr_array_new ();
  transaction->data
      = smtp_data_new ((transaction->chunking ? SMTP_DATA_PLAIN : SMTP_DATA_DOTS)
                       | (envelope->keeps_bcc ? SMTP_DATA_WITH_BCC : SMTP_DATA_PLAIN));
  for (guint i = 0; i < n_recipients (transaction); i++)
    g_ptr_array_add (transaction->undecided, smtp_result_recipient (transaction->result, i));
  write_first_flight (transaction, output);
  return transaction;
}

void
smtp_transaction_free (SmtpTransaction *transaction)
{
  smtp_envelope_free (transaction->envelope);
  g_free (transaction->server);
  g_queue_clear (&transaction->owed);
  g_clear_pointer (&transaction->result, smtp_result_free);
  g_ptr_array_unref (transaction->undecided);
  smtp_data_free (transaction->data);
  g_free (transaction);
}

static void
set_answer (guint *code, char **status, char **text, const SmtpReply *reply)
{
  *code = reply->code;
  g_free (*status);
  *status = g_strdup (reply->status);
  g_free (*text);
  *text = smtp_reply_text (reply);
}

static void
set_recipient_answer (SmtpRecipient *recipient, const SmtpReply *reply)
{
  set_answer (&recipient->code, &recipient->status, &recipient->text, reply);
}

/* Too many recipients at once are told by 452, and by some with 552 (RFC 5321, 4.5.3.1.10). A
 * 552 for a full mailbox means what it says. */
static SmtpOutcome
recipient_refusal (const SmtpReply *reply)
{
  gboolean full = reply->status != NULL && g_str_has_prefix (reply->status, "5.2.");

  if (smtp_reply_is_temporary (reply) || (reply->code == 552 && !full))
    return SMTP_TEMPORARY;
  return SMTP_PERMANENT;
}

static void
refuse_recipient (SmtpTransaction *transaction, SmtpRecipient *recipient, const SmtpReply *reply)
{
  recipient->outcome = recipient_refusal (reply);
  set_recipient_answer (recipient, reply);
  g_ptr_array_remove (transaction->undecided, recipient);
}

static void
decide (SmtpTransaction *transaction, SmtpOutcome outcome)
{
  for (guint i = 0; i < transaction->undecided->len; i++)
    ((SmtpRecipient *) g_ptr_array_index (transaction->undecided, i))->outcome = outcome;
  g_ptr_array_set_size (transaction->undecided, 0);
}

/* REPLY refuses WHAT for everybody who was not refused before. */
static void
refuse_all (SmtpTransaction *transaction, const char *what, const SmtpReply *reply)
{
  SmtpResult *result = transaction->result;

  transaction->wants_content = FALSE;
  if (transaction->undecided->len == 0)
    return;
  transaction->refused = what;
  set_answer (&result->code, &result->status, &result->text, reply);
  g_ptr_array_foreach (transaction->undecided, (GFunc) set_recipient_answer, (gpointer) reply);
  decide (transaction, smtp_reply_is_temporary (reply) ? SMTP_TEMPORARY : SMTP_PERMANENT);
}

static gboolean
fail (const SmtpTransaction *transaction, PosthornError code, const char *problem,
      const SmtpReply *reply, const char *advice, GError **error)
{
  g_autofree char *quote = smtp_reply_quote (reply);

  g_set_error (error, POSTHORN_ERROR, code, "%s %s (%s): %s", transaction->server, problem, quote,
               advice);
  return FALSE;
}

static gboolean
fail_out_of_turn (const SmtpTransaction *transaction, const SmtpReply *reply, GError **error)
{
  return fail (transaction, POSTHORN_ERROR_PROTOCOL, "gave an answer that fits no question", reply,
               "try again later, or ask whoever runs the server", error);
}

static gboolean
is_refusal (const SmtpReply *reply)
{
  return reply->code >= 400;
}

/* No words fit but a refusal: 421 at any time, and any other while the message is being written,
 * which cannot be broken off otherwise. */
static gboolean
break_off (SmtpTransaction *transaction, const SmtpReply *reply, GError **error)
{
  refuse_all (transaction, "the message", reply);
  g_queue_clear (&transaction->owed);
  return fail (transaction, POSTHORN_ERROR_SERVER_UNAVAILABLE, "ends the connection", reply,
               "try again later", error);
}

static void
reset (SmtpTransaction *transaction, Buffer *output)
{
  say (transaction, STEP_RESET, "RSET\r\n", output);
}

static void
leave_recipients (SmtpTransaction *transaction, Buffer *output)
{
  if (transaction->pipelining && !transaction->chunking)
    return;
  if (transaction->accepted == 0)
    reset (transaction, output);
  else if (transaction->chunking)
    transaction->wants_content = TRUE;
  else
    say (transaction, STEP_DATA, "DATA\r\n", output);
}

static gboolean
advance_mail (SmtpTransaction *transaction, const SmtpReply *reply, Buffer *output, GError **error)
{
  if (is_refusal (reply))
    refuse_all (transaction, "the sender", reply);
  else if (!smtp_reply_is_positive (reply))
    return fail_out_of_turn (transaction, reply, error);
  else if (!transaction->pipelining)
    ask_for_recipient (transaction, output);
  return TRUE;
}

static gboolean
advance_recipient (SmtpTransaction *transaction, const SmtpReply *reply, Buffer *output,
                   GError **error)
{
  SmtpRecipient *recipient = smtp_result_recipient (transaction->result, transaction->answered);

  if (!is_refusal (reply) && !smtp_reply_is_positive (reply))
    return fail_out_of_turn (transaction, reply, error);
  transaction->answered++;
  if (transaction->refused == NULL && is_refusal (reply))
    refuse_recipient (transaction, recipient, reply);
  else if (transaction->refused == NULL)
    {
      transaction->accepted++;
      set_recipient_answer (recipient, reply);
    }
  if (transaction->asked < n_recipients (transaction))
    ask_for_recipient (transaction, output);
  else if (transaction->answered == n_recipients (transaction))
    leave_recipients (transaction, output);
  return TRUE;
}

static gboolean
advance_data (SmtpTransaction *transaction, const SmtpReply *reply, Buffer *output, GError **error)
{
  if (reply->code == 354 && transaction->accepted > 0)
    transaction->wants_content = TRUE;
  else if (reply->code == 354)
    say (transaction, STEP_EMPTY_END, ".\r\n", output);
  else if (!is_refusal (reply))
    return fail_out_of_turn (transaction, reply, error);
  else
    {
      refuse_all (transaction, "the message", reply);
      reset (transaction, output);
    }
  return TRUE;
}

static gboolean
advance_chunk (SmtpTransaction *transaction, const SmtpReply *reply, Buffer *output, GError **error)
{
  if (!is_refusal (reply) && !smtp_reply_is_positive (reply))
    return fail_out_of_turn (transaction, reply, error);
  if (!is_refusal (reply) || transaction->refused != NULL)
    return TRUE;
  refuse_all (transaction, "the message", reply);
  reset (transaction, output);
  return TRUE;
}

static gboolean
advance_end (SmtpTransaction *transaction, const SmtpReply *reply, Buffer *output, GError **error)
{
  SmtpResult *result = transaction->result;

  if (is_refusal (reply))
    refuse_all (transaction, "the message", reply);
  else if (!smtp_reply_is_positive (reply))
    return fail_out_of_turn (transaction, reply, error);
  else if (transaction->undecided->len > 0)
    {
      set_answer (&result->code, &result->status, &result->text, reply);
      decide (transaction, SMTP_SENT);
    }
  return TRUE;
}

/* An empty message to nobody: whatever is said of it, it was not wanted. */
static gboolean
advance_empty_end (SmtpTransaction *transaction, const SmtpReply *reply, Buffer *output,
                   GError **error)
{
  reset (transaction, output);
  return TRUE;
}

static gboolean
advance_reset (SmtpTransaction *transaction, const SmtpReply *reply, Buffer *output, GError **error)
{
  return smtp_reply_is_positive (reply) || fail_out_of_turn (transaction, reply, error);
}

gboolean
smtp_transaction_advance (SmtpTransaction *transaction, const SmtpReply *reply, Buffer *output,
                          GError **error)
{
  static gboolean (*const advances[]) (SmtpTransaction *, const SmtpReply *, Buffer *, GError **)
      = {
          [STEP_MAIL] = advance_mail,   [STEP_RECIPIENT] = advance_recipient,
          [STEP_DATA] = advance_data,   [STEP_CHUNK] = advance_chunk,
          [STEP_END] = advance_end,     [STEP_EMPTY_END] = advance_empty_end,
          [STEP_RESET] = advance_reset,
        };
  Step step = (Step) GPOINTER_TO_INT (g_queue_pop_head (&transaction->owed));

  if (reply->code == 421 || (step == STEP_NONE && is_refusal (reply)))
    return break_off (transaction, reply, error);
  if (step == STEP_NONE)
    return fail_out_of_turn (transaction, reply, error);
  return advances[step](transaction, reply, output, error);
}

gboolean
smtp_transaction_wants_content (const SmtpTransaction *transaction)
{
  return transaction->wants_content;
}

static void
append_chunk (SmtpTransaction *transaction, const GByteArray *octets, gboolean last, Buffer *output)
{
  g_autofree char *command = g_strdup_printf ("BDAT %u%s\r\n", octets->len, last ? " LAST" : "");

  say (transaction, last ? STEP_END : STEP_CHUNK, command, output);
}

void
smtp_transaction_write (SmtpTransaction *transaction, const guint8 *data, gsize length,
                        Buffer *output)
{
  g_autoptr (GByteArray) octets = NULL;

  if (!transaction->wants_content)
    return;
  octets = g_byte_array_sized_new ((guint) length);
  smtp_data_feed (transaction->data, data, length, octets);
  if (transaction->chunking && octets->len > 0)
    append_chunk (transaction, octets, FALSE, output);
  buffer_append (output, octets->data, octets->len);
}

void
smtp_transaction_commit (SmtpTransaction *transaction, Buffer *output)
{
  g_autoptr (GByteArray) octets = NULL;

  if (!transaction->wants_content)
    return;
  octets = g_byte_array_new ();
  transaction->wants_content = FALSE;
  transaction->committed = TRUE;
  smtp_data_end (transaction->data, octets);
  if (transaction->chunking)
    append_chunk (transaction, octets, TRUE, output);
  buffer_append (output, octets->data, octets->len);
  if (!transaction->chunking)
    say (transaction, STEP_END, ".\r\n", output);
}

SmtpOwed
smtp_transaction_owed (const SmtpTransaction *transaction)
{
  switch ((Step) GPOINTER_TO_INT (g_queue_peek_head ((GQueue *) &transaction->owed)))
    {
    case STEP_NONE:
      return SMTP_OWED_NOTHING;
    case STEP_DATA:
      return SMTP_OWED_DATA;
    case STEP_END:
    case STEP_EMPTY_END:
      return SMTP_OWED_END;
    default:
      return SMTP_OWED_REPLY;
    }
}

const SmtpResult *
smtp_transaction_answers (const SmtpTransaction *transaction)
{
  return transaction->result;
}

gboolean
smtp_transaction_is_over (const SmtpTransaction *transaction)
{
  return g_queue_is_empty ((GQueue *) &transaction->owed) && !transaction->wants_content;
}

static SmtpOutcome
overall_outcome (const SmtpResult *result)
{
  static const SmtpOutcome order[] = { SMTP_SENT, SMTP_UNKNOWN, SMTP_TEMPORARY };

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    for (guint r = 0; r < result->recipients->len; r++)
      if (smtp_result_recipient (result, r)->outcome == order[i])
        return order[i];
  return SMTP_PERMANENT;
}

static const SmtpRecipient *
first_with (const SmtpResult *result, SmtpOutcome outcome)
{
  for (guint i = 0; i < result->recipients->len; i++)
    if (smtp_result_recipient (result, i)->outcome == outcome)
      return smtp_result_recipient (result, i);
  return NULL;
}

static const char *
refusal_advice (const SmtpTransaction *transaction, gboolean too_large)
{
  if (transaction->result->outcome == SMTP_TEMPORARY)
    return "try again later";
  if (too_large)
    return "leave attachments out, or send them in several messages";
  if (transaction->refused == NULL)
    return "check the address";
  return strcmp (transaction->refused, "the sender") == 0
             ? "check the From address and what the account may send as"
             : "change the message, or ask whoever runs the server";
}

static gboolean
speaks_of_size (const SmtpResult *result)
{
  return result->code == 552 || g_strcmp0 (result->status, "5.3.4") == 0
         || g_strcmp0 (result->status, "5.2.3") == 0;
}

/* The answer to a recipient is that of the whole when nothing else has decided. */
static void
explain_refusal (SmtpTransaction *transaction)
{
  SmtpResult *result = transaction->result;
  const SmtpRecipient *recipient = first_with (result, result->outcome);
  gboolean too_large = FALSE;
  g_autofree char *what = NULL;

  if (transaction->refused == NULL)
    {
      result->code = recipient->code;
      result->status = g_strdup (recipient->status);
      g_free (result->text);
      result->text = g_strdup (recipient->text);
      what = g_strdup_printf ("the recipient %s", recipient->address);
    }
  else
    {
      too_large = speaks_of_size (result);
      what = g_strdup (transaction->refused);
    }
  result->error = g_error_new (
      POSTHORN_ERROR, too_large ? POSTHORN_ERROR_TOO_LARGE : POSTHORN_ERROR_SERVER_REJECTED,
      "%s refused %s (%u%s%s %s): %s", transaction->server, what, result->code,
      result->status != NULL ? " " : "", result->status != NULL ? result->status : "", result->text,
      refusal_advice (transaction, too_large));
}

static GError *
doubt (const SmtpTransaction *transaction, const GError *why)
{
  return g_error_new (POSTHORN_ERROR, why->code,
                      "%s was given the whole message and never said whether it took it (%s): "
                      "look for it in the folder of sent mail, or ask the recipient, before you "
                      "send it again",
                      transaction->server, why->message);
}

SmtpResult *
smtp_transaction_take_result (SmtpTransaction *transaction, const GError *why)
{
  SmtpResult *result = transaction->result;
  gboolean broken = transaction->undecided->len > 0;

  decide (transaction, transaction->committed ? SMTP_UNKNOWN : SMTP_TEMPORARY);
  result->outcome = overall_outcome (result);
  if (result->outcome == SMTP_UNKNOWN)
    result->error = doubt (transaction, why);
  else if (result->outcome != SMTP_SENT && broken)
    result->error = g_error_copy (why);
  else if (result->outcome != SMTP_SENT)
    explain_refusal (transaction);
  transaction->result = NULL;
  return result;
}
