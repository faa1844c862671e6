/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What SmtpProtocol says and tells in a dialogue, written down: each line that it says after
 * "C: ", each event after "* ", each error after "! ". It logs in, sends one message and says
 * everything there is to say at once.
 */
#pragma once

#include "smtp-protocol.h"

#define DIALOGUE_USER     "anna"
#define DIALOGUE_PASSWORD "correct horse"

typedef struct
{
  SmtpProtocol *protocol;
  const SmtpEnvelope *envelope;
  const char *message;
  GString *out;
  gboolean stop_at_tls;
  gboolean committed;
  gboolean failed;
} SmtpDialogue;

/* MESSAGE and ENVELOPE are not copied. */
SmtpDialogue *smtp_dialogue_new (gboolean starttls, const SmtpEnvelope *envelope,
                                 const char *message);
void smtp_dialogue_free (SmtpDialogue *dialogue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmtpDialogue, smtp_dialogue_free)

void smtp_dialogue_hear (SmtpDialogue *dialogue, const char *octets, gsize length);

/* The connection ends here. */
void smtp_dialogue_cut (SmtpDialogue *dialogue);
