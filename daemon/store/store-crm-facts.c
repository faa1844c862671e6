/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-crm-facts.h"

#include "error.h"
#include "normal-address.h"
#include "store-row-crm.h"
#include "store-sql-names.h"
#include "summary.h"

/* Recipients that are looked at; a mail to more of them is no mail to one of them. */
#define PARTIES_MOST 100
/* Customers who share an address. */
#define SHARING_MOST 100

/* The columns of message-mail. */
enum
{
  COLUMN_ACCOUNT,
  COLUMN_ROLE,
  COLUMN_SUBJECT,
  COLUMN_FROM,
  COLUMN_TO,
  COLUMN_CC,
  COLUMN_MESSAGE_ID,
  COLUMN_IN_REPLY_TO,
  COLUMN_REFERENCES,
  COLUMN_RECEIVED,
  COLUMN_SIZE,
};

struct _StoreCrmFacts
{
  CrmMail mail;
  const StoreMailbox *mailbox; /* the transaction's */
  char *role, *subject, *message_id;
  gint64 received;
  guint64 size;
  GArray *parties;      /* CrmParty */
  GPtrArray *strings;   /* char *, to be freed */
  GPtrArray *customers; /* StoreCustomer, to be freed */
  GPtrArray *lists;     /* GArray of CrmCustomer, to be freed */
  CrmCustomer answered;
};

void
store_crm_facts_free (StoreCrmFacts *facts)
{
  g_free (facts->role);
  g_free (facts->subject);
  g_free (facts->message_id);
  g_array_unref (facts->parties);
  g_ptr_array_unref (facts->strings);
  g_ptr_array_unref (facts->customers);
  g_ptr_array_unref (facts->lists);
  g_free (facts);
}

static StoreCrmFacts *
facts_new (void)
{
  StoreCrmFacts *facts = g_new0 (StoreCrmFacts, 1);

  facts->parties = g_array_new (FALSE, TRUE, sizeof (CrmParty));
  facts->strings = g_ptr_array_new_with_free_func (g_free);
  facts->customers = g_ptr_array_new_with_free_func ((GDestroyNotify) store_customer_free);
  facts->lists = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  return facts;
}

static void
mailbox_free (gpointer data)
{
  StoreMailbox *mailbox = data;

  g_free (mailbox->id);
  g_free (mailbox->owner);
  g_free (mailbox->address);
  g_free (mailbox->route);
  g_free (mailbox);
}

/* Id → StoreMailbox; read once in a transaction, and there are few. */
static GHashTable *
mailboxes (StoreTransaction *transaction, GError **error)
{
  g_autoptr (GHashTable) table
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, mailbox_free);
  g_autoptr (StoreStatement) statement = NULL;
  StoreStep step = STORE_STEP_DONE;

  if (transaction->mailboxes)
    return transaction->mailboxes;
  statement = store_database_use (transaction->state, STATE_MAILBOXES);
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      StoreMailbox *mailbox = g_new0 (StoreMailbox, 1);
      mailbox->id = store_statement_dup_text (statement, 0);
      mailbox->owner = store_statement_dup_text (statement, 1);
      mailbox->address = normal_address_of (store_statement_text (statement, 2));
      mailbox->route = store_statement_dup_text (statement, 3);
      g_hash_table_insert (table, mailbox->id, mailbox);
    }
  if (step == STORE_STEP_DONE)
    transaction->mailboxes = g_steal_pointer (&table);
  return transaction->mailboxes;
}

const StoreMailbox *
store_crm_facts_find_mailbox (StoreTransaction *transaction, const char *account, GError **error)
{
  GHashTable *all = mailboxes (transaction, error);
  const StoreMailbox *mailbox = all ? g_hash_table_lookup (all, account) : NULL;

  if (all && !mailbox)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND, "There is no account %s",
                 account);
  return mailbox;
}

static const StoreMailbox *
mailbox_of_address (StoreTransaction *transaction, const char *address)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, transaction->mailboxes);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (g_strcmp0 (((StoreMailbox *) value)->address, address) == 0)
      return value;
  return NULL;
}

gboolean
store_crm_facts_know_login (StoreTransaction *transaction, const char *login, gboolean *known,
                            GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, STATE_LOGIN_KNOWN);
  gint64 found = 0;

  store_statement_bind_text (statement, ":login", login);
  if (!store_statement_value (statement, 0, &found, error))
    return FALSE;
  *known = found != 0;
  return TRUE;
}

