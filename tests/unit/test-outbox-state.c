/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "outbox-state.h"

#include "error.h"

#define NOW G_GINT64_CONSTANT (1000000)
#define DAY 86400

static const OutboxOptions options
    = { .retry_initial = 60, .retry_max = 3600, .patience = 5 * DAY, .uncertain_wait = 600 };

static OutboxMessage *
message_to (const char *const *addresses)
{
  OutboxMessage *message = outbox_message_new ();

  message->id = 7;
  g_free (message->account);
  message->account = g_strdup ("work");
  message->octets = 17;
  message->begins = NOW;
  for (; *addresses; addresses++)
    outbox_message_add_recipient (message, "", *addresses);
  return message;
}

static OutboxMessage *
message_to_three (void)
{
  return message_to ((const char *[]){ "ann@x.org", "bob@x.org", "cy@x.org", NULL });
}

static OutboxMessage *
message_to_one (void)
{
  return message_to ((const char *[]){ "ann@x.org", NULL });
}

static OutboxRecipient *
recipient (OutboxMessage *message, guint i)
{
  return message->recipients->pdata[i];
}

static GError *
failure (PosthornError code)
{
  return g_error_new (POSTHORN_ERROR, code, "work: something went wrong");
}

static void
postpone (OutboxMessage *message, PosthornError code, gint64 now)
{
  g_autoptr (GError) error = failure (code);

  outbox_state_postpone (message, error, &options, now, 0);
}

static void
put_off_all (OutboxMessage *message, gint64 now, double jitter)
{
  outbox_state_begin (message);
  for (guint i = 0; i < message->recipients->len; i++)
    outbox_state_put_off (recipient (message, i), "451 later");
  outbox_state_conclude (message, FALSE, NULL, FALSE, &options, now, jitter);
}

static void
assert_state (const OutboxMessage *message, OutboxState state)
{
  g_assert_cmpstr (outbox_state_name (message->state), ==, outbox_state_name (state));
}

static void
test_names (void)
{
  static const char *const names[]
      = { "queued", "sending", "sent", "deferred", "rejected", "unknown", "cancelled" };
  OutboxState state = OUTBOX_SENT;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_true (outbox_state_parse (names[i], &state));
      g_assert_cmpstr (outbox_state_name (state), ==, names[i]);
    }
  g_assert_false (outbox_state_parse ("lost", &state));
  g_assert_cmpint (state, ==, OUTBOX_CANCELLED);
}

static void
test_sent (void)
{
  g_autoptr (OutboxMessage) message = message_to_three ();

  message->begins = NOW + 10;
  g_assert_cmpint (outbox_state_due (message, &options), ==, NOW + 10);
  outbox_state_begin (message);
  g_assert_cmpint (outbox_state_due (message, &options), ==, G_MAXINT64);
  for (guint i = 0; i < 3; i++)
    outbox_state_take (recipient (message, i));
  outbox_state_reach_end (message, NOW + 11);
  outbox_state_conclude (message, TRUE, NULL, FALSE, &options, NOW + 12, 0);
  assert_state (message, OUTBOX_SENT);
  g_assert_false (outbox_state_is_failed (message));
  g_assert_cmpstr (message->error, ==, "");
  g_assert_cmpuint (message->attempts, ==, 1);
  g_assert_cmpint (outbox_state_due (message, &options), ==, G_MAXINT64);
}

/* The octets are of use until the copy is there, and what keeps it from there is no failure. */
static void
test_copy (void)
{
  g_autoptr (OutboxMessage) message = message_to_three ();
  g_autoptr (GError) full = g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_OVER_QUOTA, "full");

  g_assert_cmpstr (outbox_copy_name (message->copy), ==, "none");
  outbox_state_begin (message);
  outbox_state_take (recipient (message, 0));
  outbox_state_put_off (recipient (message, 1), "451");
  outbox_state_put_off (recipient (message, 2), "451");
  outbox_state_conclude (message, FALSE, NULL, FALSE, &options, NOW, 0);
  g_assert_cmpint (message->copy, ==, OUTBOX_COPY_NONE);
  outbox_state_take (recipient (message, 0));
  outbox_state_conclude (message, TRUE, NULL, FALSE, &options, NOW, 0);
  assert_state (message, OUTBOX_DEFERRED);
  g_assert_cmpint (message->copy, ==, OUTBOX_COPY_WANTED);
  g_assert_true (outbox_state_cancel (message, NULL));
  g_assert_false (outbox_state_is_over (message));
  g_assert_true (outbox_state_note_copy (message, full));
  g_assert_false (outbox_state_note_copy (message, full));
  g_assert_cmpstr (message->copy_error_name, ==, "OverQuota");
  g_assert_false (outbox_state_is_failed (message) || outbox_state_is_over (message));
  g_assert_true (outbox_state_note_copy (message, NULL));
  g_assert_true (outbox_state_is_over (message));
  g_assert_cmpstr (message->copy_error, ==, "");
}

