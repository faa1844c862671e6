/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-apply-crm.h"

#include "error.h"
#include "store-apply-remote.h"
#include "store-row-crm.h"
#include "store-sql-names.h"

/* A stranger becomes a lead, called like the mail. */
static gboolean
make_lead (StoreTransaction *transaction, StoreCrmFacts *facts, const CrmParty *party,
           const char *responsible, gint64 *customer, GError **error)
{
  const char *const addresses[] = { party->address, NULL };
  const char *subject = store_crm_facts_subject (facts);

  return store_apply_insert_customer (transaction, CRM_LEAD, *subject ? subject : party->address,
                                      responsible, addresses, customer, error);
}

static gboolean
insert_record (StoreTransaction *transaction, StoreCrmFacts *facts, const CrmParty *party,
               const char *responsible, gint64 customer, GError **error)
{
  StoreLinkKey key = store_crm_facts_key (facts);
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_RECORD_INSERT);

  store_link_key_bind (statement, &key);
  store_statement_bind_int64 (statement, ":customer", customer);
  store_statement_bind_text (statement, ":address", party->address);
  store_statement_bind_text (statement, ":responsible", responsible);
  store_statement_bind_text (statement, ":subject", store_crm_facts_subject (facts));
  store_statement_bind_int64 (statement, ":outgoing", store_crm_facts_mail (facts)->outgoing);
  store_statement_bind_int64 (statement, ":saved", transaction->now);
  if (!store_statement_run (statement, error))
    return FALSE;
  transaction->made = store_database_last_id (transaction->state);
  transaction->is_new = TRUE;
  return store_apply_intent_made (transaction, STORE_REMOTE_RECORD, transaction->made, error)
         && store_links_follow (transaction, &key, error);
}

static gboolean
make_record (StoreTransaction *transaction, StoreCrmFacts *facts, const CrmDecision *decision,
             GError **error)
{
  const CrmCustomer *customer = decision->customer;
  gint64 id = customer ? customer->id : 0;
  gboolean known = FALSE;
  const char *responsible;

  if (customer && !store_crm_facts_know_login (transaction, customer->responsible, &known, error))
    return FALSE;
  responsible = crm_rule_responsible (customer, known, store_crm_facts_mailbox (facts)->owner);
  return (customer || make_lead (transaction, facts, decision->party, responsible, &id, error))
         && insert_record (transaction, facts, decision->party, responsible, id, error);
}

/* FOUND 0: it is not saved. */
static gboolean
find_record (StoreTransaction *transaction, StoreCrmFacts *facts, gint64 *found, GError **error)
{
  StoreLinkKey key = store_crm_facts_key (facts);
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, STATE_RECORD);

  store_link_key_bind (statement, &key);
  return store_statement_value (statement, 0, found, error);
}

gboolean
store_apply_record_mail (StoreTransaction *transaction, StoreCrmFacts *facts,
                         const CrmDecision *decision, GError **error)
{
  gint64 record = 0;

  return find_record (transaction, facts, &record, error)
         && (record != 0 || make_record (transaction, facts, decision, error));
}

gboolean
store_apply_save (StoreTransaction *transaction, StoreCrmChange *change, GError **error)
{
  g_autoptr (StoreCrmFacts) facts = store_crm_facts_read (transaction, change->message, error);
  const CrmMail *mail = facts ? store_crm_facts_mail (facts) : NULL;
  CrmDecision decision;

  if (!facts || !find_record (transaction, facts, &transaction->made, error))
    return FALSE;
  if (transaction->made != 0)
    return TRUE;
  decision = crm_rule_decide (mail);
  if (decision.outcome == CRM_SAVE)
    return make_record (transaction, facts, &decision, error);
  crm_rule_explain (&decision, mail->outgoing, change->message, error);
  return FALSE;
}

gboolean
store_apply_delete_record (StoreTransaction *transaction, gint64 id, const StoreLinkKey *key,
                           GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_RECORD_DELETE);

  store_statement_bind_int64 (statement, ":id", id);
  return store_apply_intent_gone (transaction, STORE_REMOTE_RECORD, id, error)
         && store_statement_run (statement, error) && store_links_follow (transaction, key, error);
}

/* Whom an exception made of this mail is for; NULL: nobody it could be for. */
static const char *
outsider (const CrmMail *mail, const StoreRecord *record)
{
  if (record)
    return record->address;
  for (guint i = 0; i < mail->n_parties; i++)
    if (*mail->parties[i].address && !mail->parties[i].employee)
      return mail->parties[i].address;
  return NULL;
}

static gboolean
except_outsider (StoreTransaction *transaction, const CrmMail *mail, const StoreRecord *record,
                 guint64 message, GError **error)
{
  const char *address = outsider (mail, record);

  if (address)
    return store_apply_add_exception (transaction, address, error);
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_SUPPORTED,
               "Message %" G_GUINT64_FORMAT " has nobody on its other side who could be an "
               "exception: all there are employees, or have no address",
               message);
  return FALSE;
}

gboolean
store_apply_exclude (StoreTransaction *transaction, StoreCrmChange *change, GError **error)
{
  g_autoptr (StoreCrmFacts) facts = store_crm_facts_read (transaction, change->message, error);
  StoreLinkKey key = facts ? store_crm_facts_key (facts) : (StoreLinkKey){ 0 };
  g_autoptr (GError) failure = NULL;
  g_autoptr (StoreRecord) record
      = facts ? store_row_read_record (transaction->state, &key, &failure) : NULL;

  if (failure)
    g_propagate_error (error, g_steal_pointer (&failure));
  else if (facts && !record && !change->add_exception)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND,
                 "Message %" G_GUINT64_FORMAT " is not saved to CRM, so there is nothing to take "
                 "out",
                 change->message);
  else if (facts)
    return (!record || store_apply_delete_record (transaction, record->id, &key, error))
           && (!change->add_exception
               || except_outsider (transaction, store_crm_facts_mail (facts), record,
                                   change->message, error));
  return FALSE;
}

/* NULL in KEY: CUSTOMER has no record left. */
static gboolean
next_record (StoreTransaction *transaction, gint64 customer, gint64 *id, StoreLinkKey **key,
             GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_RECORD_OF_CUSTOMER);
  StoreStep step;

  *key = NULL;
  store_statement_bind_int64 (statement, ":customer", customer);
  step = store_statement_step (statement, error);
  if (step == STORE_STEP_ROW)
    {
      StoreLinkKey found = store_link_key_read (statement, 1);
      *id = store_statement_int64 (statement, 0);
      *key = store_link_key_copy (&found);
    }
  return step != STORE_STEP_FAILED;
}

gboolean
store_apply_remove_records (StoreTransaction *transaction, gint64 customer, GError **error)
{
  gint64 id = 0;

  for (;;)
    {
      g_autoptr (StoreLinkKey) key = NULL;
      if (!next_record (transaction, customer, &id, &key, error))
        return FALSE;
      if (!key)
        return TRUE;
      if (!store_apply_delete_record (transaction, id, key, error))
        return FALSE;
    }
}