static CrmCustomer
rule_customer (StoreCrmFacts *facts, StoreCustomer *customer)
{
  g_ptr_array_add (facts->customers, customer);
  return (CrmCustomer){ customer->id, customer->kind, customer->responsible };
}

static gboolean
look_up_customers (StoreTransaction *transaction, StoreCrmFacts *facts, CrmParty *party,
                   GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_CUSTOMERS_OF_ADDRESS);
  GArray *list = g_array_new (FALSE, FALSE, sizeof (CrmCustomer));
  StoreStep step = STORE_STEP_DONE;

  g_ptr_array_add (facts->lists, list);
  store_statement_bind_text (statement, ":address", party->address);
  store_statement_bind_int64 (statement, ":kind", -1);
  store_statement_bind_int64 (statement, ":limit", SHARING_MOST);
  store_statement_bind_int64 (statement, ":offset", 0);
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      CrmCustomer customer = rule_customer (facts, store_row_customer (statement));
      g_array_append_val (list, customer);
    }
  party->customers = (const CrmCustomer *) (gpointer) list->data;
  party->n_customers = list->len;
  return step == STORE_STEP_DONE;
}

/* LOGIN NULL: no employee has it. */
static gboolean
find_employee (StoreTransaction *transaction, const char *address, char **login, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_EMPLOYEE_OF_ADDRESS);
  StoreStep step;

  store_statement_bind_text (statement, ":address", address);
  step = store_statement_step (statement, error);
  *login = step == STORE_STEP_ROW ? store_statement_dup_text (statement, 0) : NULL;
  return step != STORE_STEP_FAILED;
}

static gboolean
look_up_employee (StoreTransaction *transaction, StoreCrmFacts *facts, CrmParty *party,
                  GError **error)
{
  const StoreMailbox *mailbox = mailbox_of_address (transaction, party->address);
  char *login = NULL;

  if (mailbox)
    {
      party->employee = mailbox->owner;
      party->mailbox = mailbox->id;
      return TRUE;
    }
  if (!find_employee (transaction, party->address, &login, error))
    return FALSE;
  party->employee = login;
  if (login)
    g_ptr_array_add (facts->strings, login);
  return TRUE;
}

gboolean
store_crm_facts_login_of (StoreTransaction *transaction, const char *address, char **login,
                          GError **error)
{
  const StoreMailbox *mailbox;

  if (!mailboxes (transaction, error))
    return FALSE;
  mailbox = mailbox_of_address (transaction, address);
  if (!mailbox || !*mailbox->owner)
    return find_employee (transaction, address, login, error);
  *login = g_strdup (mailbox->owner);
  return TRUE;
}

static gboolean
look_up_exception (StoreTransaction *transaction, CrmParty *party, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_EXCEPTION_EXISTS);
  gint64 found = 0;

  store_statement_bind_text (statement, ":address", party->address);
  if (!store_statement_value (statement, 0, &found, error))
    return FALSE;
  party->excluded = found != 0;
  return TRUE;
}

static gboolean
add_party (StoreTransaction *transaction, StoreCrmFacts *facts, const char *address, GError **error)
{
  char *normal = normal_address_of (address);
  CrmParty party = { .address = normal && *normal != '@' ? normal : "" };

  g_ptr_array_add (facts->strings, normal);
  if (*party.address
      && (!look_up_employee (transaction, facts, &party, error)
          || !look_up_exception (transaction, &party, error)
          || !look_up_customers (transaction, facts, &party, error)))
    return FALSE;
  g_array_append_val (facts->parties, party);
  return TRUE;
}

static gboolean
add_recipients (StoreTransaction *transaction, StoreCrmFacts *facts, StoreStatement *statement,
                int column, GError **error)
{
  g_autoptr (GBytes) octets = store_statement_octets (statement, column);
  g_autoptr (GVariant) list
      = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE ("a(ss)"), octets, FALSE));
  GVariantIter iter;
  const char *address;

  g_variant_iter_init (&iter, list);
  while (facts->parties->len < PARTIES_MOST
         && g_variant_iter_next (&iter, "(&s&s)", NULL, &address))
    if (!add_party (transaction, facts, address, error))
      return FALSE;
  return TRUE;
}

