/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-routing.h"

static const struct
{
  CrmArrival arrival;
  gboolean considered;
} arrivals[] = {
  { { "assign", "inbox", .arrived = TRUE }, TRUE },
  { { "forward", "inbox", .arrived = TRUE }, TRUE },
  { { "assign", "none", .arrived = TRUE }, TRUE },
  { { "assign", "archive", .arrived = TRUE }, TRUE },
  { { "off", "inbox", .arrived = TRUE }, FALSE },
  { { "assign", "junk", .arrived = TRUE }, FALSE },
  { { "forward", "junk", .arrived = TRUE }, FALSE },
  { { "assign", "trash", .arrived = TRUE }, FALSE },
  { { "forward", "trash", .arrived = TRUE }, FALSE },
  { { "assign", "drafts", .arrived = TRUE }, FALSE },
  { { "forward", "drafts", .arrived = TRUE }, FALSE },
  { { "assign", "sent", .arrived = TRUE }, FALSE },
  { { "forward", "sent", .arrived = TRUE }, FALSE },
  { { "assign", "inbox" }, FALSE },
  { { "forward", "inbox" }, FALSE },
  /* Here before, or only in another account, whose option said something else. */
  { { "assign", "inbox", TRUE, .was_here = TRUE, .was_routed = TRUE }, FALSE },
  { { "forward", "inbox", TRUE, .was_here = TRUE, .was_routed = TRUE }, FALSE },
  { { "assign", "inbox", TRUE, .was_routed = TRUE }, FALSE },
  { { "forward", "inbox", TRUE, .was_routed = TRUE }, TRUE },
  { { "forward", "inbox", TRUE, .was_routed = TRUE, .was_sent_on = TRUE }, FALSE },
};

static void
test_arrivals (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (arrivals); i++)
    g_assert_cmpint (crm_routing_considers (&arrivals[i].arrival), ==, arrivals[i].considered);
}

#define BOB  "bob@x.example"
#define B    "b@x.example"
#define MINE "sales@x.example"
#define CORA "cora@shop.example"

/* What came to MINE, the mailbox of anna. Addresses between spaces. */
static const struct
{
  const char *what;
  const char *responsible;
  const char *addresses;
  const char *senders;
  const char *recipients;
  const char *auto_submitted;
  gboolean is_bounce, is_routed;
  const char *recipient;
} handovers[] = {
  { "a colleague", "bob", BOB, CORA, MINE, "", .recipient = BOB },
  { "the first address", "bob", BOB " " B, CORA, MINE, "", .recipient = BOB },
  { "the owner", "anna", "anna@x.example", CORA, MINE, "" },
  { "nobody in particular", "", BOB, CORA, MINE, "" },
  { "no address", "bob", "", CORA, MINE, "" },
  { "the mailbox itself", "bob", MINE, CORA, MINE, "" },
  { "who shares the mailbox", "bob", MINE " " BOB, CORA, MINE, "", .recipient = BOB },
  { "the sender", "bob", BOB, CORA " " BOB, MINE, "" },
  { "the sender by another address", "bob", B " " BOB, BOB, MINE, "" },
  { "a recipient", "bob", BOB, CORA, MINE " " BOB, "" },
  { "a recipient by another address", "bob", B " " BOB, CORA, BOB, "" },
  { "nobody is named", "bob", BOB, CORA, "", "", .recipient = BOB },
  { "a Posthorn sent it on", "bob", BOB, CORA, MINE, "", .is_routed = TRUE },
  { "a bounce", "bob", BOB, CORA, MINE, "", .is_bounce = TRUE },
  { "out of office", "bob", BOB, CORA, MINE, "auto-replied" },
  { "a filter's notice", "bob", BOB, CORA, MINE, "auto-notified" },
  { "an unknown word", "bob", BOB, CORA, MINE, "auto-whatever" },
  { "a machine's invoice", "bob", BOB, CORA, MINE, "auto-generated", .recipient = BOB },
  { "said to be no machine's", "bob", BOB, CORA, MINE, "no", .recipient = BOB },
};

static GStrv
list_of (const char *text)
{
  return g_strsplit (text, " ", *text ? -1 : 0);
}

static void
test_recipient (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (handovers); i++)
    {
      g_auto (GStrv) addresses = list_of (handovers[i].addresses);
      g_auto (GStrv) senders = list_of (handovers[i].senders);
      g_auto (GStrv) recipients = list_of (handovers[i].recipients);
      CrmHandover handover = { .mailbox = MINE,
                               .owner = "anna",
                               .responsible = handovers[i].responsible,
                               .addresses = (const char *const *) addresses,
                               .senders = (const char *const *) senders,
                               .recipients = (const char *const *) recipients,
                               .auto_submitted = handovers[i].auto_submitted,
                               .is_bounce = handovers[i].is_bounce,
                               .is_routed = handovers[i].is_routed };

      g_test_message ("%s", handovers[i].what);
      g_assert_cmpstr (crm_routing_recipient (&handover), ==, handovers[i].recipient);
    }
}

/* The address of an account may be none that could be anybody's. */
static void
test_nameless_mailbox (void)
{
  const char *const addresses[] = { BOB, NULL };
  const char *const nobody[] = { NULL };
  CrmHandover handover = { NULL, "anna", "bob", addresses, nobody, nobody, "", FALSE, FALSE };

  g_assert_cmpstr (crm_routing_recipient (&handover), ==, BOB);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crm-routing/arrivals", test_arrivals);
  g_test_add_func ("/crm-routing/recipient", test_recipient);
  g_test_add_func ("/crm-routing/nameless-mailbox", test_nameless_mailbox);
  return g_test_run ();
}
