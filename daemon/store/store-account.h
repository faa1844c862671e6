/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An account as state.db keeps it. Owned by whoever holds it; strings are UTF-8 and never NULL.
 * It knows no SQL and no password.
 */
#pragma once

#include <glib.h>

/* What a person set for an account: the keys of AddAccount but for the password. */
typedef struct
{
  char *id; /* slug, never changes */
  char *name;
  char *address;
  char *owner;    /* employee login, "" = none */
  char *protocol; /* "imap" */
  char *user;
  char *host;
  guint port;
  char *tls;     /* "implicit", "starttls", "none" */
  char *ca_file; /* "" = the system's authorities */
  char *pin;     /* "" = none */
  char *smtp_host;
  guint smtp_port;
  char *smtp_tls;
  char *smtp_user;
  char *url;
  char *route;        /* "off", "assign", "forward" */
  char *push;         /* "off", "when-active", "always" */
  char *notify;       /* "off", "inbox", "all" */
  guint history_days; /* 0 = all */
  gboolean enabled;
  gboolean save_sent; /* a copy of what was sent is filed here: the server does not do it */
  gint64 last_sync;   /* Unix seconds of the last check that succeeded, 0 = never */
  gint64 last_start;  /* Unix seconds when the last check began, 0 = never */
} StoreAccount;

StoreAccount *store_account_new (void); /* all strings "", save_sent TRUE */
StoreAccount *store_account_copy (const StoreAccount *account);
void store_account_free (StoreAccount *account);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreAccount, store_account_free)
