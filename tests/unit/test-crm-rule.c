/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-routing.h"
#include "error.h"

#include <string.h>

/* Customers by their id; 1 and 2 share an address in most rows. */
static const CrmCustomer contact_1[] = { { 1, CRM_CONTACT, "bob" } };
static const CrmCustomer lead_5[] = { { 5, CRM_LEAD, "" } };
static const CrmCustomer sharing[] = {
  { 2, CRM_LEAD, "" }, { 9, CRM_CONTACT, "carl" }, { 4, CRM_CONTACT, "bob" }, { 3, CRM_COMPANY, "" }
};
static const CrmCustomer companies[] = { { 8, CRM_COMPANY, "" }, { 7, CRM_COMPANY, "" } };

#define STRANGER                                                                                   \
  {                                                                                                \
    "new@else.example", NULL, NULL, FALSE, NULL, 0                                                 \
  }
#define NOBODY                                                                                     \
  {                                                                                                \
    "", NULL, NULL, FALSE, NULL, 0                                                                 \
  }
#define CUSTOMER                                                                                   \
  {                                                                                                \
    "c@shop.example", NULL, NULL, FALSE, contact_1, 1                                              \
  }
#define LEAD                                                                                       \
  {                                                                                                \
    "l@shop.example", NULL, NULL, FALSE, lead_5, 1                                                 \
  }
#define SHARED                                                                                     \
  {                                                                                                \
    "s@shop.example", NULL, NULL, FALSE, sharing, 4                                                \
  }
#define COMPANIES                                                                                  \
  {                                                                                                \
    "i@shop.example", NULL, NULL, FALSE, companies, 2                                              \
  }
#define COLLEAGUE                                                                                  \
  {                                                                                                \
    "bob@office.example", "bob", NULL, FALSE, NULL, 0                                              \
  }
#define MAILBOX                                                                                    \
  {                                                                                                \
    "info@office.example", "anna", "work", FALSE, NULL, 0                                          \
  }
/* Of an account without a named owner. */
#define OWN_MAILBOX                                                                                \
  {                                                                                                \
    "me@office.example", "", "home", FALSE, NULL, 0                                                \
  }
#define EXCLUDED                                                                                   \
  {                                                                                                \
    "x@shop.example", NULL, NULL, TRUE, NULL, 0                                                    \
  }
/* A customer among the exceptions, and a colleague who was entered as a customer. */
#define EXCLUDED_CUSTOMER                                                                          \
  {                                                                                                \
    "c@shop.example", NULL, NULL, TRUE, contact_1, 1                                               \
  }
#define COLLEAGUE_CUSTOMER                                                                         \
  {                                                                                                \
    "bob@office.example", "bob", NULL, FALSE, contact_1, 1                                         \
  }

static const CrmCustomer answered_4 = { 4, CRM_CONTACT, "bob" };
static const CrmCustomer answered_2 = { 2, CRM_LEAD, "" };
static const CrmCustomer answered_6 = { 6, CRM_CONTACT, "carl" };

typedef struct
{
  const char *what;
  gboolean outgoing;
  CrmParty parties[4]; /* ended by one without address string */
  const CrmCustomer *answered;
  CrmOutcome outcome;
  int party;       /* index, -1 = none */
  gint64 customer; /* 0 = a lead is made, or nothing saved */
} Row;

