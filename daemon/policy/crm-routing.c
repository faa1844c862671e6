/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-routing.h"

#include "folder-role.h"

gboolean
crm_routing_considers (const CrmArrival *arrival)
{
  if (!arrival->arrived || !folder_role_counts (arrival->role)
      || g_str_equal (arrival->route, "off"))
    return FALSE;
  if (g_str_equal (arrival->route, "forward"))
    return !arrival->was_here && !arrival->was_sent_on;
  return !arrival->was_routed;
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

/* Only what answers another mail by itself can go in a circle; what a machine sends of its own
 * accord, an invoice, is mail of a customer like any other (RFC 3834, 5). A word that is not known
 * there may mean an answer. */
static gboolean
is_automatic_answer (const CrmHandover *handover)
{
  static const char *const harmless[] = { "", "no", "auto-generated", NULL };

  return handover->is_bounce || !g_strv_contains (harmless, handover->auto_submitted);
}

/* Two addresses of one person lead to one person. */
static gboolean
has_it (const CrmHandover *handover, const char *address)
{
  return g_strv_contains (handover->senders, address)
         || g_strv_contains (handover->recipients, address);
}

const char *
crm_routing_recipient (const CrmHandover *handover)
{
  const char *recipient = NULL;

  if (handover->is_routed || is_automatic_answer (handover) || !*handover->responsible
      || g_str_equal (handover->responsible, handover->owner))
    return NULL;
  for (const char *const *address = handover->addresses; *address; address++)
    {
      /* Whoever shares a mailbox is reached by another address. */
      if (g_strcmp0 (*address, handover->mailbox) == 0)
        continue;
      if (has_it (handover, *address))
        return NULL;
      recipient = recipient ? recipient : *address;
    }
  return recipient;
}
