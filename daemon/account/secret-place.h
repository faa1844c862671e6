/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a secret lies in the Secret Service, and how sentences call it: of a mail account, or of
 * another system that keeps customers and tasks. It does not talk to the Secret Service.
 */
#pragma once

#include "store-account.h"

/* USER, SERVER, PROTOCOL and KIND are what it is found by; OWNER is the account's id, or the
 * like. */
typedef struct
{
  char *owner;
  char *kind;
  char *user;
  char *server;
  char *protocol;
  char *label; /* in the keyring */
  char *what;  /* "the password of ann@example.org" */
  char *lack;  /* a sentence: that it is not there, and how to set it */
} SecretPlace;

SecretPlace *secret_place_of_account (const StoreAccount *account, const char *kind);
/* NAME is the backend's, TITLE what sentences call it. */
SecretPlace *secret_place_of_backend (const char *name, const char *title, const char *kind);
void secret_place_free (SecretPlace *place);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SecretPlace, secret_place_free)
