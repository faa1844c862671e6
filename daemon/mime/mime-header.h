/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The fields of one header block (RFC 5322, 2.2), read one after the other without storing them,
 * so that a header of any size costs no memory. Internal to mime/. It knows no field by name.
 */
#pragma once

#include <glib.h>

/* Longer values are cut before anything else looks at them. */
#define MIME_VALUE_LIMIT (64 * 1024)

typedef struct
{
  const char *position;
  const char *end;
  char newline; /* what ends a line: '\n', or '\r' in mail without a single '\n' */
} MimeFields;

typedef struct
{
  const char *name;
  gsize name_length;
  const char *value; /* still folded */
  gsize value_length;
} MimeField;

/* The first octet after the line that starts at LINE. */
const char *mime_line_next (const char *line, const char *end, char newline);

/* The length of the line at LINE without its line end. */
gsize mime_line_length (const char *line, const char *next);

gboolean mime_line_is_field (const char *line, gsize length);

/* Lines that are no field are passed over. */
gboolean mime_fields_next (MimeFields *fields, MimeField *field);

gboolean mime_field_is (const MimeField *field, const char *name);

/* On one line, valid UTF-8, without control characters, still encoded as of RFC 2047. LIMIT is in
 * octets. */
char *mime_field_value (const MimeField *field, gsize limit);

/* The same for a field with parameters (RFC 2045, 5.1), with "_" for every NUL that is encoded in
 * one (RFC 2231, 4): GMime ends the value there. */
char *mime_field_parameters (const MimeField *field, gsize limit);
