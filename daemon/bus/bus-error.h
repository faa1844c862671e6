/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one table from GError to the errors of the bus. It knows nothing of what failed; whoever
 * made the error wrote its sentence.
 */
#pragma once

#include <gio/gio.h>

#define BUS_ERROR_INVALID_ARGS "org.freedesktop.DBus.Error.InvalidArgs"

/* org.posthorn.Posthorn1.Error.X for POSTHORN_ERROR, InvalidArgs for G_IO_ERROR_INVALID_ARGUMENT,
 * else Failed. */
char *bus_error_name (const GError *error);

/* (ss): last part of the name and message; ("", "") for NULL. Floating. */
GVariant *bus_error_to_variant (const GError *error);

/* Answers INVOCATION, which is taken over. */
void bus_error_return (GDBusMethodInvocation *invocation, const GError *error);
