/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A Presence on a real store in a directory of its own for component tests, which writes down
 * everything that it announces. Only public headers of the daemon.
 */
#pragma once

#include "presence.h"
#include "store-fixture.h"

/* NEWS: what was announced, in order. */
typedef struct
{
  Fixture fixture;
  const PresenceOptions *options;
  Presence *presence;
  GString *news;
  guint changed;
} Office;

/* Windows as in posthorn.conf, and so short that the real timer comes within the test. */
extern const PresenceOptions office_usual;
extern const PresenceOptions office_brief;

#define office_test(path, options, function)                                                       \
  g_test_add (path, Office, &options, office_set_up, function, office_tear_down)

void office_set_up (Office *office, gconstpointer options);
void office_tear_down (Office *office, gconstpointer options);

/* A Presence on the store that is open, with all its news kept. */
void office_start (Office *office);
PresenceSession *office_open (Office *office, const char *employee, const char *client);
PresenceSession *office_nth (Office *office, guint place);
guint office_count (Office *office);

/* What was announced since the last call, between spaces. */
void office_assert_news (Office *office, const char *expected);

/* Logins between spaces. */
void office_assert_list (Office *office, const char *property, const char *expected);
void office_assert_people (Office *office, const char *online, const char *active);
void office_assert_text (Office *office, const char *property, const char *expected);

/* How many timers this process has. */
guint office_count_timers (void);

/* Wait until it is on disk. */
gboolean office_set_seat (Office *office, const char *seat, GError **error);
gboolean office_set_seat_employee (Office *office, const char *employee, GError **error);

/* Runs the main loop until MOMENT of the boot clock. */
void office_wait_for (gint64 moment);

/* Webmail sessions of as many employees, not in the order of their logins. */
void office_open_many (Office *office, guint count);
