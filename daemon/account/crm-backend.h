/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is known of another system that keeps customers and tasks before anybody speaks with it:
 * its name, what may be set for it, and how it is opened. It does not know which of them is chosen.
 */
#pragma once

#include "crm-remote.h"

typedef struct
{
  const char *key;
  const char *type; /* "s", "b" or "as" */
} CrmSetting;

typedef struct _AccountServices AccountServices;

typedef struct
{
  const char *name;           /* on the bus and in state.db */
  const char *title;          /* within a sentence: "Bitrix24" */
  const char *secret;         /* the kind of its secret: "webhook"; NULL = it needs none */
  const CrmSetting *settings; /* what Configure takes; ended by a NULL key */
  /* SETTINGS (a{sv}) has none but these keys. INVALID_ARGUMENT naming the key that is missing or
   * wrong: nothing is asked of the system. SERVICES outlive it. */
  CrmRemote *(*open) (AccountServices *services, GVariant *settings, GError **error);
  /* INVALID_ARGUMENT when SECRET cannot be one, without repeating it; NULL = anything can. */
  gboolean (*check_secret) (const char *secret, GError **error);
} CrmBackend;

/* Those there are; ended by NULL. */
extern const CrmBackend *const crm_backends[];