/* It came, so it lies in a folder already. */
static void
test_routed (void)
{
  g_autoptr (OutboxMessage) message = message_to_one ();

  message->kind = OUTBOX_ROUTED;
  g_assert_cmpstr (outbox_kind_name (message->kind), ==, "routed");
  outbox_state_begin (message);
  outbox_state_take (recipient (message, 0));
  outbox_state_conclude (message, TRUE, NULL, FALSE, &options, NOW, 0);
  assert_state (message, OUTBOX_SENT);
  g_assert_cmpint (message->copy, ==, OUTBOX_COPY_FILED);
  g_assert_true (outbox_state_is_over (message));
}

/* What cannot even be tried waits for a person, who can only let it be. */
static void
test_rejected_at_once (void)
{
  g_autoptr (OutboxMessage) message = message_to_one ();
  g_autoptr (GError) large = g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE, "too large");
  g_autoptr (GError) error = NULL;

  message->octets = 0;
  outbox_state_reject (message, large);
  assert_state (message, OUTBOX_REJECTED);
  g_assert_true (outbox_state_is_failed (message));
  g_assert_cmpstr (message->error_name, ==, "TooLarge");
  g_assert_cmpstr (recipient (message, 0)->reason, ==, "too large");
  g_assert_false (outbox_state_retry (message, NOW, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_FAILED);
  g_assert_true (outbox_state_cancel (message, NULL));
  g_assert_true (outbox_state_is_over (message));
}

static void
test_back_off (void)
{
  static const gint64 delays[] = { 60, 120, 240, 480, 960, 1920, 3600, 3600 };
  g_autoptr (OutboxMessage) message = message_to_one ();

  for (guint i = 0; i < G_N_ELEMENTS (delays); i++)
    {
      put_off_all (message, NOW, 0);
      assert_state (message, OUTBOX_DEFERRED);
      g_assert_cmpint (outbox_state_due (message, &options), ==, NOW + delays[i]);
    }
  put_off_all (message, NOW, 0.5);
  g_assert_cmpint (message->next_try, ==, NOW + 3600 - 180);
  message->attempts = G_MAXUINT - 1;
  put_off_all (message, NOW, 0);
  g_assert_cmpint (message->next_try, ==, NOW + 3600);
}

static void
test_patience (void)
{
  g_autoptr (OutboxMessage) message = message_to_one ();

  put_off_all (message, NOW + 5 * DAY - 1, 0);
  assert_state (message, OUTBOX_DEFERRED);
  put_off_all (message, NOW + 5 * DAY, 0);
  assert_state (message, OUTBOX_REJECTED);
  g_assert_nonnull (strstr (message->error, "given up after 5 days: 451 later"));
  g_assert_cmpstr (message->error_name, ==, "ServerUnavailable");
}

static void
test_patience_unreached (void)
{
  g_autoptr (OutboxMessage) message = message_to_one ();

  postpone (message, POSTHORN_ERROR_OFFLINE, NOW + 5 * DAY);
  assert_state (message, OUTBOX_REJECTED);
  g_assert_nonnull (strstr (message->error, "something went wrong"));
}

/* One is refused, one is put off, one has it: the next attempt is for the second only. */
static void
test_some (void)
{
  g_autoptr (OutboxMessage) message = message_to_three ();

  outbox_state_begin (message);
  outbox_state_take (recipient (message, 0));
  outbox_state_refuse (recipient (message, 1), "550 no such user");
  outbox_state_put_off (recipient (message, 2), "451 later");
  outbox_state_conclude (message, TRUE, NULL, FALSE, &options, NOW, 0);
  assert_state (message, OUTBOX_DEFERRED);
  g_assert_nonnull (strstr (message->error, "<cy@x.org> (451 later)"));
  g_assert_cmpint (recipient (message, 0)->state, ==, RECIPIENT_ACCEPTED);
  outbox_state_begin (message);
  outbox_state_take (recipient (message, 2));
  outbox_state_conclude (message, TRUE, NULL, FALSE, &options, NOW, 0);
  assert_state (message, OUTBOX_SENT);
  g_assert_true (outbox_state_is_failed (message));
  g_assert_nonnull (strstr (message->error, "not to: <bob@x.org> (550 no such user);"));
  g_assert_null (strstr (message->error, "ann"));
}

