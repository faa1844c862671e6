/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a mail may be saved to CRM, and under which customer: facts in, decision out. Why not is
 * one of several outcomes, each with a cause and a way out of its own. It knows neither where
 * customers are kept nor who asks; addresses come as normal-address.h makes them.
 */
#pragma once

#include <glib.h>

/* In this order they are preferred where several share an address. */
typedef enum
{
  CRM_CONTACT,
  CRM_COMPANY,
  CRM_LEAD,
} CrmKind;

const char *crm_kind_name (CrmKind kind);
gboolean crm_kind_parse (const char *name, CrmKind *kind);

typedef struct
{
  gint64 id; /* the lower, the older */
  CrmKind kind;
  const char *responsible; /* login, "" = nobody in particular */
} CrmCustomer;

/* Somebody on the other side of a mail. */
typedef struct
{
  const char *address;  /* "" = none that could be anybody's */
  const char *employee; /* whose address it is, NULL = no employee's */
  const char *mailbox;  /* id of the account that has it; NULL = the employee's profile does */
  gboolean excluded;    /* it is among the exceptions */
  const CrmCustomer *customers; /* who have the address */
  guint n_customers;
} CrmParty;

typedef struct
{
  gboolean outgoing;
  const CrmParty *parties; /* the sender; of an outgoing mail: the recipients, To first */
  guint n_parties;
  const CrmCustomer *answered; /* under whom the mail is saved that this one answers; NULL: none */
} CrmMail;

typedef enum
{
  CRM_SAVE,
  CRM_EMPLOYEE_SENDER, /* or, of an outgoing mail, all recipients are employees */
  CRM_EXCLUDED,
  CRM_NOBODY, /* nobody on the other side has an address */
} CrmOutcome;

/* What it points to lies in the mail that was decided about. */
typedef struct
{
  CrmOutcome outcome;
  const CrmParty *party;       /* whom it is about; NULL with CRM_NOBODY */
  const CrmCustomer *customer; /* of CRM_SAVE; NULL: a lead is made of the party */
} CrmDecision;

CrmDecision crm_rule_decide (const CrmMail *mail);

/* Says why message ID is not saved and what can be done: CRM_EMPLOYEE_SENDER, CRM_EXCLUDED,
 * NOT_SUPPORTED. */
void crm_rule_explain (const CrmDecision *decision, gboolean outgoing, guint64 id, GError **error);

/* The customer's own employee while there is one, else the OWNER of the mailbox. IS_KNOWN: whether
 * the customer's is one of those there are. */
const char *crm_rule_responsible (const CrmCustomer *customer, gboolean is_known,
                                  const char *owner);
