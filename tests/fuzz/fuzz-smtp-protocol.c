/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a server says while a message is sent must mean the same however it is cut, must not bring
 * the password out before TLS, and must leave no message undecided. The first octet of the input
 * says whether STARTTLS is wanted and how many recipients there are.
 */
#include "smtp-dialogue.h"

#include <stdint.h>

#define STARTTLS_BIT 1
#define MESSAGE      "Subject: x\nBcc: y\n\n.\nz"
#define PASSWORD     "Y29ycmVjdCBob3JzZQ" /* for LOGIN; for PLAIN it begins elsewhere */
#define PLAIN        "AUTH PLAIN A"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static const char *const addresses[] = { "b@x.org", "c@x.org", "d@x.org", "e@x.org", NULL };

static void
check (const SmtpDialogue *dialogue, gboolean starttls)
{
  const char *out = dialogue->out->str;

  if (starttls)
    {
      g_assert_null (strstr (out, PASSWORD));
      g_assert_null (strstr (out, PLAIN));
    }
  if (strstr (out, "* unknown") != NULL)
    g_assert_true (dialogue->committed);
  g_assert_true (strstr (out, "C: MAIL") == NULL || strstr (out, "=sent/") != NULL
                 || strstr (out, "=temporary/") != NULL || strstr (out, "=permanent/") != NULL
                 || strstr (out, "=unknown/") != NULL);
}

static char *
run (const uint8_t *data, size_t size, size_t step)
{
  gboolean starttls = (data[0] & STARTTLS_BIT) != 0;
  const char *const *recipients = addresses + data[0] / 2 % 4;
  SmtpEnvelope envelope = { .sender = (char *) "a@x.org", .recipients = (GStrv) recipients };
  g_autoptr (SmtpDialogue) dialogue = smtp_dialogue_new (starttls, &envelope, MESSAGE);

  dialogue->stop_at_tls = TRUE;
  for (size_t at = 1; at < size; at += step)
    smtp_dialogue_hear (dialogue, (const char *) data + at, MIN (step, size - at));
  if (!dialogue->failed)
    smtp_dialogue_cut (dialogue);
  check (dialogue, starttls);
  return g_strdup (dialogue->out->str);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *whole = NULL;
  g_autofree char *pieces = NULL;

  if (size == 0)
    return 0;
  whole = run (data, size, size);
  pieces = run (data, size, 1);
  g_assert_cmpstr (whole, ==, pieces);
  return 0;
}
