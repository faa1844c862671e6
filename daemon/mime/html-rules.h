/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What may stay of the HTML of a mail: tables of elements and attributes. Whatever is not in them
 * goes. Internal to mime/.
 */
#pragma once

#include <glib.h>

typedef enum
{
  HTML_KEPT,
  HTML_LIST,    /* kept, and has items of its own */
  HTML_ITEM,    /* kept, and ends where the next one begins */
  HTML_VOID,    /* kept, and has no end */
  HTML_LOADING, /* kept where remote content is; else its content stays */
  HTML_DROPPED, /* goes with all its content */
} HtmlElementKind;

typedef struct
{
  const char *name;
  HtmlElementKind kind;
} HtmlElement;

typedef enum
{
  HTML_TEXT, /* means nothing but what it says */
  HTML_STYLE,
  HTML_LINK,
  HTML_SOURCE,     /* loaded to be shown */
  HTML_SOURCE_SET, /* one of them is */
} HtmlAttributeKind;

typedef struct
{
  const char *name;
  HtmlAttributeKind kind;
  const char *elements; /* " img source ", NULL = all */
} HtmlAttribute;

/* NULL: the tags go and the content stays. */
const HtmlElement *html_element_find (const char *name);

/* NULL: not on this element. */
const HtmlAttribute *html_attribute_find (const char *name, const HtmlElement *element);
