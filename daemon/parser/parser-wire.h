/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What goes through the pipes between the daemon and a parser process: frames of a fixed head and
 * octets, answered in the order in which they were asked. Both ends are the same program on the
 * same machine, so numbers are as the machine has them. It knows nothing of processes.
 */
#pragma once

#include "dav-calendar.h"
#include "mime-envelope.h"
#include "mime-message.h"
#include "mime-reply.h"
#include "summary.h"

#include <gio/gio.h>

typedef enum
{
  PARSER_SUMMARIZE = 1, /* requests: an argument, then the message */
  PARSER_TEXT,
  PARSER_HTML,        /* without what is remote */
  PARSER_HTML_REMOTE, /* with it */
  PARSER_PART,        /* the argument is its name */
  PARSER_REPLY,       /* the argument is a PARSER_OPTIONS_TYPE */
  PARSER_ENVELOPE,    /* a header instead of a message */
  PARSER_DAV_ANSWER,  /* as the next two, octets of a DAV server instead of a message */
  PARSER_DAV_TASK,    /* the answer is a DAV_TASK_TYPE */
  PARSER_DAV_WRITE,   /* a new task when there are none; the argument is a PARSER_WRITING_TYPE */
  PARSER_COMPOSE,     /* a MIME_DRAFT_TYPE instead of a message */
  PARSER_CONTENT,     /* what PARSER_WANT asked for, empty at the end */
  PARSER_READY = 101, /* the process has confined itself; sent once, unasked */
  PARSER_ANSWER,      /* a serialised GVariant, of the type that the request calls for; nothing
                         behind a composed message */
  PARSER_FAILURE,     /* PARSER_FAILURE_TYPE */
  PARSER_WANT,        /* a ParserWant; composing goes on when it is answered */
  PARSER_OUTPUT,      /* the next of the composed message */
} ParserKind;

typedef struct
{
  guint32 kind;
  guint32 id; /* of the request, also in its answer */
  guint64 argument_length;
  guint64 length; /* without the argument */
} ParserHead;

/* Octets in one PARSER_CONTENT or PARSER_OUTPUT at most; a failure is shorter. */
#define PARSER_CHUNK (64 * 1024)

typedef struct
{
  guint32 part;
  guint32 size; /* how much of its content at most */
} ParserWant;

#define PARSER_TEXT_TYPE    "s"                          /* HTML too */
#define PARSER_PART_TYPE    "(ssay)"                     /* type, name, content */
#define PARSER_FAILURE_TYPE "(us)"                       /* PosthornError, message */
#define PARSER_OPTIONS_TYPE "(uasi)"                     /* MimeReplyOptions */
#define PARSER_WRITING_TYPE "(" DAV_TASK_DRAFT_TYPE "x)" /* and now */

/* VARIANT is taken if floating. */
GBytes *parser_wire_encode (GVariant *variant);

/* NULL unless OCTETS are a TYPE in normal form: a mail may have taken the process over. The same
 * goes for the others. */
GVariant *parser_wire_decode (GBytes *octets, const char *type);

GBytes *parser_wire_encode_part (const MimePart *part);
MimePart *parser_wire_decode_part (GBytes *octets);
/* Of SUMMARY_TYPE. */
GVariant *parser_wire_decode_summary (GBytes *octets);
MimeReply *parser_wire_decode_reply (GBytes *octets);
GError *parser_wire_decode_failure (GBytes *octets);
