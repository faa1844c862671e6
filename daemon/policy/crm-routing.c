/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-routing.h"

#include "folder-role.h"

gboolean
crm_routing_considers (const CrmArrival *arrival)
{
  return arrival->arrived && !arrival->was_routed && !g_str_equal (arrival->route, "off")
         && folder_role_counts (arrival->role);
}

/* A stranger who answers is no customer yet: a person may save that. */
gboolean
crm_routing_decide (const CrmMail *mail, CrmDecision *decision)
{
  if (mail->outgoing)
    return FALSE;
  *decision = crm_rule_decide (mail);
  return decision->outcome == CRM_SAVE && decision->party->n_customers > 0;
}
