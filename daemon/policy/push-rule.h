/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a connection is held open on which a server tells of new mail: the person's choice and
 * the facts of polling in, yes or no out. How it is held is not known here.
 */
#pragma once

#include "polling-rule.h"

/* MODE: "off", "when-active", "always". */
gboolean push_rule_wants (const char *mode, const PollingFacts *facts);
