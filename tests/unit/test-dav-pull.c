/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dav-play.h"
#include "dav-pull.h"
#include "error.h"

#include <string.h>

#define BOOK    "https://x/book/"
#define LIST    "https://x/list/"
#define CHANGED "REPORT " BOOK " depth=0"
#define FETCH   "REPORT " BOOK " depth=0"
#define STATE(token, ctag)                                                                         \
  DAV_HEAD DAV_PART ("/book/",                                                                     \
                     "<sync-token>" token "</sync-token><S:getctag>" ctag "</S:getctag>") DAV_TAIL
#define SELF DAV_PART ("/book/", "<resourcetype><collection/><A:addressbook/></resourcetype>")

static char *
paths (GPtrArray *rows)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", (char *) rows->pdata[i]);
  return g_string_free (text, FALSE);
}

/* "path=etag name" or "path!problem", between commas. */
static char *
items (const DavPage *page)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < page->items->len; i++)
    {
      const DavItem *item = page->items->pdata[i];

      g_string_append (text, i > 0 ? ", " : "");
      if (*item->problem)
        g_string_append_printf (text, "%s!%s", item->href, item->problem);
      else
        g_string_append_printf (text, "%s=%s %s", item->href, item->etag,
                                item->card ? item->card->name : item->task->title);
    }
  return g_string_free (text, FALSE);
}

static void
assert_page (DavPull *pull, const char *told, const char *unchanged, const char *gone)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DavPage) page = dav_pull_take_page (pull, &error);
  g_autofree char *own_items = NULL;
  g_autofree char *own_unchanged = NULL;
  g_autofree char *own_gone = NULL;

  g_assert_no_error (error);
  own_items = items (page);
  own_unchanged = paths (page->unchanged);
  own_gone = paths (page->gone);
  g_assert_cmpstr (own_items, ==, told);
  g_assert_cmpstr (own_unchanged, ==, unchanged);
  g_assert_cmpstr (own_gone, ==, gone);
}

static void
assert_over (DavPull *pull, gboolean is_whole, const char *token, const char *ctag)
{
  g_assert_true (dav_pull_is_over (pull));
  g_assert_cmpint (dav_pull_is_whole (pull), ==, is_whole);
  g_assert_cmpstr (dav_pull_token (pull), ==, token);
  g_assert_cmpstr (dav_pull_ctag (pull), ==, ctag);
}

static GHashTable *
known (const char *path, const char *version)
{
  GHashTable *table = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (table, (gpointer) path, (gpointer) version);
  return table;
}

#define PLAY(pull, turns) dav_play (&dav_pull_kind, pull, turns, G_N_ELEMENTS (turns), NULL)

/* From nothing: the token comes before the listing, so that nothing falls in between. */
static void
test_whole (void)
{
  static const DavTurn turns[] = {
    { "PROPFIND " BOOK " depth=0", "getctag", 207, STATE ("t1", "c1") },
    { "KNOWN" },
    { "PROPFIND " BOOK " depth=1", NULL, 207,
      DAV_HEAD SELF DAV_LISTED ("/book/1.vcf", "1") DAV_LISTED ("/book/2%2evcf", "2")
          DAV_LISTED ("https://x/book/3.vcf", "3") DAV_LISTED ("https://evil/book/4.vcf", "4")
              DAV_PART ("/book/sub/", "<resourcetype><collection/></resourcetype>") DAV_TAIL },
    { FETCH, "<href>/book/1.vcf</href><href>/book/3.vcf</href></X:addressbook-multiget>", 207,
      DAV_HEAD DAV_CARD ("/book/1.vcf", "1b", "FN:Ann\n") DAV_CARD ("/book/3.vcf", "", "FN:Bob\n")
          DAV_TAIL },
  };
  g_autoptr (DavPull) pull = dav_pull_new (DAV_CARDS, BOOK, "", "");
  g_autoptr (GHashTable) versions = known ("/book/2.vcf", "2");

  dav_play (&dav_pull_kind, pull, turns, G_N_ELEMENTS (turns), versions);
  assert_page (pull, "/book/1.vcf=1b Ann, /book/3.vcf=3 Bob", "/book/2.vcf", "");
  assert_over (pull, TRUE, "t1", "c1");
}

