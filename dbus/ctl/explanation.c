/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explanation.h"

#include "properties.h"
#include "text.h"

#include <string.h>

typedef struct
{
  const char *word;
  const char *sentence;
} Meaning;

/* WORD itself when MEANINGS (ended by a NULL word) do not have it. */
static const char *
find_meaning (const Meaning *meanings, const char *word)
{
  for (; meanings->word; meanings++)
    if (g_str_equal (meanings->word, word))
      return meanings->sentence;
  return word;
}

static gboolean
is_among (GVariant *properties, const char *key, const char *word)
{
  g_auto (GStrv) list = properties_list (properties, key);

  return g_strv_contains ((const char *const *) list, word);
}

/* "ada is", "ada and bob are". */
static char *
name_online (GVariant *presence)
{
  g_auto (GStrv) names = properties_list (presence, "Online");
  g_autofree char *list = text_enumeration ((const char *const *) names);

  return g_strdup_printf ("%s %s", list, g_strv_length (names) > 1 ? "are" : "is");
}

static const char *
find_owner (GVariant *account, GVariant *presence)
{
  const char *owner = properties_string (account, "Owner");

  return *owner ? owner : properties_string (presence, "SeatEmployee");
}

static char *
explain_daily (const char *owner, GVariant *presence)
{
  g_autofree char *online = name_online (presence);

  if (is_among (presence, "Online", owner))
    return g_strdup_printf ("%s is online, but not working with the mail", owner);
  return g_strdup_printf ("%s online, but %s, whose mail it is, is not", online, owner);
}

static char *
explain_reason (const char *rule, GVariant *account, GVariant *presence)
{
  static const Meaning meanings[] = {
    { "disabled", "the account is disabled" },
    { "paused", "automatic checks are paused" },
    { "nobody-online", "nobody is online" },
    { NULL },
  };
  const char *owner = find_owner (account, presence);
  g_autofree char *online = name_online (presence);

  if (g_str_equal (rule, "owner-active"))
    return g_strdup_printf ("%s is working", owner);
  if (g_str_equal (rule, "routing"))
    return g_strdup_printf ("its mail is passed on to colleagues, and %s online", online);
  if (g_str_equal (rule, "daily"))
    return explain_daily (owner, presence);
  return g_strdup (find_meaning (meanings, rule));
}

static gboolean
is_checked_by_rule (const char *rule)
{
  static const char *const rules[] = { "owner-active", "routing", "daily", NULL };

  return g_strv_contains (rules, rule);
}

char *
explanation_rule (GVariant *account, GVariant *presence)
{
  const char *rule = properties_string (account, "Rule");
  guint interval = properties_uint (account, "Interval");
  guint failures = properties_uint (account, "Failures");
  g_autofree char *reason = explain_reason (rule, account, presence);
  g_autofree char *often = text_interval (interval);

  if (interval == 0)
    return g_strdup_printf (
        is_checked_by_rule (rule) ? "not by itself now, although %s" : "not by itself: %s", reason);
  if (failures == 0)
    return g_strdup_printf ("%s: %s", often, reason);
  return g_strdup_printf ("%s, after %u failed check%s: %s", often, failures,
                          failures == 1 ? "" : "s", reason);
}

char *
explanation_block (const char *word, const char *account)
{
  static const Meaning meanings[] = {
    { "nobody-online", "nobody is online" },
    { "offline", "there is no network" },
    { "metered", "the network is metered, and on-metered is false in posthorn.conf" },
    { "power-saver", "the machine saves power, and on-power-saver is false in posthorn.conf" },
    { "sleeping", "the machine is asleep or just waking up" },
    { "paused", "automatic checks are paused for all accounts" },
    { "keyring-locked", "its password is in a keyring that is locked; unlock the keyring" },
    { NULL },
  };

  if (g_str_equal (word, "no-folder"))
    return g_strdup_printf (
        "none of its folders is selected; select one, as with: posthornctl folder select %s/inbox",
        account);
  if (g_str_equal (word, "auth-needed"))
    return g_strdup_printf (
        "it needs a password that the server takes; set one with: posthornctl secret %s", account);
  return g_strdup (find_meaning (meanings, word));
}

char *
explanation_push (GVariant *account)
{
  static const Meaning meanings[] = {
    { "idle", "new mail in the inbox comes at once (IDLE)" },
    { "notify", "new mail comes at once (NOTIFY)" },
    { "eventsource", "new mail comes at once (event source)" },
    { NULL },
  };
  const char *state = properties_string (account, "PushState");
  const char *push = properties_string (account, "Push");
  gboolean working = g_str_equal (properties_string (account, "Rule"), "owner-active");

  if (*state && !g_str_equal (state, "none"))
    return g_strdup (find_meaning (meanings, state));
  if (g_str_equal (push, "off"))
    return g_strdup ("off; new mail comes with the next check");
  if (g_str_equal (push, "when-active") && !working)
    return g_strdup ("off until the owner works; new mail comes with the next check");
  return g_strdup ("not connected; new mail comes with the next check");
}