static void
test_all_refused (void)
{
  g_autoptr (OutboxMessage) message = message_to_three ();

  outbox_state_begin (message);
  for (guint i = 0; i < 3; i++)
    outbox_state_refuse (recipient (message, i), "550 no");
  outbox_state_conclude (message, FALSE, NULL, FALSE, &options, NOW, 0);
  assert_state (message, OUTBOX_REJECTED);
  g_assert_nonnull (strstr (message->error, "<ann@x.org> (550 no), <bob@x.org> (550 no), <cy"));
  g_assert_cmpstr (message->error_name, ==, "ServerRejected");
}

static void
test_refused_message (void)
{
  g_autoptr (OutboxMessage) message = message_to_one ();
  g_autoptr (GError) error = failure (POSTHORN_ERROR_TOO_LARGE);

  outbox_state_begin (message);
  outbox_state_conclude (message, FALSE, error, TRUE, &options, NOW, 0);
  assert_state (message, OUTBOX_REJECTED);
  g_assert_cmpstr (message->error_name, ==, "TooLarge");
  g_assert_cmpstr (message->error, ==,
                   "work: something went wrong; it was not sent to <ann@x.org>: retry it when that "
                   "is settled");
}

static void
test_many_named (void)
{
  const char *addresses[]
      = { "a@x.org", "b@x.org", "c@x.org", "d@x.org", "e@x.org", "f@x.org", "g@x.org",
          "h@x.org", "i@x.org", "j@x.org", "k@x.org", "l@x.org", NULL };
  g_autoptr (OutboxMessage) message = message_to (addresses);

  put_off_all (message, NOW, 0);
  g_assert_nonnull (strstr (message->error, "<j@x.org> (451 later) and 2 more"));
  g_assert_null (strstr (message->error, "<k@x.org>"));
}

/* Sign-in and keyring end no wait by the clock, and the clock does not end theirs. */
static void
test_waits (void)
{
  g_autoptr (OutboxMessage) message = message_to_one ();

  postpone (message, POSTHORN_ERROR_KEYRING_LOCKED, NOW);
  assert_state (message, OUTBOX_QUEUED);
  g_assert_cmpstr (message->error_name, ==, "KeyringLocked");
  g_assert_cmpuint (message->attempts, ==, 0);
  g_assert_cmpint (outbox_state_due (message, &options), ==, G_MAXINT64);
  g_assert_false (outbox_state_release (message, OUTBOX_WAITS_FOR_NETWORK, NOW + 1));
  g_assert_true (outbox_state_release (message, OUTBOX_WAITS_FOR_SECRET, NOW + 1));
  g_assert_cmpint (outbox_state_due (message, &options), ==, NOW + 1);
  postpone (message, POSTHORN_ERROR_AUTH_FAILED, NOW);
  assert_state (message, OUTBOX_DEFERRED);
  g_assert_cmpint (outbox_state_due (message, &options), ==, G_MAXINT64);
  outbox_state_release (message, OUTBOX_WAITS_FOR_SECRET, NOW + 2);
  postpone (message, POSTHORN_ERROR_SERVER_UNAVAILABLE, NOW);
  assert_state (message, OUTBOX_DEFERRED);
  g_assert_cmpint (outbox_state_due (message, &options), ==, NOW + 120);
  g_assert_false (outbox_state_release (message, OUTBOX_WAITS_FOR_SECRET, NOW + 3));
  g_assert_true (outbox_state_release (message, OUTBOX_WAITS_FOR_NETWORK, NOW + 3));
  g_assert_cmpint (outbox_state_due (message, &options), ==, NOW + 3);
  /* What the server put off waits for the time and nothing else. */
  put_off_all (message, NOW, 0);
  g_assert_false (outbox_state_release (message, OUTBOX_WAITS_FOR_NETWORK, NOW + 3));
}

static void
test_restart (void)
{
  g_autoptr (OutboxMessage) message = message_to_one ();

  g_assert_false (outbox_state_restart (message));
  outbox_state_begin (message);
  g_assert_true (outbox_state_restart (message));
  assert_state (message, OUTBOX_QUEUED);
  outbox_state_begin (message);
  outbox_state_take (recipient (message, 0));
  outbox_state_reach_end (message, NOW);
  g_assert_false (outbox_state_restart (message));
  assert_state (message, OUTBOX_SENDING);
  g_assert_cmpint (outbox_state_due (message, &options), ==, NOW + 600);
}