static void
test_empty (void)
{
  static const DavTurn turns[] = {
    { "PROPFIND " BOOK " depth=0", NULL, 207, STATE ("t1", "") },
    { "KNOWN" },
    { "PROPFIND " BOOK " depth=1", NULL, 207, DAV_HEAD SELF DAV_TAIL },
  };
  g_autoptr (DavPull) pull = dav_pull_new (DAV_CARDS, BOOK, "", "");

  PLAY (pull, turns);
  assert_page (pull, "", "", "");
  assert_over (pull, TRUE, "t1", "");
}

static void
test_changes (void)
{
  static const DavTurn turns[] = {
    { CHANGED, "<sync-token>a&amp;b</sync-token>", 207,
      DAV_HEAD DAV_LISTED ("/book/1.vcf", "1") DAV_GONE ("/book/2.vcf") SELF
      "<sync-token>t2</sync-token>" DAV_TAIL },
    { FETCH, "/book/1.vcf", 207, DAV_HEAD DAV_CARD ("/book/1.vcf", "1", "FN:Ann\n") DAV_TAIL },
  };
  g_autoptr (DavPull) pull = dav_pull_new (DAV_CARDS, BOOK, "a&b", "c");

  PLAY (pull, turns);
  assert_page (pull, "/book/1.vcf=1 Ann", "", "/book/2.vcf");
  assert_over (pull, FALSE, "t2", "c");
}

static void
test_no_changes (void)
{
  static const DavTurn turns[]
      = { { CHANGED, NULL, 207, DAV_HEAD "<sync-token>t1</sync-token>" DAV_TAIL } };
  g_autoptr (DavPull) pull = dav_pull_new (DAV_CARDS, BOOK, "t1", "");

  PLAY (pull, turns);
  assert_page (pull, "", "", "");
  assert_over (pull, FALSE, "t1", "");
}

/* In parts, as servers with limits tell: what went in one and is back in the next is there. */
static void
test_parts (void)
{
  static const DavTurn turns[] = {
    { CHANGED, "t1", 207,
      DAV_HEAD DAV_GONE ("/book/1.vcf")
          DAV_GONE ("/book/2.vcf") "<response><href>/book/</href><status>HTTP/1.1 507 Insufficient "
                                   "Storage</status>"
                                   "</response><sync-token>t2</sync-token>" DAV_TAIL },
    { CHANGED, "t2", 207,
      DAV_HEAD DAV_LISTED ("/book/1.vcf", "9") "<sync-token>t3</sync-token>" DAV_TAIL },
    { FETCH, "/book/1.vcf", 207, DAV_HEAD DAV_CARD ("/book/1.vcf", "9", "FN:Ann\n") DAV_TAIL },
  };
  g_autoptr (DavPull) pull = dav_pull_new (DAV_CARDS, BOOK, "t1", "");

  PLAY (pull, turns);
  assert_page (pull, "/book/1.vcf=9 Ann", "", "/book/2.vcf");
  assert_over (pull, FALSE, "t3", "");
}

/* However the server says that it does not know the token any more, or no tokens at all. */
static void
test_token_refused (void)
{
  static const guint statuses[] = { 400, 403, 404, 405, 409, 412, 501 };

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      const DavTurn turns[] = {
        { CHANGED, NULL, statuses[i] },
        { "PROPFIND " BOOK " depth=0", NULL, 207, STATE ("t9", "") },
        { "KNOWN" },
        { "PROPFIND " BOOK " depth=1", NULL, 207,
          DAV_HEAD DAV_LISTED ("/book/1.vcf", "1") DAV_TAIL },
      };
      g_autoptr (DavPull) pull = dav_pull_new (DAV_CARDS, BOOK, "t1", "");
      g_autoptr (GHashTable) versions = known ("/book/1.vcf", "1");

      dav_play (&dav_pull_kind, pull, turns, G_N_ELEMENTS (turns), versions);
      assert_page (pull, "", "/book/1.vcf", "");
      assert_over (pull, TRUE, "t9", "");
    }
}

