/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one form in which addresses are kept and compared: lower case, a domain of other letters in
 * its ASCII form. Two that are spelled differently and mean one mailbox are the same here. It does
 * not know what an address is wanted for.
 */
#pragma once

#include <glib.h>

#define NORMAL_ADDRESS_OCTETS_MOST 320

/* Of what a sender wrote, which may be what no person could enter: quotes before the last "@", an
 * empty user. NULL when there is no domain with a dot behind it. */
char *normal_address_of (const char *address);

/* What stands before and behind TEXT in an error about it. */
typedef struct
{
  const char *key;   /* "entries" */
  const char *forms; /* "write user@domain.tld" */
} NormalAddressWords;

/* Of what a person entered, "user@domain.tld" or, where that is meant, "@domain.tld". NULL with
 * POSTHORN_ERROR_FAILED naming TEXT and what is wrong with it. */
char *normal_address_parse (const char *text, const NormalAddressWords *words, GError **error);
