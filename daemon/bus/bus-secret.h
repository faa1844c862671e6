/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A secret from a file descriptor, without ever holding up the main loop: bounded in size and
 * time, and wiped wherever it was. What the secret is for is not known here.
 */
#pragma once

#include <gio/gio.h>

#define BUS_SECRET_SECONDS 10
#define BUS_SECRET_OCTETS  (64 * 1024)

/* DESCRIPTOR is taken over and read to its end. KEY is what errors call it. */
void bus_secret_read_async (int descriptor, const char *key, GAsyncReadyCallback callback,
                            gpointer data);
/* Free with bus_secret_free(). One line feed at the end is dropped. Errors: INVALID_ARGUMENT,
 * POSTHORN_ERROR_TIMEOUT and _TOO_LARGE. */
char *bus_secret_read_finish (GAsyncResult *result, GError **error);

void bus_secret_free (char *secret); /* wipes it; may be NULL */
