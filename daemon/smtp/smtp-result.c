/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smtp-result.h"

static void
recipient_free (gpointer data)
{
  SmtpRecipient *recipient = data;

  g_free (recipient->address);
  g_free (recipient->status);
  g_free (recipient->text);
  g_free (recipient);
}

SmtpResult *
smtp_result_new (const char *const *addresses)
{
  SmtpResult *result = g_new0 (SmtpResult, 1);

  result->outcome = SMTP_UNKNOWN;
  result->text = g_strdup ("");
  result->recipients = g_ptr_array_new_with_free_func (recipient_free);
  for (; addresses != NULL && *addresses != NULL; addresses++)
    {
      SmtpRecipient *recipient = g_new0 (SmtpRecipient, 1);

      recipient->address = g_strdup (*addresses);
      recipient->outcome = SMTP_UNKNOWN;
      recipient->text = g_strdup ("");
      g_ptr_array_add (result->recipients, recipient);
    }
  return result;
}

SmtpResult *
smtp_result_new_unsent (const char *const *addresses, SmtpOutcome outcome, GError *error)
{
  SmtpResult *result = smtp_result_new (addresses);

  result->outcome = outcome;
  result->error = error;
  for (guint i = 0; i < result->recipients->len; i++)
    smtp_result_recipient (result, i)->outcome = outcome;
  return result;
}

void
smtp_result_free (SmtpResult *result)
{
  g_free (result->status);
  g_free (result->text);
  g_clear_error (&result->error);
  g_ptr_array_unref (result->recipients);
  g_free (result);
}

SmtpRecipient *
smtp_result_recipient (const SmtpResult *result, guint index)
{
  return g_ptr_array_index (result->recipients, index);
}

const char *
smtp_outcome_name (SmtpOutcome outcome)
{
  static const char *const names[] = {
    [SMTP_SENT] = "sent",
    [SMTP_TEMPORARY] = "temporary",
    [SMTP_PERMANENT] = "permanent",
    [SMTP_UNKNOWN] = "unknown",
  };

  return names[outcome];
}
