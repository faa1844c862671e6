/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "blacklist.h"
#include "error.h"
#include "normal-address.h"
#include "processor-time.h"

#include <string.h>

static void
assert_parsed (const char *text, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *entry = blacklist_entry_parse (text, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (entry, ==, expected);
}

static void
test_parse (void)
{
  assert_parsed ("a@b.de", "a@b.de");
  assert_parsed ("@b.de", "@b.de");
  assert_parsed ("Anna.Weiß+news@EXAMPLE.Org", "anna.weiß+news@example.org");
  assert_parsed ("@Bücher.Example", "@xn--bcher-kva.example");
  assert_parsed ("@XN--BCHER-KVA.example", "@xn--bcher-kva.example");
  assert_parsed ("ИВАН@Почта.РФ", "иван@xn--80a1acny.xn--p1ai");
  assert_parsed ("o'neil=x@a_b.mail.example", "o'neil=x@a_b.mail.example");
  assert_parsed ("I@b.de", "i@b.de");
  assert_parsed ("u\xcc\x88@b.de", "ü@b.de");
}

/* What may be wrong, and the words that say so. */
static const struct
{
  const char *text;
  const char *said;
} faults[] = {
  { "", "«» is empty" },
  { "@", "«@» has no domain after the @" },
  { "a@", "«a@» has no domain after the @" },
  { "nobody", "«nobody» has no @" },
  { "user@@x", "«user@@x» has more than one @" },
  { "user@@x.de", "more than one @" },
  { "a@b@c.de", "«a@b@c.de» has more than one @" },
  { "a@domain", "«a@domain» has no domain with a dot" },
  { "@.de", "no domain with a dot" },
  { "@b..de", "no domain with a dot" },
  { "@b.de.", "no domain with a dot" },
  { "@-b.de", "no domain with a dot" },
  { "@b-.de", "no domain with a dot" },
  { "@*.b.de", "no domain with a dot" },
  { "@[192.0.2.1]", "no domain with a dot" },
  { "a b@c.de", "«a b@c.de» has spaces" },
  { " a@c.de", "spaces" },
  { "a@c.de\n", "«a@c.de\xef\xbf\xbd» has spaces, control characters" },
  { "a\x01@c.de", "control characters" },
  { "a\xc2\xa0@c.de", "invisible" },
  { "a\xe2\x80\xae@c.de", "invisible" },
  { "<a@c.de>", "«<a@c.de>» has brackets" },
  { "\"a\"@c.de", "quotes" },
  { "a,b@c.de", "commas" },
  { "a\xff@c.de", "is not UTF-8" },
};

static void
test_faults (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (blacklist_entry_parse (faults[i].text, &error));
      g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_FAILED);
      g_test_message ("%s", error->message);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_nonnull (strstr (error->message, faults[i].said));
      g_assert_nonnull (strstr (error->message, "write user@domain.tld or @domain.tld"));
    }
}

static void
test_length (void)
{
  g_autofree char *name = g_strnfill (NORMAL_ADDRESS_OCTETS_MOST - strlen ("@b.de"), 'a');
  g_autofree char *longest = g_strconcat (name, "@b.de", NULL);
  g_autofree char *longer = g_strconcat ("a", longest, NULL);
  g_autofree char *label = g_strnfill (64, 'a');
  g_autofree char *domain = g_strconcat ("@", label, ".de", NULL);
  g_autoptr (GError) error = NULL;

  assert_parsed (longest, longest);
  g_assert_null (blacklist_entry_parse (longer, &error));
  g_assert_nonnull (strstr (error->message, "longer than 320 octets"));
  g_assert_cmpuint (strlen (error->message), <, 200);
  g_assert_null (blacklist_entry_parse (domain, NULL));
}

static Blacklist *
list_of (const char *const *texts)
{
  Blacklist *blacklist = blacklist_new ();

  for (; *texts; texts++)
    {
      g_autofree char *entry = blacklist_entry_parse (*texts, NULL);
      blacklist_add (blacklist, entry);
    }
  return blacklist;
}

