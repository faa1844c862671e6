/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What all accounts share, handed to each of them when it is made: where mail is kept and parsed,
 * who is there, what stands in the way. It does nothing itself.
 */
#pragma once

#include "check-slots.h"
#include "conditions.h"
#include "crm.h"
#include "parser.h"
#include "presence.h"
#include "store.h"
#include "stored-blacklist.h"
#include "stored-signatures.h"

typedef struct _AccountServices AccountServices;
struct _AccountServices
{
  Store *store;
  Parser *parser;
  Presence *presence;
  Conditions *conditions;
  CheckSlots *slots;
  StoredBlacklist *blacklist;
  Crm *crm;
  StoredSignatures *signatures;
  Configuration configuration;
};

/* Holds references to STORE and PARSER; makes the others. Presence, blacklist, CRM and signatures
 * are not loaded yet. */
AccountServices *account_services_new (Store *store, Parser *parser,
                                       const Configuration *configuration);
AccountServices *account_services_ref (AccountServices *services);
void account_services_unref (AccountServices *services);
