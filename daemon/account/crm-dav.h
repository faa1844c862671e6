/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The backend "dav": customers are those of a CardDAV address book, tasks are kept in a CalDAV
 * list, where desktops and phones show them. Nothing is written to the address book, and what mail
 * is saved to CRM is not told there.
 */
#pragma once

#include "crm-backend.h"

extern const CrmBackend crm_backend_dav;
