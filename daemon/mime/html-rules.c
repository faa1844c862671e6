/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "html-rules.h"

#include <stdlib.h>
#include <string.h>

/* Of forms the fields go and the words stay; of other languages within HTML nothing stays. */
static const HtmlElement elements[] = {
  { "a", HTML_KEPT },           { "abbr", HTML_KEPT },        { "acronym", HTML_KEPT },
  { "address", HTML_KEPT },     { "applet", HTML_DROPPED },   { "article", HTML_KEPT },
  { "aside", HTML_KEPT },       { "audio", HTML_LOADING },    { "b", HTML_KEPT },
  { "bdi", HTML_KEPT },         { "bdo", HTML_KEPT },         { "big", HTML_KEPT },
  { "blockquote", HTML_KEPT },  { "br", HTML_VOID },          { "canvas", HTML_DROPPED },
  { "caption", HTML_KEPT },     { "center", HTML_KEPT },      { "cite", HTML_KEPT },
  { "code", HTML_KEPT },        { "col", HTML_VOID },         { "colgroup", HTML_KEPT },
  { "datalist", HTML_DROPPED }, { "dd", HTML_ITEM },          { "del", HTML_KEPT },
  { "dfn", HTML_KEPT },         { "dir", HTML_LIST },         { "div", HTML_KEPT },
  { "dl", HTML_LIST },          { "dt", HTML_ITEM },          { "em", HTML_KEPT },
  { "embed", HTML_DROPPED },    { "figcaption", HTML_KEPT },  { "figure", HTML_KEPT },
  { "font", HTML_KEPT },        { "footer", HTML_KEPT },      { "frame", HTML_DROPPED },
  { "frameset", HTML_DROPPED }, { "h1", HTML_KEPT },          { "h2", HTML_KEPT },
  { "h3", HTML_KEPT },          { "h4", HTML_KEPT },          { "h5", HTML_KEPT },
  { "h6", HTML_KEPT },          { "head", HTML_DROPPED },     { "header", HTML_KEPT },
  { "hr", HTML_VOID },          { "i", HTML_KEPT },           { "iframe", HTML_DROPPED },
  { "img", HTML_VOID },         { "ins", HTML_KEPT },         { "kbd", HTML_KEPT },
  { "li", HTML_ITEM },          { "main", HTML_KEPT },        { "mark", HTML_KEPT },
  { "math", HTML_DROPPED },     { "menu", HTML_LIST },        { "meter", HTML_DROPPED },
  { "nav", HTML_KEPT },         { "noembed", HTML_DROPPED },  { "noframes", HTML_DROPPED },
  { "object", HTML_DROPPED },   { "ol", HTML_LIST },          { "p", HTML_KEPT },
  { "pre", HTML_KEPT },         { "progress", HTML_DROPPED }, { "q", HTML_KEPT },
  { "rp", HTML_KEPT },          { "rt", HTML_KEPT },          { "ruby", HTML_KEPT },
  { "s", HTML_KEPT },           { "samp", HTML_KEPT },        { "script", HTML_DROPPED },
  { "section", HTML_KEPT },     { "select", HTML_DROPPED },   { "small", HTML_KEPT },
  { "source", HTML_VOID },      { "span", HTML_KEPT },        { "strike", HTML_KEPT },
  { "strong", HTML_KEPT },      { "style", HTML_DROPPED },    { "sub", HTML_KEPT },
  { "sup", HTML_KEPT },         { "svg", HTML_DROPPED },      { "table", HTML_LIST },
  { "tbody", HTML_KEPT },       { "td", HTML_KEPT },          { "template", HTML_DROPPED },
  { "textarea", HTML_DROPPED }, { "tfoot", HTML_KEPT },       { "th", HTML_KEPT },
  { "thead", HTML_KEPT },       { "time", HTML_KEPT },        { "title", HTML_DROPPED },
  { "tr", HTML_KEPT },          { "tt", HTML_KEPT },          { "u", HTML_KEPT },
  { "ul", HTML_LIST },          { "var", HTML_KEPT },         { "video", HTML_LOADING },
  { "wbr", HTML_VOID },         { "xml", HTML_DROPPED },
};

/* Without class, id and name: they mean something only to the page in which the mail is shown. */
static const HtmlAttribute attributes[] = {
  { "abbr", HTML_TEXT, NULL },
  { "align", HTML_TEXT, NULL },
  { "alt", HTML_TEXT, NULL },
  { "background", HTML_SOURCE, NULL },
  { "bgcolor", HTML_TEXT, NULL },
  { "border", HTML_TEXT, NULL },
  { "cellpadding", HTML_TEXT, NULL },
  { "cellspacing", HTML_TEXT, NULL },
  { "clear", HTML_TEXT, NULL },
  { "color", HTML_TEXT, NULL },
  { "colspan", HTML_TEXT, NULL },
  { "compact", HTML_TEXT, NULL },
  { "controls", HTML_TEXT, " audio video " },
  { "datetime", HTML_TEXT, NULL },
  { "dir", HTML_TEXT, NULL },
  { "face", HTML_TEXT, NULL },
  { "frame", HTML_TEXT, NULL },
  { "height", HTML_TEXT, NULL },
  { "href", HTML_LINK, " a " },
  { "hspace", HTML_TEXT, NULL },
  { "lang", HTML_TEXT, NULL },
  { "noshade", HTML_TEXT, NULL },
  { "nowrap", HTML_TEXT, NULL },
  { "poster", HTML_SOURCE, " video " },
  { "reversed", HTML_TEXT, NULL },
  { "rowspan", HTML_TEXT, NULL },
  { "rules", HTML_TEXT, NULL },
  { "scope", HTML_TEXT, NULL },
  { "size", HTML_TEXT, NULL },
  { "span", HTML_TEXT, NULL },
  { "src", HTML_SOURCE, " audio img source video " },
  { "srcset", HTML_SOURCE_SET, " img source " },
  { "start", HTML_TEXT, NULL },
  { "style", HTML_STYLE, NULL },
  { "summary", HTML_TEXT, NULL },
  { "title", HTML_TEXT, NULL },
  { "type", HTML_TEXT, " li ol ul " },
  { "valign", HTML_TEXT, NULL },
  { "value", HTML_TEXT, " li " },
  { "vspace", HTML_TEXT, NULL },
  { "width", HTML_TEXT, NULL },
};

static int
compare_element (const void *name, const void *element)
{
  return strcmp (name, ((const HtmlElement *) element)->name);
}

static int
compare_attribute (const void *name, const void *attribute)
{
  return strcmp (name, ((const HtmlAttribute *) attribute)->name);
}

const HtmlElement *
html_element_find (const char *name)
{
  return bsearch (name, elements, G_N_ELEMENTS (elements), sizeof (HtmlElement), compare_element);
}

const HtmlAttribute *
html_attribute_find (const char *name, const HtmlElement *element)
{
  const HtmlAttribute *attribute = bsearch (name, attributes, G_N_ELEMENTS (attributes),
                                            sizeof (HtmlAttribute), compare_attribute);
  g_autofree char *word = NULL;

  if (!attribute || !attribute->elements)
    return attribute;
  word = g_strdup_printf (" %s ", element->name);
  return strstr (attribute->elements, word) ? attribute : NULL;
}