static void
test_answer_without_token (void)
{
  static const DavTurn turns[] = {
    { CHANGED, NULL, 207, DAV_HEAD DAV_GONE ("/book/1.vcf") DAV_TAIL },
    { "PROPFIND " BOOK " depth=0", NULL, 207, STATE ("", "c2") },
    { "KNOWN" },
    { "PROPFIND " BOOK " depth=1", NULL, 207, DAV_HEAD DAV_TAIL },
  };
  g_autoptr (DavPull) pull = dav_pull_new (DAV_CARDS, BOOK, "t1", "");

  PLAY (pull, turns);
  assert_page (pull, "", "", "");
  assert_over (pull, TRUE, "", "c2");
}

/* Without tokens: one word tells that nothing has changed. */
static void
test_same_ctag (void)
{
  static const DavTurn turns[] = { { "PROPFIND " BOOK " depth=0", NULL, 207, STATE ("", "c1") } };
  g_autoptr (DavPull) pull = dav_pull_new (DAV_CARDS, BOOK, "", "c1");

  PLAY (pull, turns);
  assert_page (pull, "", "", "");
  assert_over (pull, FALSE, "", "c1");
}

static void
test_other_ctag (void)
{
  static const DavTurn turns[] = {
    { "PROPFIND " BOOK " depth=0", NULL, 207, STATE ("", "c2") },
    { "KNOWN" },
    { "PROPFIND " BOOK " depth=1", NULL, 207,
      DAV_HEAD DAV_LISTED ("/book/1.vcf", "") DAV_LISTED ("/book/1.vcf", "") DAV_TAIL },
    { FETCH, NULL, 207, DAV_HEAD DAV_CARD ("/book/1.vcf", "", "FN:Ann\n") DAV_TAIL },
  };
  g_autoptr (DavPull) pull = dav_pull_new (DAV_CARDS, BOOK, "", "c1");
  g_autoptr (GHashTable) versions = known ("/book/1.vcf", "");

  dav_play (&dav_pull_kind, pull, turns, G_N_ELEMENTS (turns), versions);
  assert_page (pull, "/book/1.vcf= Ann", "", "");
  assert_over (pull, TRUE, "", "c2");
}

/* Of tasks only what was made here counts, and events never. */
static void
test_tasks (void)
{
  static const DavTurn turns[] = {
    { "PROPFIND " LIST " depth=0", NULL, 207, DAV_HEAD DAV_PART ("/list/", "") DAV_TAIL },
    { "KNOWN" },
    { "REPORT " LIST " depth=1", "<C:comp-filter name=\"VTODO\"/>", 207,
      DAV_HEAD DAV_LISTED ("/list/posthorn-1.ics", "1") DAV_LISTED ("/list/other.ics", "2")
          DAV_LISTED ("/list/posthorn-2.ics", "3") DAV_TAIL },
    { "REPORT " LIST " depth=0",
      "<href>/list/posthorn-1.ics</href><href>/list/posthorn-2.ics</href></X:calendar-multiget>",
      207,
      DAV_HEAD DAV_TASK ("/list/posthorn-1.ics", "1", "UID:1\nSUMMARY:Call\n")
          DAV_PART ("/list/posthorn-2.ics",
                    "<C:calendar-data>BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:2\nEND:VEVENT\n"
                    "END:VCALENDAR\n</C:calendar-data>") DAV_TAIL },
  };
  g_autoptr (DavPull) pull = dav_pull_new (DAV_TASKS, LIST, "", "");

  PLAY (pull, turns);
  assert_page (pull, "/list/posthorn-1.ics=1 Call, /list/posthorn-2.ics!there is none in it",
               "/list/posthorn-2.ics", "");
  assert_over (pull, TRUE, "", "");
}

static void
test_tasks_listed_plainly (void)
{
  static const DavTurn turns[] = {
    { "PROPFIND " LIST " depth=0", NULL, 207, DAV_HEAD DAV_PART ("/list/", "") DAV_TAIL },
    { "KNOWN" },
    { "REPORT " LIST " depth=1", NULL, 403 },
    { "PROPFIND " LIST " depth=1", NULL, 207,
      DAV_HEAD DAV_LISTED ("/list/posthorn-1.ics", "1") DAV_TAIL },
    { "REPORT " LIST " depth=0", NULL, 207,
      DAV_HEAD DAV_TASK ("/list/posthorn-1.ics", "1", "SUMMARY:Call\n") DAV_TAIL },
  };
  g_autoptr (DavPull) pull = dav_pull_new (DAV_TASKS, LIST, "", "");

  PLAY (pull, turns);
  assert_page (pull, "/list/posthorn-1.ics=1 Call", "", "");
}

