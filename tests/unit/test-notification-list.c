/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "notification-list.h"

#include <string.h>

#define ALL (NOTIFICATION_OPEN | NOTIFICATION_MARK_READ | NOTIFICATION_ARCHIVE | NOTIFICATION_TRASH)

static const NotificationFrame news = { "work", NULL, ALL, TRUE };

static const NotificationEntry lunch
    = { 1, 100, "Ben Example", "Lunch?", "At noon, at the harbour.", "1@example.org" };
static const NotificationEntry report = { 2, 200, "Cora", "The report", "", "2@example.org" };

static NotificationList *
list_of (const NotificationEntry *first, const NotificationEntry *second)
{
  NotificationList *list = notification_list_new (NOTIFICATION_MAIL);

  g_assert_true (notification_list_add (list, first));
  if (second)
    g_assert_true (notification_list_add (list, second));
  return list;
}

static void
assert_told (NotificationList *list, const NotificationFrame *frame, const char *summary,
             const char *body)
{
  g_autoptr (Notification) told = notification_list_tell (list, frame);

  g_assert_cmpstr (told->summary, ==, summary);
  g_assert_cmpstr (told->body, ==, body);
}

static void
test_nothing (void)
{
  g_autoptr (NotificationList) list = notification_list_new (NOTIFICATION_MAIL);

  g_assert_null (notification_list_tell (list, &news));
}

static void
test_one (void)
{
  g_autoptr (NotificationList) list = list_of (&lunch, NULL);
  g_autoptr (Notification) told = notification_list_tell (list, &news);

  g_assert_cmpint (told->kind, ==, NOTIFICATION_MAIL);
  g_assert_cmpstr (told->account, ==, "work");
  g_assert_cmpstr (told->summary, ==, "Ben Example");
  g_assert_cmpstr (told->body, ==, "Lunch?\nAt noon, at the harbour.");
  g_assert_cmpstr (told->url, ==, "mid:1@example.org");
  g_assert_cmpuint (told->actions, ==, ALL);
  g_assert_cmpuint (told->ids->len, ==, 1);
  g_assert_true (told->is_news);
}

static void
test_several (void)
{
  g_autoptr (NotificationList) list = list_of (&lunch, &report);
  g_autoptr (Notification) told = notification_list_tell (list, &news);

  g_assert_cmpstr (told->summary, ==, "2 new messages");
  g_assert_cmpstr (told->body, ==, "Cora: The report\nBen Example: Lunch?");
  g_assert_cmpstr (told->url, ==, "");
  g_assert_cmpuint (g_array_index (told->ids, guint64, 0), ==, 2);
  g_assert_cmpuint (g_array_index (told->ids, guint64, 1), ==, 1);
  g_assert_true (notification_list_remove (list, 2));
  assert_told (list, &news, "Ben Example", "Lunch?\nAt noon, at the harbour.");
  g_assert_true (notification_list_remove (list, 1));
  g_assert_null (notification_list_tell (list, &news));
}

static void
test_order (void)
{
  g_autoptr (NotificationList) list = list_of (&report, &lunch);
  const NotificationEntry same_moment = { 3, 200, "Dan", "Later", "", "" };

  g_assert_true (notification_list_add (list, &same_moment));
  assert_told (list, &news, "3 new messages", "Dan: Later\nCora: The report\nBen Example: Lunch?");
}

static void
test_account (void)
{
  g_autoptr (NotificationList) list = list_of (&lunch, NULL);
  const NotificationFrame frame = { "work", "Work\n\u202e", ALL, FALSE };

  assert_told (list, &frame, "Ben Example", "Lunch?\nAt noon, at the harbour.\nWork");
  g_assert_true (notification_list_add (list, &report));
  assert_told (list, &frame, "2 new messages", "Cora: The report\nBen Example: Lunch?\nWork");
}

/* The same message, also as it lies in two folders, is told of once. */
static void
test_once (void)
{
  g_autoptr (NotificationList) list = list_of (&lunch, NULL);
  const NotificationEntry again = { 7, 300, "Ben", "Lunch?", "", "1@example.org" };
  const NotificationEntry nameless = { 8, 300, "Ben", "Lunch?", "", "" };
  const NotificationEntry another = { 9, 300, "Ben", "Lunch?", "", "" };

  g_assert_false (notification_list_add (list, &lunch));
  g_assert_false (notification_list_add (list, &again));
  g_assert_true (notification_list_add (list, &nameless));
  g_assert_true (notification_list_add (list, &another));
  g_assert_true (notification_list_remove (list, 1));
  g_assert_true (notification_list_add (list, &again));
  g_assert_false (notification_list_remove (list, 1));
  g_assert_false (notification_list_contains (list, 1));
  g_assert_true (notification_list_contains (list, 7));
}

static void
test_nameless (void)
{
  const NotificationEntry empty = { 1, 1, " ", "\t", "", "" };
  const NotificationEntry second = { 2, 2, "", "", "", "" };
  g_autoptr (NotificationList) list = list_of (&empty, NULL);
  g_autoptr (Notification) told = notification_list_tell (list, &news);

  g_assert_cmpstr (told->summary, ==, "(nobody)");
  g_assert_cmpstr (told->body, ==, "(no subject)");
  g_assert_cmpstr (told->url, ==, "");
  g_assert_true (notification_list_add (list, &second));
  assert_told (list, &news, "2 new messages", "(nobody): (no subject)\n(nobody): (no subject)");
}

