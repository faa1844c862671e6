/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who answers on each interface: one table a file. What a handler gets as its object stands
 * beside it; the context of a call is the AccountManager, but for Presence the BusClients.
 */
#pragma once

#include "bus-interface.h"

extern const BusTable bus_manager_table;          /* AccountManager */
extern const BusTable bus_messages_table;         /* AccountManager */
extern const BusTable bus_account_table;          /* Account */
extern const BusTable bus_folder_table;           /* Folder */
extern const BusTable bus_job_table;              /* Job */
extern const BusTable bus_blacklist_table;        /* StoredBlacklist */
extern const BusTable bus_crm_table;              /* Crm */
extern const BusTable bus_outbox_table;           /* Outbox */
extern const BusTable bus_drafts_table;           /* Drafts */
extern const BusTable bus_signatures_table;       /* StoredSignatures */
extern const BusTable bus_presence_table;         /* Presence */
extern const BusTable bus_presence_session_table; /* PresenceSession */
extern const BusTable bus_log_control_table;      /* AccountManager, which it leaves alone */

/* All of them, ended by NULL. */
extern const BusTable *const bus_tables[];