static void
test_groups (void)
{
  static const DavTurn turns[] = {
    { CHANGED, NULL, 207,
      DAV_HEAD DAV_LISTED ("/book/1.vcf", "1") "<sync-token>t2</sync-token>" DAV_TAIL },
    { FETCH, NULL, 207, DAV_HEAD DAV_CARD ("/book/1.vcf", "1", "KIND:group\n") DAV_TAIL },
  };
  g_autoptr (DavPull) pull = dav_pull_new (DAV_CARDS, BOOK, "t1", "");

  PLAY (pull, turns);
  assert_page (pull, "", "", "/book/1.vcf");
}

#define THREE                                                                                      \
  {                                                                                                \
    CHANGED, NULL, 207,                                                                            \
        DAV_HEAD DAV_LISTED ("/book/1.vcf", "1") DAV_LISTED ("/book/2.vcf", "2")                   \
            DAV_LISTED ("/book/3.vcf", "3") "<sync-token>t2</sync-token>" DAV_TAIL                 \
  }

/* What cannot be read stays as it is known here, and so does what the server keeps to itself. */
static void
test_broken (void)
{
  static const DavTurn turns[] = {
    THREE,
    { FETCH, NULL, 207,
      DAV_HEAD DAV_PART ("/book/1.vcf", "<A:address-data>rubbish</A:address-data>")
          DAV_GONE ("/book/2.vcf") DAV_CARD ("/book/9.vcf", "9", "FN:Unasked\n") DAV_TAIL },
  };
  g_autoptr (DavPull) pull = dav_pull_new (DAV_CARDS, BOOK, "t1", "");

  PLAY (pull, turns);
  assert_page (pull,
               "/book/1.vcf!it does not go from BEGIN:VCARD to END:VCARD, "
               "/book/3.vcf!the server does not give it",
               "/book/1.vcf /book/3.vcf", "/book/2.vcf");
  assert_over (pull, FALSE, "t2", "");
}

/* One that spoils the whole answer, by its size, say, costs no other. */
static void
test_poison (void)
{
  static const DavTurn first[] = {
    THREE,
    { FETCH, "3.vcf", 0 },
    { FETCH, "<href>/book/1.vcf</href></X:", 207,
      DAV_HEAD DAV_CARD ("/book/1.vcf", "1", "FN:Ann\n") DAV_TAIL },
  };
  static const DavTurn second[] = {
    { FETCH, "<href>/book/2.vcf</href><href>/book/3.vcf</href></X:", 207, "<html/>" },
    { FETCH, "<href>/book/2.vcf</href></X:", 207, "<html/>" },
  };
  static const DavTurn third[] = {
    { FETCH, "<href>/book/3.vcf</href></X:", 207,
      DAV_HEAD DAV_CARD ("/book/3.vcf", "3", "FN:Bob\n") DAV_TAIL },
  };
  g_autoptr (DavPull) pull = dav_pull_new (DAV_CARDS, BOOK, "t1", "");

  PLAY (pull, first);
  assert_page (pull, "/book/1.vcf=1 Ann", "", "");
  g_assert_false (dav_pull_is_over (pull));
  PLAY (pull, second);
  assert_page (pull, "/book/2.vcf!it is another document: «<html/>»", "/book/2.vcf", "");
  PLAY (pull, third);
  assert_page (pull, "/book/3.vcf=3 Bob", "", "");
  assert_over (pull, FALSE, "t2", "");
}

static const struct
{
  DavTurn turn;
  PosthornError code;
  const char *word;
} failures[] = {
  { { CHANGED, NULL, 401 }, POSTHORN_ERROR_AUTH_FAILED, "password" },
  { { CHANGED, NULL, 423 }, POSTHORN_ERROR_SERVER_UNAVAILABLE, "locked" },
  { { CHANGED, NULL, 429 }, POSTHORN_ERROR_THROTTLED, "too often" },
  { { CHANGED, NULL, 503 }, POSTHORN_ERROR_THROTTLED, "busy" },
  { { CHANGED, NULL, 500 }, POSTHORN_ERROR_SERVER_UNAVAILABLE, "failed" },
  { { CHANGED, NULL, 301, NULL, NULL, "/login" }, POSTHORN_ERROR_PROTOCOL, "set url" },
  { { CHANGED, NULL, 200, "<html>Sign in</html>" }, POSTHORN_ERROR_PROTOCOL, "check url" },
  { { CHANGED, NULL, 207, "<html>Sign in</html>" }, POSTHORN_ERROR_PROTOCOL, "Sign in" },
  { { CHANGED, NULL, 0 }, POSTHORN_ERROR_PROTOCOL, "no HTTP" },
};

