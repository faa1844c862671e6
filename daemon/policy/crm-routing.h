/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which mail is handed to the responsible employee by itself: new mail of existing customers, once
 * for each mail. What handing means is not decided here.
 */
#pragma once

#include "crm-rule.h"

typedef struct
{
  const char *route;   /* the account's: "off" "assign" "forward" */
  const char *role;    /* of the folder it came to */
  gboolean arrived;    /* new, and not diverted to junk by the blacklist */
  gboolean was_routed; /* the same mail, by its Message-ID, came before */
} CrmArrival;

/* Whether it may be, before anything is looked up about its sender. */
gboolean crm_routing_considers (const CrmArrival *arrival);

/* Whether it is. DECISION is then what crm_rule_decide() says of MAIL. */
gboolean crm_routing_decide (const CrmMail *mail, CrmDecision *decision);