static const Row rows[] = {
  { "a customer", FALSE, { CUSTOMER }, NULL, CRM_SAVE, 0, 1 },
  { "a stranger becomes a lead", FALSE, { STRANGER }, NULL, CRM_SAVE, 0, 0 },
  { "a lead is a customer", FALSE, { LEAD }, NULL, CRM_SAVE, 0, 5 },
  { "a colleague", FALSE, { COLLEAGUE }, NULL, CRM_EMPLOYEE_SENDER, 0, 0 },
  { "a connected mailbox", FALSE, { MAILBOX }, NULL, CRM_EMPLOYEE_SENDER, 0, 0 },
  { "a colleague entered as a customer",
    FALSE,
    { COLLEAGUE_CUSTOMER },
    NULL,
    CRM_EMPLOYEE_SENDER,
    0,
    0 },
  { "a colleague who answers saved mail",
    FALSE,
    { COLLEAGUE },
    &answered_4,
    CRM_EMPLOYEE_SENDER,
    0,
    0 },
  { "an exception", FALSE, { EXCLUDED }, NULL, CRM_EXCLUDED, 0, 0 },
  { "a customer among the exceptions", FALSE, { EXCLUDED_CUSTOMER }, NULL, CRM_EXCLUDED, 0, 0 },
  { "an exception that answers saved mail", FALSE, { EXCLUDED }, &answered_6, CRM_SAVE, 0, 6 },
  { "a customer among the exceptions who answers",
    FALSE,
    { EXCLUDED_CUSTOMER },
    &answered_6,
    CRM_SAVE,
    0,
    1 },
  { "no sender", FALSE, { NOBODY }, NULL, CRM_NOBODY, -1, 0 },
  { "no sender, answering", FALSE, { NOBODY }, &answered_6, CRM_NOBODY, -1, 0 },
  { "a shared address: the oldest contact", FALSE, { SHARED }, NULL, CRM_SAVE, 0, 4 },
  { "a shared address: the oldest company", FALSE, { COMPANIES }, NULL, CRM_SAVE, 0, 7 },
  { "a shared address, answering the lead's mail", FALSE, { SHARED }, &answered_2, CRM_SAVE, 0, 2 },
  { "a shared address, answering another's mail", FALSE, { SHARED }, &answered_6, CRM_SAVE, 0, 4 },
  { "a stranger who answers for a customer", FALSE, { STRANGER }, &answered_6, CRM_SAVE, 0, 6 },
  { "a customer who answers another's mail", FALSE, { CUSTOMER }, &answered_6, CRM_SAVE, 0, 1 },
  { "to a customer", TRUE, { CUSTOMER }, NULL, CRM_SAVE, 0, 1 },
  { "to a stranger", TRUE, { STRANGER }, NULL, CRM_SAVE, 0, 0 },
  { "to colleagues only", TRUE, { COLLEAGUE, MAILBOX }, NULL, CRM_EMPLOYEE_SENDER, 0, 0 },
  { "to a colleague and a customer", TRUE, { COLLEAGUE, CUSTOMER }, NULL, CRM_SAVE, 1, 1 },
  { "to a colleague and a stranger", TRUE, { MAILBOX, STRANGER }, NULL, CRM_SAVE, 1, 0 },
  { "to a stranger and a customer", TRUE, { STRANGER, CUSTOMER }, NULL, CRM_SAVE, 1, 1 },
  { "to two customers", TRUE, { LEAD, CUSTOMER }, NULL, CRM_SAVE, 0, 5 },
  { "to two customers, answering the second",
    TRUE,
    { CUSTOMER, SHARED },
    &answered_4,
    CRM_SAVE,
    1,
    4 },
  { "to an exception", TRUE, { EXCLUDED }, NULL, CRM_EXCLUDED, 0, 0 },
  { "to a colleague and an exception", TRUE, { COLLEAGUE, EXCLUDED }, NULL, CRM_EXCLUDED, 1, 0 },
  { "to an exception and a customer", TRUE, { EXCLUDED, CUSTOMER }, NULL, CRM_SAVE, 1, 1 },
  { "to an exception, answering", TRUE, { EXCLUDED }, &answered_6, CRM_SAVE, 0, 6 },
  { "to nobody readable", TRUE, { NOBODY }, NULL, CRM_NOBODY, -1, 0 },
  { "to nobody readable and a colleague",
    TRUE,
    { NOBODY, COLLEAGUE },
    NULL,
    CRM_EMPLOYEE_SENDER,
    1,
    0 },
  { "to nobody", TRUE, { { NULL } }, NULL, CRM_NOBODY, -1, 0 },
};

static CrmMail
mail_of (const Row *row)
{
  CrmMail mail = { row->outgoing, row->parties, 0, row->answered };

  while (mail.n_parties < G_N_ELEMENTS (row->parties) && row->parties[mail.n_parties].address)
    mail.n_parties++;
  return mail;
}

static void
test_decide (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CrmMail mail = mail_of (&rows[i]);
      CrmDecision decision = crm_rule_decide (&mail);

      g_test_message ("%s", rows[i].what);
      g_assert_cmpint (decision.outcome, ==, rows[i].outcome);
      g_assert_true (decision.party == (rows[i].party < 0 ? NULL : &mail.parties[rows[i].party]));
      g_assert_cmpint (decision.customer ? decision.customer->id : 0, ==, rows[i].customer);
    }
}

