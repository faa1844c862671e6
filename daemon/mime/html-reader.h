/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * HTML as it comes by mail, read as a run of events: tags closed or not, several documents in
 * one, markup made to take all time. Time grows with the length and no faster. It decides nothing
 * about what is read, and loads nothing.
 */
#pragma once

#include <glib.h>

/* Names are lower case. Every start has its end, in order, but for what forget() is told of. */
typedef struct
{
  /* ATTRIBUTES are name, value, name, value, …, NULL, or NULL itself; a value may be NULL. */
  void (*start) (gpointer data, const char *name, const char *const *attributes);
  void (*end) (gpointer data, const char *name);
  void (*text) (gpointer data, const char *text, gsize length);
  gboolean (*is_full) (gpointer data); /* nothing more is wanted */
  void (*forget) (gpointer data);      /* what is open now will not end: there was too much of it */
} HtmlHandler;

/* HTML is UTF-8. The body of a document comes as a "div". */
void html_read (const char *html, gsize length, const HtmlHandler *handler, gpointer data);