static void
test_set (void)
{
  static const char *const texts[] = { "@b.de", "a@c.de", NULL };
  g_autoptr (Blacklist) blacklist = list_of (texts);
  g_auto (GStrv) list = blacklist_list (blacklist);

  g_assert_true (g_strv_equal ((const char *const *) list, texts));
  g_assert_false (blacklist_add (blacklist, "a@c.de"));
  g_assert_true (blacklist_has (blacklist, "@b.de"));
  g_assert_true (blacklist_remove (blacklist, "@b.de"));
  g_assert_false (blacklist_remove (blacklist, "@b.de"));
  g_assert_false (blacklist_has (blacklist, "@b.de"));
  g_assert_cmpuint (blacklist_count (blacklist), ==, 1);
}

static gboolean
matches (const Blacklist *blacklist, const char *from, const char *reply_to)
{
  g_autoptr (GPtrArray) senders
      = g_ptr_array_new_with_free_func ((GDestroyNotify) mail_address_free);
  g_autoptr (GPtrArray) answered
      = g_ptr_array_new_with_free_func ((GDestroyNotify) mail_address_free);

  g_ptr_array_add (senders, mail_address_new ("Somebody", from));
  if (reply_to)
    g_ptr_array_add (answered, mail_address_new ("", reply_to));
  return blacklist_matches (blacklist, senders, reply_to ? answered : NULL);
}

static void
test_matches (void)
{
  static const char *const texts[] = { "@spam.example", "eve@c.de", "@bücher.example", NULL };
  g_autoptr (Blacklist) blacklist = list_of (texts);

  g_assert_true (matches (blacklist, "anyone@spam.example", NULL));
  g_assert_true (matches (blacklist, "Anyone@SPAM.Example", NULL));
  g_assert_false (matches (blacklist, "anyone@news.spam.example", NULL));
  g_assert_false (matches (blacklist, "anyone@notspam.example", NULL));
  g_assert_false (matches (blacklist, "anyone@example", NULL));
  g_assert_true (matches (blacklist, "EVE@c.de", NULL));
  g_assert_false (matches (blacklist, "steve@c.de", NULL));
  g_assert_false (matches (blacklist, "adam@c.de", NULL));
  g_assert_true (matches (blacklist, "adam@c.de", "eve@c.de"));
  g_assert_true (matches (blacklist, "x@Bücher.example", NULL));
  g_assert_true (matches (blacklist, "x@xn--bcher-kva.example", NULL));
  g_assert_true (matches (blacklist, "\"a@b c\"@spam.example", NULL));
  g_assert_false (matches (blacklist, "", NULL));
  g_assert_false (matches (blacklist, "nobody", "@"));
  g_assert_false (blacklist_matches (blacklist, NULL, NULL));
}

static Blacklist *
full_list (void)
{
  Blacklist *blacklist = blacklist_new ();

  for (guint i = 0; i < BLACKLIST_ENTRIES_MOST; i++)
    {
      g_autofree char *text = g_strdup_printf ("Sender%u@Domain%u.example", i, i);
      g_autofree char *entry = blacklist_entry_parse (text, NULL);
      g_assert_true (blacklist_add (blacklist, entry));
    }
  return blacklist;
}

static double
time_matching (const Blacklist *blacklist)
{
  double started = processor_seconds ();

  for (guint i = 0; i < 1000; i++)
    g_assert_false (matches (blacklist, "somebody@else.example", NULL));
  return processor_seconds () - started;
}

/* A full list answers about as fast as one with a single entry. */
static void
test_full (void)
{
  static const char *const one[] = { "a@b.de", NULL };
  g_autoptr (Blacklist) small = list_of (one);
  g_autoptr (Blacklist) full = full_list ();

  g_assert_true (matches (full, "sender9999@domain9999.example", NULL));
  g_assert_false (matches (full, "sender1@domain2.example", NULL));
  g_assert_cmpfloat (time_matching (full), <, 10 * time_matching (small) + 0.01);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/blacklist/parse", test_parse);
  g_test_add_func ("/blacklist/faults", test_faults);
  g_test_add_func ("/blacklist/length", test_length);
  g_test_add_func ("/blacklist/set", test_set);
  g_test_add_func ("/blacklist/matches", test_matches);
  g_test_add_func ("/blacklist/full", test_full);
  return g_test_run ();
}