static OutboxMessage *
uncertain_message (void)
{
  OutboxMessage *message = message_to_three ();

  outbox_state_begin (message);
  outbox_state_take (recipient (message, 0));
  outbox_state_refuse (recipient (message, 1), "550 no");
  outbox_state_take (recipient (message, 2));
  outbox_state_reach_end (message, NOW);
  return message;
}

static void
test_uncertain_found (void)
{
  g_autoptr (OutboxMessage) message = uncertain_message ();

  outbox_state_settle (message, TRUE, &options, NOW + 600, 0);
  assert_state (message, OUTBOX_SENT);
  g_assert_nonnull (strstr (message->error, "<bob@x.org>"));
  g_assert_null (strstr (message->error, "<ann@x.org>"));
  g_assert_cmpint (message->copy, ==, OUTBOX_COPY_FILED);
}

static void
test_uncertain_unknown (void)
{
  g_autoptr (OutboxMessage) message = uncertain_message ();
  g_autoptr (GError) error = NULL;

  outbox_state_settle (message, FALSE, &options, NOW + 600, 0);
  assert_state (message, OUTBOX_UNKNOWN);
  g_assert_cmpint (outbox_state_due (message, &options), ==, G_MAXINT64);
  g_assert_true (outbox_state_is_failed (message));
  g_assert_false (outbox_state_retry (message, NOW, &error));
  g_assert_nonnull (strstr (error->message, "resolve it"));
  g_assert_false (outbox_state_cancel (message, NULL));
  g_assert_true (outbox_state_resolve (message, FALSE, &options, NOW, 0, NULL));
  assert_state (message, OUTBOX_REJECTED);
  g_assert_true (outbox_state_retry (message, NOW + 5, NULL));
  assert_state (message, OUTBOX_QUEUED);
  g_assert_cmpint (outbox_state_due (message, &options), ==, NOW + 5);
  g_assert_false (outbox_state_resolve (message, TRUE, &options, NOW, 0, NULL));
}

/* A dead line is noticed late, when the end of the message was about to be sent. */
static void
test_taken_back (void)
{
  g_autoptr (OutboxMessage) message = message_to_one ();

  outbox_state_begin (message);
  outbox_state_take (recipient (message, 0));
  outbox_state_reach_end (message, NOW);
  outbox_state_take_back (message);
  g_assert_cmpint (message->state, ==, OUTBOX_QUEUED);
  g_assert_cmpint (recipient (message, 0)->state, ==, RECIPIENT_WAITING);
  g_assert_cmpuint (message->attempts, ==, 0);
  g_assert_cmpint (outbox_state_due (message, &options), ==, NOW);
}

/* It is looked for again with growing patience, and unknown only when that is over. */
static void
test_uncertain_not_looked_for (void)
{
  g_autoptr (OutboxMessage) message = message_to_one ();
  g_autoptr (GError) offline = failure (POSTHORN_ERROR_OFFLINE);
  gint64 since = NOW + 100 * DAY;

  outbox_state_begin (message);
  outbox_state_reach_end (message, since);
  outbox_state_look_later (message, offline, &options, since + 600, 0);
  g_assert_true (outbox_state_is_uncertain (message));
  g_assert_cmpstr (message->error_name, ==, "Offline");
  g_assert_cmpint (outbox_state_due (message, &options), ==, since + 1200);
  outbox_state_look_later (message, offline, &options, since + DAY, 0);
  g_assert_cmpint (outbox_state_due (message, &options), ==, since + DAY + 3600);
  g_assert_true (outbox_state_release (message, OUTBOX_WAITS_FOR_NETWORK, since + DAY + 1));
  g_assert_cmpint (outbox_state_due (message, &options), ==, since + DAY + 1);
  g_assert_false (outbox_state_restart (message));
  outbox_state_look_later (message, offline, &options, since + 5 * DAY, 0);
  g_assert_cmpint (message->state, ==, OUTBOX_UNKNOWN);
  g_assert_cmpstr (message->error_name, ==, "Timeout");
}

static void
test_uncertain_resolved (void)
{
  g_autoptr (OutboxMessage) message = uncertain_message ();

  outbox_state_settle (message, FALSE, &options, NOW + 600, 0);
  g_assert_true (outbox_state_resolve (message, TRUE, &options, NOW, 0, NULL));
  assert_state (message, OUTBOX_SENT);
  g_assert_cmpint (recipient (message, 0)->state, ==, RECIPIENT_ACCEPTED);
  g_assert_cmpint (recipient (message, 1)->state, ==, RECIPIENT_FAILED);
  g_assert_cmpint (message->copy, ==, OUTBOX_COPY_WANTED);
}

