/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-routing.h"
#include "normal-address.h"
#include "store-apply-crm.h"
#include "store-row-crm.h"
#include "store-sql-names.h"

/* Addresses in their normal form; those that are nobody's are left out. */
static void
add_address (GStrvBuilder *addresses, const char *address)
{
  g_autofree char *normal = normal_address_of (address);

  if (normal)
    g_strv_builder_add (addresses, normal);
}

static void
add_all (GStrvBuilder *addresses, GVariant *list)
{
  GVariantIter iter;
  const char *address;

  g_variant_iter_init (&iter, list);
  while (g_variant_iter_next (&iter, "(&s&s)", NULL, &address))
    add_address (addresses, address);
}

static GStrv
senders_of (const StoreWay *way)
{
  g_autoptr (GStrvBuilder) addresses = g_strv_builder_new ();

  add_all (addresses, way->from);
  add_all (addresses, way->reply_to);
  add_all (addresses, way->senders);
  return g_strv_builder_end (addresses);
}

static GStrv
recipients_of (const StoreWay *way)
{
  g_autoptr (GStrvBuilder) addresses = g_strv_builder_new ();

  add_all (addresses, way->to);
  add_all (addresses, way->cc);
  return g_strv_builder_end (addresses);
}

static GStrv
addresses_of (StoreTransaction *transaction, const char *login, GError **error)
{
  g_autoptr (GStrvBuilder) addresses = g_strv_builder_new ();
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_ADDRESSES_OF_LOGIN);
  StoreStep step;

  store_statement_bind_text (statement, ":login", login);
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    add_address (addresses, store_statement_text (statement, 0));
  return step == STORE_STEP_DONE ? g_strv_builder_end (addresses) : NULL;
}

static gboolean
put_handover (StoreTransaction *transaction, guint64 id, const char *account, const char *recipient,
              GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_HANDOVER_PUT);

  store_statement_bind_int64 (statement, ":message", (gint64) id);
  store_statement_bind_text (statement, ":account", account);
  store_statement_bind_text (statement, ":recipient", recipient);
  return store_statement_run (statement, error);
}

/* Message ID, which RESPONSIBLE has to see to. SENT_ON: whether it will reach them. */
static gboolean
send_on (StoreTransaction *transaction, guint64 id, const StoreMailbox *mailbox,
         const char *responsible, const StoreWay *way, gboolean *sent_on, GError **error)
{
  g_auto (GStrv) addresses = addresses_of (transaction, responsible, error);
  g_auto (GStrv) senders = senders_of (way);
  g_auto (GStrv) recipients = recipients_of (way);
  CrmHandover handover = {
    .mailbox = mailbox->address,
    .owner = mailbox->owner,
    .responsible = responsible,
    .addresses = (const char *const *) addresses,
    .senders = (const char *const *) senders,
    .recipients = (const char *const *) recipients,
    .auto_submitted = way->auto_submitted,
    .is_bounce = way->is_bounce,
    .is_routed = way->is_routed,
  };
  const char *recipient = addresses ? crm_routing_recipient (&handover) : NULL;

  *sent_on = recipient != NULL;
  return addresses && (!recipient || put_handover (transaction, id, mailbox->id, recipient, error));
}

/* A record that a person has taken out since another account made it has nobody responsible. */
static gboolean
forward (StoreTransaction *transaction, StoreCrmFacts *facts, guint64 id, const StoreWay *way,
         gboolean *sent_on, GError **error)
{
  StoreLinkKey key = store_crm_facts_key (facts);
  g_autoptr (GError) failure = NULL;
  g_autoptr (StoreRecord) record = store_row_read_record (transaction->state, &key, &failure);

  if (record)
    return send_on (transaction, id, store_crm_facts_mailbox (facts), record->responsible, way,
                    sent_on, error);
  if (!failure)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
note_routed (StoreTransaction *transaction, StoreCrmFacts *facts, gboolean sent_on, GError **error)
{
  StoreLinkKey key = store_crm_facts_key (facts);
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, STATE_ROUTED_PUT);

  store_link_key_bind (statement, &key);
  store_statement_bind_text (statement, ":account", store_crm_facts_mailbox (facts)->id);
  store_statement_bind_int64 (statement, ":sent_on", sent_on);
  return store_statement_run (statement, error);
}

static gboolean
hand_over (StoreTransaction *transaction, StoreCrmFacts *facts, const CrmArrival *arrival,
           guint64 id, const StoreWay *way, GError **error)
{
  gboolean forwards = g_str_equal (arrival->route, "forward");
  gboolean sent_on = FALSE;
  CrmDecision decision;

  if (!crm_routing_decide (store_crm_facts_mail (facts), &decision))
    return TRUE;
  return (arrival->was_routed || store_apply_record_mail (transaction, facts, &decision, error))
         && (!forwards || forward (transaction, facts, id, way, &sent_on, error))
         && note_routed (transaction, facts, sent_on, error);
}

static gboolean
find_routed (StoreTransaction *transaction, StoreCrmFacts *facts, CrmArrival *arrival,
             GError **error)
{
  StoreLinkKey key = store_crm_facts_key (facts);
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, STATE_ROUTED);

  store_link_key_bind (statement, &key);
  store_statement_bind_text (statement, ":account", store_crm_facts_mailbox (facts)->id);
  if (store_statement_step (statement, error) != STORE_STEP_ROW)
    return FALSE;
  arrival->was_routed = store_statement_int64 (statement, 0) != 0;
  arrival->was_here = store_statement_int64 (statement, 1) != 0;
  arrival->was_sent_on = store_statement_int64 (statement, 2) != 0;
  return TRUE;
}

gboolean
store_apply_routing (StoreTransaction *transaction, guint64 id, const char *account,
                     const StoreWay *way, GError **error)
{
  const StoreMailbox *mailbox = store_crm_facts_find_mailbox (transaction, account, error);
  CrmArrival arrival = { .arrived = TRUE };
  g_autoptr (StoreCrmFacts) facts = NULL;

  if (!mailbox)
    return FALSE;
  arrival.route = mailbox->route;
  if (g_str_equal (mailbox->route, "off"))
    return TRUE;
  facts = store_crm_facts_read (transaction, id, error);
  if (!facts || !find_routed (transaction, facts, &arrival, error))
    return FALSE;
  arrival.role = store_crm_facts_role (facts);
  return !crm_routing_considers (&arrival)
         || hand_over (transaction, facts, &arrival, id, way, error);
}