/* Nothing from outside makes a line of its own or a URL of another kind, or takes much room. */
static void
test_hostile (void)
{
  g_autofree char *long_text = g_strnfill (10240, 'x');
  const NotificationEntry evil = {
    1, 1, "<i>Eve</i>\nBen: hello", "a\nb\033\u202e", long_text, "../x y?z#\u00e4@example.org"
  };
  const NotificationEntry large = { 2, 2, long_text, long_text, long_text, long_text };
  g_autoptr (NotificationList) list = list_of (&evil, NULL);
  g_autoptr (Notification) told = notification_list_tell (list, &news);
  g_autoptr (Notification) both = NULL;

  g_assert_cmpstr (told->summary, ==, "<i>Eve</i> Ben: hello");
  g_assert_true (g_str_has_prefix (told->body, "a b\nxxx"));
  g_assert_cmpstr (told->url, ==, "mid:..%2Fx%20y%3Fz%23%C3%A4@example.org");
  g_assert_true (notification_list_add (list, &large));
  both = notification_list_tell (list, &news);
  g_assert_cmpuint (strlen (both->body), <, 300);
  g_assert_cmpuint (strlen (told->body), <, 400);
}

static NotificationList *
list_of_many (guint count)
{
  NotificationList *list = notification_list_new (NOTIFICATION_MAIL);

  for (guint i = 1; i <= count; i++)
    {
      NotificationEntry entry = { i, i, "Ben", "Again", "", "" };
      notification_list_add (list, &entry);
    }
  return list;
}

static guint
lines_of (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  return g_strv_length (lines);
}

/* What is not named is not thrown away. */
static void
test_unnamed (void)
{
  g_autoptr (NotificationList) named = list_of_many (NOTIFICATION_LINES_MOST);
  g_autoptr (NotificationList) more = list_of_many (NOTIFICATION_LINES_MOST + 1);
  g_autoptr (Notification) told = notification_list_tell (named, &news);
  g_autoptr (Notification) told_more = notification_list_tell (more, &news);

  g_assert_cmpuint (told->actions, ==, ALL);
  g_assert_cmpuint (told_more->actions, ==, NOTIFICATION_OPEN | NOTIFICATION_MARK_READ);
  g_assert_cmpuint (lines_of (told->body), ==, NOTIFICATION_LINES_MOST);
  g_assert_cmpuint (lines_of (told_more->body), ==, NOTIFICATION_LINES_MOST);
}

static void
test_full (void)
{
  g_autoptr (NotificationList) list = list_of_many (NOTIFICATION_LIST_MOST - 1);
  const NotificationEntry last = { 5000, 5000, "Ben", "Again", "", "" };
  const NotificationEntry next = { 5001, 5001, "Ben", "Again", "", "" };
  const NotificationEntry old = { 5002, 0, "Ben", "Again", "", "" };
  g_autoptr (Notification) told = notification_list_tell (list, &news);
  g_autoptr (Notification) full = NULL;

  g_assert_cmpstr (told->summary, ==, "999 new messages");
  g_assert_true (notification_list_add (list, &last));
  g_assert_true (notification_list_add (list, &next));
  g_assert_false (notification_list_add (list, &old));
  full = notification_list_tell (list, &news);
  g_assert_cmpstr (full->summary, ==, "1000+ new messages");
  g_assert_cmpuint (full->ids->len, ==, NOTIFICATION_LIST_MOST);
  g_assert_false (notification_list_contains (list, 1));
  g_assert_true (notification_list_contains (list, 2));
  notification_list_clear (list);
  g_assert_false (notification_list_contains (list, 2));
  g_assert_null (notification_list_tell (list, &news));
}

static void
test_unsent (void)
{
  g_autoptr (NotificationList) list = notification_list_new (NOTIFICATION_UNSENT);
  const NotificationEntry entry
      = { 1, 1, "ben@example.org", "Lunch?", "550 No such user", "1@example.org" };
  g_autoptr (Notification) told = NULL;

  g_assert_true (notification_list_add (list, &entry));
  told = notification_list_tell (list, &news);
  g_assert_cmpint (told->kind, ==, NOTIFICATION_UNSENT);
  g_assert_cmpstr (told->summary, ==, "A message was not sent");
  g_assert_cmpstr (told->body, ==, "Lunch?\n550 No such user");
  g_assert_cmpstr (told->url, ==, "");
  g_assert_true (notification_list_add (list, &report));
  assert_told (list, &news, "2 messages were not sent",
               "Cora: The report\nben@example.org: Lunch?");
}

static void
test_actions (void)
{
  g_autoptr (Notification) told = notification_new (NOTIFICATION_MAIL, "work");
  NotificationAction action = NOTIFICATION_OPEN;

  told->actions = NOTIFICATION_OPEN | NOTIFICATION_TRASH;
  g_assert_true (notification_find_action (told, "trash", &action));
  g_assert_cmpint (action, ==, NOTIFICATION_TRASH);
  g_assert_false (notification_find_action (told, "archive", &action));
  g_assert_false (notification_find_action (told, "", &action));
  g_assert_cmpint (action, ==, NOTIFICATION_TRASH);
  g_assert_cmpstr (notification_action_key (NOTIFICATION_MARK_READ), ==, "mark-read");
  g_assert_cmpstr (notification_action_key (NOTIFICATION_OPEN), ==, "default");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/notification-list/nothing", test_nothing);
  g_test_add_func ("/notification-list/one", test_one);
  g_test_add_func ("/notification-list/several", test_several);
  g_test_add_func ("/notification-list/order", test_order);
  g_test_add_func ("/notification-list/account", test_account);
  g_test_add_func ("/notification-list/once", test_once);
  g_test_add_func ("/notification-list/nameless", test_nameless);
  g_test_add_func ("/notification-list/hostile", test_hostile);
  g_test_add_func ("/notification-list/unnamed", test_unnamed);
  g_test_add_func ("/notification-list/full", test_full);
  g_test_add_func ("/notification-list/unsent", test_unsent);
  g_test_add_func ("/notification-list/actions", test_actions);
  return g_test_run ();
}