static const struct
{
  gboolean outgoing;
  CrmParty party;
  int code;
  const char *said; /* the cause, and the way out */
  const char *advised;
} refusals[] = {
  { FALSE, COLLEAGUE, POSTHORN_ERROR_CRM_EMPLOYEE_SENDER,
    "Message 17 is not saved to CRM: its sender is bob (bob@office.example)", "UpdateEmployee" },
  { FALSE, MAILBOX, POSTHORN_ERROR_CRM_EMPLOYEE_SENDER,
    "its sender is anna (info@office.example is the address of the mailbox work)", "task" },
  { TRUE, COLLEAGUE, POSTHORN_ERROR_CRM_EMPLOYEE_SENDER,
    "all its recipients are employees, the first being bob", "task" },
  { TRUE, OWN_MAILBOX, POSTHORN_ERROR_CRM_EMPLOYEE_SENDER,
    "the first being whoever uses this desktop (me@office.example is", "task" },
  { FALSE, EXCLUDED, POSTHORN_ERROR_CRM_EXCLUDED, "x@shop.example is among the exceptions",
    "posthornctl crm exceptions remove x@shop.example" },
  { FALSE, NOBODY, POSTHORN_ERROR_NOT_SUPPORTED, "its sender has no address", "task" },
  { TRUE, NOBODY, POSTHORN_ERROR_NOT_SUPPORTED, "its recipients have no address", "task" },
};

static void
test_explain (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      CrmMail mail = { refusals[i].outgoing, &refusals[i].party, 1, NULL };
      CrmDecision decision = crm_rule_decide (&mail);
      g_autoptr (GError) error = NULL;

      crm_rule_explain (&decision, mail.outgoing, 17, &error);
      g_assert_error (error, POSTHORN_ERROR, refusals[i].code);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, refusals[i].said));
      g_assert_nonnull (strstr (error->message, refusals[i].advised));
    }
}

static void
test_responsible (void)
{
  g_assert_cmpstr (crm_rule_responsible (contact_1, TRUE, "anna"), ==, "bob");
  g_assert_cmpstr (crm_rule_responsible (contact_1, FALSE, "anna"), ==, "anna");
  g_assert_cmpstr (crm_rule_responsible (lead_5, TRUE, "anna"), ==, "anna");
  g_assert_cmpstr (crm_rule_responsible (NULL, FALSE, "anna"), ==, "anna");
}

static void
test_kinds (void)
{
  CrmKind kind = CRM_CONTACT;

  g_assert_true (crm_kind_parse ("lead", &kind));
  g_assert_cmpint (kind, ==, CRM_LEAD);
  g_assert_false (crm_kind_parse ("deal", &kind));
  g_assert_cmpstr (crm_kind_name (CRM_COMPANY), ==, "company");
}

/* Of mail that may be saved, only that of existing customers goes by itself. */
static const struct
{
  Row row;
  gboolean routed;
} routings[] = {
  { { "a customer", FALSE, { CUSTOMER }, NULL, CRM_SAVE, 0, 1 }, TRUE },
  { { "a lead", FALSE, { LEAD }, NULL, CRM_SAVE, 0, 5 }, TRUE },
  { { "an excepted customer who answers",
      FALSE,
      { EXCLUDED_CUSTOMER },
      &answered_6,
      CRM_SAVE,
      0,
      1 },
    TRUE },
  { { "a stranger", FALSE, { STRANGER }, NULL, CRM_SAVE, 0, 0 }, FALSE },
  { { "a stranger who answers", FALSE, { STRANGER }, &answered_6, CRM_SAVE, 0, 6 }, FALSE },
  { { "an excepted customer", FALSE, { EXCLUDED_CUSTOMER }, NULL, CRM_EXCLUDED, 0, 0 }, FALSE },
  { { "a colleague", FALSE, { COLLEAGUE_CUSTOMER }, NULL, CRM_EMPLOYEE_SENDER, 0, 0 }, FALSE },
  { { "no sender", FALSE, { NOBODY }, NULL, CRM_NOBODY, -1, 0 }, FALSE },
  { { "to a customer", TRUE, { CUSTOMER }, NULL, CRM_SAVE, 0, 1 }, FALSE },
};

static void
test_routing (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (routings); i++)
    {
      CrmMail mail = mail_of (&routings[i].row);
      CrmDecision decision;
      gboolean routed = crm_routing_decide (&mail, &decision);

      g_test_message ("%s", routings[i].row.what);
      g_assert_cmpint (routed, ==, routings[i].routed);
      if (routed)
        g_assert_cmpint (decision.customer->id, ==, routings[i].row.customer);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crm-rule/decide", test_decide);
  g_test_add_func ("/crm-rule/explain", test_explain);
  g_test_add_func ("/crm-rule/responsible", test_responsible);
  g_test_add_func ("/crm-rule/kinds", test_kinds);
  g_test_add_func ("/crm-rule/routing", test_routing);
  return g_test_run ();
}
