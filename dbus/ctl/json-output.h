/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bus values as JSON for scripts: the same keys and shapes as on the bus, variants unwrapped,
 * property names in the spelling of dictionary keys. Characters that could command or confuse a
 * terminal are written as \u escapes, so that nothing is lost and nothing is obeyed.
 */
#pragma once

#include <glib.h>

/* VALUE may be floating and is consumed then. */
char *json_output_to_text (GVariant *value, gboolean pretty);

/* One document: indented on a terminal, else one line. */
void json_output_document (GVariant *value);

/* One line, written out at once. */
void json_output_line (GVariant *value);

/* PROPERTIES (a{sv}) of the object at PATH as one a{sv} with dashed keys and "object". Floating. */
GVariant *json_output_object (const char *path, GVariant *properties);

/* The same for RemoteObjects, as one aa{sv}. Floating. */
GVariant *json_output_objects (GPtrArray *objects);
