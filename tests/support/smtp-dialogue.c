/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smtp-dialogue.h"

#include "error.h"

SmtpDialogue *
smtp_dialogue_new (gboolean starttls, const SmtpEnvelope *envelope, const char *message)
{
  SmtpDialogue *dialogue = g_new0 (SmtpDialogue, 1);
  SmtpLoginOptions login = { .server = "mail.example.org:587",
                             .user = DIALOGUE_USER,
                             .password = DIALOGUE_PASSWORD,
                             .starttls = starttls };

  dialogue->protocol = smtp_protocol_new (&login, &smtp_limits_default);
  dialogue->envelope = envelope;
  dialogue->message = message;
  dialogue->out = g_string_new (NULL);
  return dialogue;
}

void
smtp_dialogue_free (SmtpDialogue *dialogue)
{
  smtp_protocol_free (dialogue->protocol);
  g_string_free (dialogue->out, TRUE);
  g_free (dialogue);
}

static void
write_output (SmtpDialogue *dialogue)
{
  g_autoptr (GBytes) output = smtp_protocol_take_output (dialogue->protocol);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (output == NULL)
    return;
  smtp_protocol_written (dialogue->protocol, 0);
  text = g_strndup (g_bytes_get_data (output, NULL), g_bytes_get_size (output));
  g_assert_true (g_str_has_suffix (text, "\r\n"));
  lines = g_strsplit (text, "\r\n", -1);
  for (guint i = 0; lines[i + 1] != NULL; i++)
    g_string_append_printf (dialogue->out, "C: %s\n", lines[i]);
}

static void
write_error (SmtpDialogue *dialogue, GError *error)
{
  dialogue->failed = TRUE;
  g_assert_true (error->domain == POSTHORN_ERROR);
  g_assert_nonnull (strstr (error->message, "mail.example.org"));
  g_string_append_printf (dialogue->out, "! %s\n", posthorn_error_name_of (error));
  g_error_free (error);
}

static void
write_recipient (SmtpDialogue *dialogue, const SmtpRecipient *recipient)
{
  g_assert_true (g_utf8_validate (recipient->text, -1, NULL));
  g_string_append_printf (dialogue->out, " %s=%s/%u/%s", recipient->address,
                          smtp_outcome_name (recipient->outcome), recipient->code,
                          recipient->status != NULL ? recipient->status : "");
}

static void
write_result (SmtpDialogue *dialogue, SmtpResult *result)
{
  g_assert_cmpint (result->error == NULL, ==, result->outcome == SMTP_SENT);
  g_assert_true (g_utf8_validate (result->text, -1, NULL));
  g_string_append_printf (dialogue->out, "* %s %u", smtp_outcome_name (result->outcome),
                          result->code);
  if (result->error != NULL)
    g_string_append_printf (dialogue->out, " %s", posthorn_error_name_of (result->error));
  for (guint i = 0; i < result->recipients->len; i++)
    write_recipient (dialogue, smtp_result_recipient (result, i));
  g_string_append_c (dialogue->out, '\n');
  smtp_result_free (result);
}

static void
begin (SmtpDialogue *dialogue)
{
  GError *error = NULL;

  g_string_append (dialogue->out, "* ready\n");
  if (smtp_protocol_check (dialogue->protocol, dialogue->envelope, &error))
    {
      smtp_protocol_begin (dialogue->protocol, dialogue->envelope, 0);
      return;
    }
  g_string_append_printf (dialogue->out, "* unfit %s\n", posthorn_error_name_of (error));
  g_error_free (error);
}

static void
start_tls (SmtpDialogue *dialogue)
{
  GError *error = NULL;

  g_string_append (dialogue->out, "* tls\n");
  if (dialogue->stop_at_tls)
    dialogue->failed = TRUE;
  else if (!smtp_protocol_start_tls (dialogue->protocol, &error))
    write_error (dialogue, error);
}

static void
send_message (SmtpDialogue *dialogue)
{
  g_string_append (dialogue->out, "* content\n");
  smtp_protocol_write (dialogue->protocol, (const guint8 *) dialogue->message,
                       strlen (dialogue->message), 0);
  dialogue->committed = TRUE;
  smtp_protocol_commit (dialogue->protocol, 0);
}

static void
handle_event (SmtpDialogue *dialogue, const SmtpEvent *event)
{
  switch (event->type)
    {
    case SMTP_EVENT_START_TLS:
      start_tls (dialogue);
      break;
    case SMTP_EVENT_READY:
      begin (dialogue);
      break;
    case SMTP_EVENT_CONTENT:
      send_message (dialogue);
      break;
    case SMTP_EVENT_RESULT:
      write_result (dialogue, event->result);
      break;
    }
}

void
smtp_dialogue_hear (SmtpDialogue *dialogue, const char *octets, gsize length)
{
  GError *error = NULL;
  SmtpEvent event;

  if (dialogue->failed)
    return;
  smtp_protocol_feed (dialogue->protocol, (const guint8 *) octets, length, 0);
  while (!dialogue->failed && smtp_protocol_next_event (dialogue->protocol, &event, &error))
    {
      write_output (dialogue);
      handle_event (dialogue, &event);
    }
  write_output (dialogue);
  if (error != NULL)
    {
      SmtpResult *result = smtp_protocol_abandon (dialogue->protocol, error);

      if (result != NULL)
        write_result (dialogue, result);
      write_error (dialogue, error);
    }
}

void
smtp_dialogue_cut (SmtpDialogue *dialogue)
{
  g_autoptr (GError) error
      = g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_SERVER_UNAVAILABLE,
                     "mail.example.org:587 has closed the connection: try again later");
  SmtpResult *result = smtp_protocol_abandon (dialogue->protocol, error);

  if (result != NULL)
    write_result (dialogue, result);
}