static void
assert_fails (DavPull *pull, PosthornError code, const char *word)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (dav_pull_take_page (pull, &error));
  g_assert_error (error, POSTHORN_ERROR, (int) code);
  if (!strstr (error->message, word) || !strstr (error->message, "x "))
    g_error ("«%s» does not say «%s», or not where", error->message, word);
}

static void
test_failures (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_autoptr (DavPull) pull = dav_pull_new (DAV_CARDS, BOOK, "t1", "");

      dav_play (&dav_pull_kind, pull, &failures[i].turn, 1, NULL);
      assert_fails (pull, failures[i].code, failures[i].word);
    }
}

static void
test_collection_gone (void)
{
  static const DavTurn turns[]
      = { { CHANGED, NULL, 404 }, { "PROPFIND " BOOK " depth=0", NULL, 404 } };
  g_autoptr (DavPull) pull = dav_pull_new (DAV_CARDS, BOOK, "t1", "");

  PLAY (pull, turns);
  assert_fails (pull, POSTHORN_ERROR_SERVER_REJECTED, "address-book");
}

static char *
listing_of (guint n)
{
  GString *listing = g_string_new (DAV_HEAD);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (listing, DAV_LISTED ("/book/%u.vcf", "1"), i);
  g_string_append (listing, "<sync-token>t2</sync-token>" DAV_TAIL);
  return g_string_free (listing, FALSE);
}

/* When nothing can be read, it is not the cards. */
static void
test_nothing_readable (void)
{
  g_autofree char *listing = listing_of (50);
  /* A chunk of 50, then ever fewer. */
  const DavTurn turns[] = { { CHANGED, NULL, 207, listing },    { FETCH, NULL, 207, "<html/>" },
                            { FETCH, NULL, 207, "<html/>" },    { FETCH, NULL, 207, "<html/>" },
                            { FETCH, NULL, 207, "<html/>" },    { FETCH, NULL, 207, "<html/>" },
                            { FETCH, "/0.vcf", 207, "<html/>" } };
  g_autoptr (DavPull) pull = dav_pull_new (DAV_CARDS, BOOK, "t1", "");

  PLAY (pull, turns);
  for (guint i = 1; i <= 20; i++)
    {
      const DavTurn turn = { FETCH, NULL, 207, "<html/>" };
      g_autoptr (DavPage) page = dav_pull_take_page (pull, NULL);

      g_assert_cmpuint (page->unchanged->len, ==, 1);
      dav_play (&dav_pull_kind, pull, &turn, 1, NULL);
    }
  assert_fails (pull, POSTHORN_ERROR_PROTOCOL, "cannot be read");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dav-pull/whole", test_whole);
  g_test_add_func ("/dav-pull/empty", test_empty);
  g_test_add_func ("/dav-pull/changes", test_changes);
  g_test_add_func ("/dav-pull/no-changes", test_no_changes);
  g_test_add_func ("/dav-pull/parts", test_parts);
  g_test_add_func ("/dav-pull/token-refused", test_token_refused);
  g_test_add_func ("/dav-pull/answer-without-token", test_answer_without_token);
  g_test_add_func ("/dav-pull/same-ctag", test_same_ctag);
  g_test_add_func ("/dav-pull/other-ctag", test_other_ctag);
  g_test_add_func ("/dav-pull/tasks", test_tasks);
  g_test_add_func ("/dav-pull/tasks-listed-plainly", test_tasks_listed_plainly);
  g_test_add_func ("/dav-pull/groups", test_groups);
  g_test_add_func ("/dav-pull/broken", test_broken);
  g_test_add_func ("/dav-pull/poison", test_poison);
  g_test_add_func ("/dav-pull/failures", test_failures);
  g_test_add_func ("/dav-pull/collection-gone", test_collection_gone);
  g_test_add_func ("/dav-pull/nothing-readable", test_nothing_readable);
  return g_test_run ();
}
