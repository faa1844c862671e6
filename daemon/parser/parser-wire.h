/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What goes through the pipes between the daemon and a parser process: frames of a fixed head and
 * octets, answered in the order in which they were asked. Both ends are the same program on the
 * same machine, so numbers are as the machine has them. It knows nothing of processes.
 */
#pragma once

#include "mime-message.h"
#include "summary.h"

#include <gio/gio.h>

typedef enum
{
  PARSER_SUMMARIZE = 1, /* requests: the name of a part for PARSER_PART, then the message */
  PARSER_TEXT,
  PARSER_HTML,        /* without what is remote */
  PARSER_HTML_REMOTE, /* with it */
  PARSER_PART,
  PARSER_READY = 101, /* the process has confined itself; sent once, unasked */
  PARSER_ANSWER,      /* a serialised GVariant, of the type that the request calls for */
  PARSER_FAILURE,     /* PARSER_FAILURE_TYPE */
} ParserKind;

typedef struct
{
  guint32 kind;
  guint32 id; /* of the request, also in its answer */
  guint64 name_length;
  guint64 length; /* without the name */
} ParserHead;

#define PARSER_TEXT_TYPE    "s"      /* HTML too */
#define PARSER_PART_TYPE    "(ssay)" /* type, name, content */
#define PARSER_FAILURE_TYPE "(us)"   /* PosthornError, message */

/* VARIANT is taken if floating. */
GBytes *parser_wire_encode (GVariant *variant);

/* NULL unless OCTETS are a TYPE in normal form: a mail may have taken the process over. The same
 * goes for the others. */
GVariant *parser_wire_decode (GBytes *octets, const char *type);

GBytes *parser_wire_encode_part (const MimePart *part);
MimePart *parser_wire_decode_part (GBytes *octets);
/* Of SUMMARY_TYPE. */
GVariant *parser_wire_decode_summary (GBytes *octets);
GError *parser_wire_decode_failure (GBytes *octets);
