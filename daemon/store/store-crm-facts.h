/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the rules of CRM (crm-rule.h) need to know of one mail, gathered by a few look-ups by index:
 * who is on its other side, whose addresses these are, and what it answers. It decides nothing.
 */
#pragma once

#include "crm-rule.h"
#include "store-links.h"

/* A mailbox, as far as it concerns CRM. */
typedef struct
{
  char *id;
  char *owner;
  char *address; /* in its normal form; NULL = it has none */
  char *route;
} StoreMailbox;

typedef struct _StoreCrmFacts StoreCrmFacts;

/* NOT_FOUND when there is no message ID. */
StoreCrmFacts *store_crm_facts_read (StoreTransaction *transaction, guint64 id, GError **error);
void store_crm_facts_free (StoreCrmFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreCrmFacts, store_crm_facts_free)

/* All are valid as long as the facts. */
const CrmMail *store_crm_facts_mail (StoreCrmFacts *facts);
StoreLinkKey store_crm_facts_key (StoreCrmFacts *facts);
const StoreMailbox *store_crm_facts_mailbox (StoreCrmFacts *facts);
const char *store_crm_facts_role (StoreCrmFacts *facts); /* of the folder */
const char *store_crm_facts_subject (StoreCrmFacts *facts);

/* Borrowed until the transaction ends; NULL with ERROR. */
const StoreMailbox *store_crm_facts_find_mailbox (StoreTransaction *transaction,
                                                  const char *account, GError **error);

/* Whose ADDRESS it is, a mailbox's owner's or an employee's. LOGIN (transfer full) NULL: nobody's.
 */
gboolean store_crm_facts_login_of (StoreTransaction *transaction, const char *address, char **login,
                                   GError **error);

/* Whether somebody has LOGIN: an employee, or the owner of a mailbox. */
gboolean store_crm_facts_know_login (StoreTransaction *transaction, const char *login,
                                     gboolean *known, GError **error);
