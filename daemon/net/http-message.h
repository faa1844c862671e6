/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is asked of a web server and what it answers: values. They know nothing of connections.
 */
#pragma once

#include <glib.h>

/* Borrowed by whoever sends it, until it is answered. */
typedef struct
{
  const char *method;
  const char *url;
  const char *const *headers; /* name, value, name, value …, NULL; NULL = none */
  const char *content_type;   /* of BODY */
  GBytes *body;               /* NULL = none */
  gsize max_size;             /* octets of the answer's body at most, decompressed */
  const char *user;           /* NULL = no credentials, whatever the server asks for */
  const char *password;
} HttpRequest;

typedef struct
{
  guint status;
  GHashTable *headers; /* in small letters → value */
  GBytes *body;
} HttpAnswer;

HttpAnswer *http_answer_new (guint status);
void http_answer_free (HttpAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HttpAnswer, http_answer_free)

/* A further line of the same name is put behind a comma. */
void http_answer_add_header (HttpAnswer *answer, const char *name, const char *value);

/* NAME in small letters; NULL = there is none. */
const char *http_answer_header (const HttpAnswer *answer, const char *name);

/* Whether VALUE can stand behind the name of a header: no control characters. */
gboolean http_is_header_value (const char *value);
