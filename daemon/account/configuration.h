/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * posthorn.conf: the tunables of the daemon, from one table of options. A file that is missing,
 * unreadable or misspelt never keeps the daemon from running: each mistake is one sentence that
 * names file, line, section, key and what is used instead. Whatever is in it can be put in force
 * at any time. Accounts are not in it.
 */
#pragma once

#include "outbox-state.h"
#include "polling-rule.h"
#include "presence-status.h"

typedef struct
{
  PollingOptions polling;
  PresenceOptions presence;
  gboolean on_metered;     /* check by itself on a metered network */
  gboolean on_power_saver; /* and while the machine saves power */
  OutboxOptions outbox;
  gboolean notification_sound;
  const char *badge_desktop_id; /* of the program that shows the number, "" = none; interned */
  guint push_renewal; /* seconds after which a quiet push connection must prove that it lives */
} Configuration;

extern const Configuration configuration_default;

/* PATH need not exist. MISTAKES (transfer full) are logged, too. */
Configuration configuration_read (const char *path, GStrv *mistakes);

/* One line of the log for each option that is not as it was. */
void configuration_log_changes (const Configuration *before, const Configuration *now);
