/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who a scripted server says it is: a certificate made on the spot, which is its own authority. It
 * knows no server.
 */
#pragma once

#include <gio/gio.h>

typedef struct
{
  char *folder;
  char *path; /* PEM of the certificate */
  GTlsCertificate *certificate;
  char *pin;
} Identity;

/* NAME as openssl has it, "IP:127.0.0.1". */
void identity_make (Identity *identity, const char *name);
void identity_clear (Identity *identity);
