/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is known of a message once it has been parsed: the value that mime/ makes, parser/
 * carries between processes, store/ keeps and bus/ shows. Every string is valid UTF-8 without
 * NUL, never NULL, and bounded by whoever made it. It knows nothing of where the message lies.
 */
#pragma once

#include <glib.h>

typedef struct
{
  char *name;    /* display name, "" when there is none */
  char *address; /* addr-spec */
} MailAddress;

typedef struct
{
  char *part;   /* IMAP part number, "1.2" (RFC 9051, 6.4.5.1) */
  char *name;   /* base name without control or bidi characters, "" when there is none */
  char *type;   /* "application/pdf", lower case */
  guint64 size; /* octets after decoding */
  gboolean is_inline;
} Attachment;

typedef struct
{
  char *subject;
  GPtrArray *from; /* MailAddress; the first is shown */
  GPtrArray *reply_to;
  GPtrArray *to;
  GPtrArray *cc;
  gint64 date;      /* Unix seconds of the Date field, 0 = none or unreadable */
  char *message_id; /* without angle brackets, "" = none; so are the next two */
  char *in_reply_to;
  char *references; /* message ids joined by spaces, oldest first, at most 50 */
  char *list_id;
  char *snippet;          /* first readable text, one line, at most 200 characters */
  GPtrArray *attachments; /* Attachment */
  GPtrArray *warnings;    /* char *, the words of the bus contract's key «warnings» */
  GPtrArray *senders;     /* who had it sent, besides FROM and REPLY_TO */
  char *auto_submitted;   /* first word of that field (RFC 3834, 5), lower case, "" = none */
  gboolean is_bounce;     /* its way back is "<>": nobody is to be told of what becomes of it */
  gboolean is_routed;     /* a Posthorn has sent it on (mime/mime-resent.h) */
} Summary;

MailAddress *mail_address_new (const char *name, const char *address);
void mail_address_free (MailAddress *address);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailAddress, mail_address_free)

Attachment *attachment_new (const char *part, const char *name, const char *type, guint64 size,
                            gboolean is_inline);
void attachment_free (Attachment *attachment);

/* All strings "", all arrays empty. */
Summary *summary_new (void);
void summary_free (Summary *summary);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Summary, summary_free)

/* Takes ownership of VALUE; frees what was there: summary_set (&summary->subject, ...). */
void summary_take (char **field, char *value);

/* The whole as one GVariant of SUMMARY_TYPE. Floating. */
#define SUMMARY_TYPE        "(sa(ss)a(ss)a(ss)a(ss)xsssssa(ssstb)asa(ss)sbb)"
#define SUMMARY_ATTACHMENTS 11 /* the place in it of what its name says */
GVariant *summary_to_variant (const Summary *summary);

/* NULL unless VARIANT has that type and is in normal form: it may come from a process that an
 * evil mail took over. */
Summary *summary_from_variant (GVariant *variant);

/* Arrays of MailAddress and Attachment for columns and bus rows: a(ss), a(ssstb). Floating. */
GVariant *mail_addresses_to_variant (GPtrArray *addresses);
GPtrArray *mail_addresses_from_variant (GVariant *variant);
GVariant *attachments_to_variant (GPtrArray *attachments);
GPtrArray *attachments_from_variant (GVariant *variant);