/* What goes out lies among the sent mail, or is from the mailbox itself wherever it lies. */
static gboolean
is_outgoing (const StoreCrmFacts *facts, const char *from)
{
  g_autofree char *sender = normal_address_of (from);

  return g_str_equal (facts->role, "sent")
         || (sender && g_strcmp0 (sender, facts->mailbox->address) == 0);
}

static gboolean
add_parties (StoreTransaction *transaction, StoreCrmFacts *facts, StoreStatement *statement,
             GError **error)
{
  if (!facts->mail.outgoing)
    return add_party (transaction, facts, store_statement_text (statement, COLUMN_FROM), error);
  return add_recipients (transaction, facts, statement, COLUMN_TO, error)
         && add_recipients (transaction, facts, statement, COLUMN_CC, error);
}

static gboolean
look_up_answered (StoreTransaction *transaction, StoreCrmFacts *facts, const char *message_id,
                  GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_RECORD_ANSWERED);
  StoreStep step = STORE_STEP_DONE;

  store_statement_bind_text (statement, ":message_id", message_id);
  step = store_statement_step (statement, error);
  if (step != STORE_STEP_ROW)
    return step == STORE_STEP_DONE;
  facts->answered = rule_customer (facts, store_row_customer (statement));
  facts->mail.answered = &facts->answered;
  return TRUE;
}

/* The nearest of the mails before it counts. */
static gboolean
find_answered (StoreTransaction *transaction, StoreCrmFacts *facts, StoreStatement *statement,
               GError **error)
{
  const char *in_reply_to = store_statement_text (statement, COLUMN_IN_REPLY_TO);
  g_auto (GStrv) ids = g_strsplit (store_statement_text (statement, COLUMN_REFERENCES), " ", -1);

  if (*in_reply_to && !look_up_answered (transaction, facts, in_reply_to, error))
    return FALSE;
  for (guint i = g_strv_length (ids); i > 0 && !facts->mail.answered; i--)
    if (*ids[i - 1] && !look_up_answered (transaction, facts, ids[i - 1], error))
      return FALSE;
  return TRUE;
}

static gboolean
read_facts (StoreTransaction *transaction, StoreCrmFacts *facts, StoreStatement *statement,
            GError **error)
{
  const char *account = store_statement_text (statement, COLUMN_ACCOUNT);

  facts->role = store_statement_dup_text (statement, COLUMN_ROLE);
  facts->subject = store_statement_dup_text (statement, COLUMN_SUBJECT);
  facts->message_id = store_statement_dup_text (statement, COLUMN_MESSAGE_ID);
  facts->received = store_statement_int64 (statement, COLUMN_RECEIVED);
  facts->size = (guint64) store_statement_int64 (statement, COLUMN_SIZE);
  facts->mailbox = store_crm_facts_find_mailbox (transaction, account, error);
  if (!facts->mailbox)
    return FALSE;
  facts->mail.outgoing = is_outgoing (facts, store_statement_text (statement, COLUMN_FROM));
  return add_parties (transaction, facts, statement, error)
         && find_answered (transaction, facts, statement, error);
}

StoreCrmFacts *
store_crm_facts_read (StoreTransaction *transaction, guint64 id, GError **error)
{
  g_autoptr (StoreCrmFacts) facts = facts_new ();
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, MAIL_MESSAGE_MAIL);
  StoreStep step = STORE_STEP_DONE;

  store_statement_bind_int64 (statement, ":id", (gint64) id);
  step = store_statement_step (statement, error);
  if (step == STORE_STEP_DONE)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND,
                 "There is no message %" G_GUINT64_FORMAT ": list the folder again", id);
  if (step != STORE_STEP_ROW || !read_facts (transaction, facts, statement, error))
    return NULL;
  facts->mail.parties = (const CrmParty *) (gpointer) facts->parties->data;
  facts->mail.n_parties = facts->parties->len;
  return g_steal_pointer (&facts);
}

const CrmMail *
store_crm_facts_mail (StoreCrmFacts *facts)
{
  return &facts->mail;
}

StoreLinkKey
store_crm_facts_key (StoreCrmFacts *facts)
{
  return store_link_key (facts->message_id, facts->received, facts->size);
}

const StoreMailbox *
store_crm_facts_mailbox (StoreCrmFacts *facts)
{
  return facts->mailbox;
}

const char *
store_crm_facts_role (StoreCrmFacts *facts)
{
  return facts->role;
}

const char *
store_crm_facts_subject (StoreCrmFacts *facts)
{
  return facts->subject;
}
