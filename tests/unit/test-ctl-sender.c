/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The address in what programs and people write as sender.
 */
#include "sender.h"

static void
test_address (void)
{
  static const struct
  {
    const char *mailbox;
    const char *address;
  } rows[] = {
    { "anna@example.org", "anna@example.org" },
    { " Anna <anna@example.org>\r\n", "anna@example.org" },
    { "\"Last, First <x@y>\" <anna@example.org>", "anna@example.org" },
    { "anna@example.org (Anna (of old), here)", "anna@example.org" },
    { "(a, b) Anna\n <anna@example.org>, ben@example.org", "anna@example.org" },
    { "anna@example.org, ben@example.org", "anna@example.org" },
    { "\"an na\"@example.org", "\"an na\"@example.org" },
    { "root (Cron Daemon)", "root" },
    { "<>", "" },
    { "", "" },
    { "\"never closed <anna@example.org>", "\"never closed <anna@example.org>" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *address = sender_address (rows[i].mailbox);

      g_assert_cmpstr (address, ==, rows[i].address);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ctl-sender/address", test_address);
  return g_test_run ();
}