/* By the setting and its word. */
static const Meaning setting_meanings[] = {
  { "push off", "gets new mail with the next check" },
  { "push when-active", "gets new mail at once while its owner works" },
  { "push always", "gets new mail at once" },
  { "notify off", "tells nobody of new mail" },
  { "notify inbox", "tells of new mail in its inbox" },
  { "notify all", "tells of new mail in all its folders" },
  { "route off", "leaves new mail of customers as it is" },
  { "route assign",
    "saves new mail of customers to CRM, assigned to the employee who is responsible" },
  { "route forward",
    "saves new mail of customers to CRM and sends it on to the employee who is responsible" },
  { NULL },
};

char *
explanation_setting (const char *setting, const char *word)
{
  g_autofree char *both = g_strconcat (setting, " ", word, NULL);
  const char *meaning = find_meaning (setting_meanings, both);

  if (g_str_equal (setting, "name"))
    return g_strdup_printf ("is called «%s»", word);
  if (g_str_equal (setting, "owner"))
    return g_strdup_printf ("belongs to %s", *word ? word : "whoever sits at this desktop");
  return meaning == both ? g_strdup_printf ("has %s %s", setting, word)
                         : g_strdup_printf ("%s (%s)", meaning, word);
}

static char *
explain_ended (GVariant *account, const char *began, gint64 start)
{
  gint64 end = properties_int64 (account, "LastSync");
  g_autofree char *duration = text_duration (end - start);
  const char *name, *message;

  properties_pair (account, "LastError", &name, &message);
  if (*message)
    return g_strdup_printf ("%s, failed: %s", began, message);
  if (end >= start)
    return g_strdup_printf ("%s, took %s, ended well", began, duration);
  return g_strdup_printf ("%s, was broken off", began);
}

char *
explanation_last_check (GVariant *account, gint64 now, GTimeZone *zone)
{
  gint64 start = properties_int64 (account, "LastStart");
  gint64 end = properties_int64 (account, "LastSync");
  g_autofree char *began = text_date (start ? start : end, now, zone);

  if (g_str_equal (properties_string (account, "State"), "syncing"))
    return g_strdup_printf ("runs now, began %s", *began ? began : "just now");
  if (start > 0)
    return explain_ended (account, began, start);
  return end > 0 ? g_strdup_printf ("%s, ended well", began) : g_strdup ("never");
}

char *
explanation_failures (GVariant *account)
{
  guint failures = properties_uint (account, "Failures");

  if (failures == 0)
    return NULL;
  return g_strdup_printf ("%u in a row, so it waits longer; try now with: posthornctl sync %s",
                          failures, properties_string (account, "Id"));
}

char *
explanation_next_check (GVariant *account, gint64 now, GTimeZone *zone)
{
  gint64 next = properties_int64 (account, "NextSync");
  g_autofree char *due = text_due (next, now, zone);
  g_autofree char *moment = text_date (next, now, zone);

  if (next == 0 && g_str_equal (properties_string (account, "Rule"), "disabled"))
    return g_strdup ("none while it is disabled");
  if (next == 0)
    return g_strdup_printf ("none by itself; check now with: posthornctl sync %s",
                            properties_string (account, "Id"));
  if (g_str_has_prefix (due, "in ") && next > now + 60)
    return g_strdup_printf ("%s, at %s", due, moment);
  return g_steal_pointer (&due);
}

const char *
explanation_source (const char *activity_source)
{
  static const Meaning meanings[] = {
    { "mutter", "the use of this desktop, told by its shell, and open programs" },
    { "screensaver", "the use of this desktop, told by its screen saver, and open programs" },
    { "logind", "the use of this desktop, told by its login manager, and open programs" },
    { "clients", "open programs only" },
    { "none", "nothing: no program is open, and no desktop counts" },
    { NULL },
  };

  return find_meaning (meanings, activity_source);
}

const char *
explanation_seat_word (const char *seat)
{
  static const Meaning meanings[] = {
    { "active", "using this desktop counts as working" },
    { "online", "using this desktop counts as being online" },
    { "ignore", "using this desktop does not count" },
    { NULL },
  };

  return find_meaning (meanings, seat);
}

char *
explanation_seat (GVariant *presence)
{
  return g_strdup_printf ("%s; %s", properties_string (presence, "SeatEmployee"),
                          explanation_seat_word (properties_string (presence, "Seat")));
}

const char *
explanation_session_state (GVariant *session, GVariant *presence)
{
  if (properties_boolean (session, "Active"))
    return "working";
  if (!is_among (presence, "Online", properties_string (session, "Employee")))
    return "away";
  if (!g_str_equal (properties_string (session, "Client"), "webmail"))
    return "online";
  return properties_boolean (session, "Visible") ? "idle" : "hidden";
}

char *
explanation_session (GVariant *session, GVariant *presence, gint64 now, GTimeZone *zone)
{
  static const Meaning clients[] = {
    { "webmail", "in the webmail" },
    { "desktop-app", "in the desktop app" },
    { "mobile-app", "in the mobile app" },
    { NULL },
  };
  static const Meaning states[] = {
    { "online", "online, which is not working with the mail" },
    { "hidden", "online, but the page is hidden" },
    { "idle", "online, but idle" },
    { "away", "away for so long that it does not count" },
    { NULL },
  };
  g_autofree char *sign = text_date (properties_int64 (session, "LastActivity"), now, zone);

  return g_strdup_printf ("%s %s: %s, last seen %s", properties_string (session, "Employee"),
                          find_meaning (clients, properties_string (session, "Client")),
                          find_meaning (states, explanation_session_state (session, presence)),
                          *sign ? sign : "never");
}
