/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which mail is handed to the responsible employee by itself: new mail of existing customers, once
 * for each mail; and to which address it is sent on, if to any, so that nobody gets what they have
 * and nothing goes in a circle. It neither saves nor sends anything. Addresses are in their normal
 * form (normal-address.h).
 */
#pragma once

#include "crm-rule.h"

typedef struct
{
  const char *route;    /* the account's: "off" "assign" "forward" */
  const char *role;     /* of the folder it came to */
  gboolean arrived;     /* new, and not diverted to junk by the blacklist */
  gboolean was_here;    /* the same mail, by its Message-ID, was handed over in this account */
  gboolean was_routed;  /* in any account */
  gboolean was_sent_on; /* from any account */
} CrmArrival;

/* Whether it may be, before anything is looked up about its sender. */
gboolean crm_routing_considers (const CrmArrival *arrival);

/* Whether it is. DECISION is then what crm_rule_decide() says of MAIL. */
gboolean crm_routing_decide (const CrmMail *mail, CrmDecision *decision);

/* What counts when a mail that is handed over would be sent on. */
typedef struct
{
  const char *mailbox;           /* the address of the account it came to */
  const char *owner;             /* of that account, a login */
  const char *responsible;       /* a login */
  const char *const *addresses;  /* of the responsible, the preferred one first; NULL at the end, as
                                  * the next two */
  const char *const *senders;    /* who had it sent, as far as that is known */
  const char *const *recipients; /* To and Cc */
  const char *auto_submitted;    /* the first word of that field, lower case; "" = it has none */
  gboolean is_bounce;            /* nobody is to be told of what becomes of it */
  gboolean is_routed;            /* a Posthorn has sent it on already */
} CrmHandover;

/* One of its addresses; NULL: it is not sent on. */
const char *crm_routing_recipient (const CrmHandover *handover);
