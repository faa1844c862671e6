/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What has become of a message that was given to a server: as a whole and for each recipient. A
 * value; what to do about it is decided elsewhere.
 */
#pragma once

#include "smtp-reply.h"

typedef enum
{
  SMTP_SENT,      /* the server has taken it over */
  SMTP_TEMPORARY, /* not sent; worth trying again later */
  SMTP_PERMANENT, /* not sent, and trying again would not help */
  SMTP_UNKNOWN,   /* wholly given to the server, which has not answered: it may have been sent */
} SmtpOutcome;

typedef struct
{
  char *address; /* as in the envelope */
  SmtpOutcome outcome;
  guint code;   /* 250, 451, 550; 0 = the server has not answered for it */
  char *status; /* "5.1.1" (RFC 3463); NULL = none */
  char *text;   /* what the server said, printable UTF-8, without code and status; never NULL */
} SmtpRecipient;

typedef struct
{
  /* SENT: for at least one recipient. Else TEMPORARY when one of them is, or UNKNOWN when those
   * that were not refused are. */
  SmtpOutcome outcome;
  guint code; /* of the answer that decided it, as above */
  char *status;
  char *text;
  GError *error;         /* what failed and what to do; NULL exactly when SENT */
  GPtrArray *recipients; /* SmtpRecipient, in the order of the envelope */
} SmtpResult;

/* All recipients UNKNOWN so far: nobody has been asked. */
SmtpResult *smtp_result_new (const char *const *addresses);
/* OUTCOME for the whole and for everybody; ERROR is taken over. */
SmtpResult *smtp_result_new_unsent (const char *const *addresses, SmtpOutcome outcome,
                                    GError *error);
void smtp_result_free (SmtpResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmtpResult, smtp_result_free)

SmtpRecipient *smtp_result_recipient (const SmtpResult *result, guint index);
const char *smtp_outcome_name (SmtpOutcome outcome);