static void
test_cancel (void)
{
  g_autoptr (OutboxMessage) message = message_to_three ();
  g_autoptr (GError) error = NULL;

  outbox_state_begin (message);
  g_assert_false (outbox_state_cancel (message, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_BUSY);
  outbox_state_restart (message);
  g_assert_true (outbox_state_cancel (message, NULL));
  assert_state (message, OUTBOX_CANCELLED);
  g_assert_true (outbox_state_is_over (message));
  g_assert_false (outbox_state_cancel (message, NULL));
  g_assert_false (outbox_state_retry (message, NOW, NULL));
  g_assert_cmpint (outbox_state_due (message, &options), ==, G_MAXINT64);
}

/* What some have cannot be called back from them. */
static void
test_cancel_some (void)
{
  g_autoptr (OutboxMessage) message = message_to_three ();

  outbox_state_begin (message);
  outbox_state_take (recipient (message, 0));
  outbox_state_put_off (recipient (message, 1), "451");
  outbox_state_put_off (recipient (message, 2), "451");
  outbox_state_conclude (message, TRUE, NULL, FALSE, &options, NOW, 0);
  g_assert_true (outbox_state_cancel (message, NULL));
  assert_state (message, OUTBOX_SENT);
  g_assert_true (outbox_state_note_copy (message, NULL));
  g_assert_true (outbox_state_is_over (message));
}

static void
test_retry (void)
{
  g_autoptr (OutboxMessage) message = message_to_three ();

  put_off_all (message, NOW, 0);
  g_assert_true (outbox_state_retry (message, NOW + 1, NULL));
  g_assert_cmpint (outbox_state_due (message, &options), ==, NOW + 1);
  outbox_state_begin (message);
  outbox_state_take (recipient (message, 0));
  outbox_state_refuse (recipient (message, 1), "550");
  outbox_state_take (recipient (message, 2));
  outbox_state_conclude (message, TRUE, NULL, FALSE, &options, NOW, 0);
  /* Once more for the one who did not get it, with new patience. */
  g_assert_true (outbox_state_retry (message, NOW + 6 * DAY, NULL));
  g_assert_cmpint (recipient (message, 0)->state, ==, RECIPIENT_ACCEPTED);
  g_assert_cmpint (recipient (message, 1)->state, ==, RECIPIENT_WAITING);
  put_off_all (message, NOW + 6 * DAY, 0);
  assert_state (message, OUTBOX_DEFERRED);
  g_assert_cmpint (message->next_try, ==, NOW + 6 * DAY + 60);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/outbox-state/names", test_names);
  g_test_add_func ("/outbox-state/sent", test_sent);
  g_test_add_func ("/outbox-state/copy", test_copy);
  g_test_add_func ("/outbox-state/routed", test_routed);
  g_test_add_func ("/outbox-state/rejected-at-once", test_rejected_at_once);
  g_test_add_func ("/outbox-state/back-off", test_back_off);
  g_test_add_func ("/outbox-state/patience", test_patience);
  g_test_add_func ("/outbox-state/patience-unreached", test_patience_unreached);
  g_test_add_func ("/outbox-state/some-recipients", test_some);
  g_test_add_func ("/outbox-state/all-refused", test_all_refused);
  g_test_add_func ("/outbox-state/refused-message", test_refused_message);
  g_test_add_func ("/outbox-state/many-named", test_many_named);
  g_test_add_func ("/outbox-state/waits", test_waits);
  g_test_add_func ("/outbox-state/taken-back", test_taken_back);
  g_test_add_func ("/outbox-state/restart", test_restart);
  g_test_add_func ("/outbox-state/uncertain-found", test_uncertain_found);
  g_test_add_func ("/outbox-state/uncertain-unknown", test_uncertain_unknown);
  g_test_add_func ("/outbox-state/uncertain-not-looked-for", test_uncertain_not_looked_for);
  g_test_add_func ("/outbox-state/uncertain-resolved", test_uncertain_resolved);
  g_test_add_func ("/outbox-state/cancel", test_cancel);
  g_test_add_func ("/outbox-state/cancel-some", test_cancel_some);
  g_test_add_func ("/outbox-state/retry", test_retry);
  return g_test_run ();
}
