/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-rule.h"

#include "error.h"

static const char *const kind_names[] = { "contact", "company", "lead" };

const char *
crm_kind_name (CrmKind kind)
{
  return kind_names[kind];
}

gboolean
crm_kind_parse (const char *name, CrmKind *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kind_names); i++)
    if (g_str_equal (kind_names[i], name))
      {
        *kind = (CrmKind) i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
is_preferred (const CrmCustomer *a, const CrmCustomer *b)
{
  return a->kind != b->kind ? a->kind < b->kind : a->id < b->id;
}

static gboolean
is_answered (const CrmMail *mail, const CrmCustomer *customer)
{
  return mail->answered && mail->answered->id == customer->id;
}

/* Whom of those who share the address of PARTY is meant; NULL: it is nobody's. */
static const CrmCustomer *
customer_of (const CrmMail *mail, const CrmParty *party)
{
  const CrmCustomer *best = NULL;

  for (guint i = 0; i < party->n_customers; i++)
    {
      if (is_answered (mail, &party->customers[i]))
        return &party->customers[i];
      if (!best || is_preferred (&party->customers[i], best))
        best = &party->customers[i];
    }
  return best;
}

/* The lower, the more a mail is about PARTY. */
static guint
distance (const CrmMail *mail, const CrmParty *party)
{
  const CrmCustomer *customer = customer_of (mail, party);

  if (!customer)
    return 2;
  return is_answered (mail, customer) ? 0 : 1;
}

static gboolean
is_outside (const CrmParty *party)
{
  return *party->address && !party->employee;
}

/* Exceptions are for what is new, not for the rest of a conversation that is saved. */
static gboolean
is_excluded (const CrmMail *mail, const CrmParty *party)
{
  return party->excluded && !mail->answered;
}

static const CrmParty *
find_party (const CrmMail *mail)
{
  const CrmParty *best = NULL;

  for (guint i = 0; i < mail->n_parties; i++)
    {
      const CrmParty *party = &mail->parties[i];
      if (!is_outside (party) || is_excluded (mail, party))
        continue;
      if (!best || distance (mail, party) < distance (mail, best))
        best = party;
    }
  return best;
}

/* Why there is no party to save it under: somebody excluded counts more than a colleague. */
static CrmDecision
refuse (const CrmMail *mail)
{
  CrmDecision decision = { .outcome = CRM_NOBODY };

  for (guint i = 0; i < mail->n_parties; i++)
    {
      const CrmParty *party = &mail->parties[i];
      if (is_outside (party))
        return (CrmDecision){ .outcome = CRM_EXCLUDED, .party = party };
      if (party->employee && !decision.party)
        decision = (CrmDecision){ .outcome = CRM_EMPLOYEE_SENDER, .party = party };
    }
  return decision;
}

CrmDecision
crm_rule_decide (const CrmMail *mail)
{
  const CrmParty *party = find_party (mail);
  const CrmCustomer *customer;

  if (!party)
    return refuse (mail);
  customer = customer_of (mail, party);
  return (CrmDecision){ CRM_SAVE, party, customer ? customer : mail->answered };
}

static void
explain_employee (const CrmParty *party, gboolean outgoing, guint64 id, GError **error)
{
  const char *who
      = outgoing ? "all its recipients are employees, the first being" : "its sender is";
  const char *employee = *party->employee ? party->employee : "whoever uses this desktop";

  if (party->mailbox)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_CRM_EMPLOYEE_SENDER,
                 "Message %" G_GUINT64_FORMAT " is not saved to CRM: %s %s (%s is the address of "
                 "the mailbox %s); mail among employees stays outside, make a task of it instead",
                 id, who, employee, party->address, party->mailbox);
  else
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_CRM_EMPLOYEE_SENDER,
                 "Message %" G_GUINT64_FORMAT " is not saved to CRM: %s %s (%s); make a task of "
                 "it, or, if the address is no employee's, take it away with UpdateEmployee",
                 id, who, employee, party->address);
}

void
crm_rule_explain (const CrmDecision *decision, gboolean outgoing, guint64 id, GError **error)
{
  if (decision->outcome == CRM_EMPLOYEE_SENDER)
    explain_employee (decision->party, outgoing, id, error);
  else if (decision->outcome == CRM_EXCLUDED)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_CRM_EXCLUDED,
                 "Message %" G_GUINT64_FORMAT " is not saved to CRM: %s is among the exceptions; "
                 "take it out with RemoveExceptions, or «posthornctl crm exceptions remove %s»",
                 id, decision->party->address, decision->party->address);
  else if (decision->outcome == CRM_NOBODY)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_SUPPORTED,
                 "Message %" G_GUINT64_FORMAT " is not saved to CRM: its %s no address that a "
                 "customer could have; make a task of it instead",
                 id, outgoing ? "recipients have" : "sender has");
}

const char *
crm_rule_responsible (const CrmCustomer *customer, gboolean is_known, const char *owner)
{
  return customer && *customer->responsible && is_known ? customer->responsible : owner;
}
