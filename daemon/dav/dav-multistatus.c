/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dav-multistatus.h"

#include "dav-calendar.h"
#include "dav-card.h"
#include "error.h"
#include "server-text.h"

#include <libxml/xmlreader.h>
#include <string.h>

#define DEPTH_LIMIT 32
#define ITEMS_LIMIT 200000
/* Of all but cards and tasks. */
#define TEXT_LIMIT 4096

typedef enum
{
  OTHER,
  MULTISTATUS,
  RESPONSE,
  HREF,
  STATUS,
  SYNC_TOKEN,
  DISPLAY_NAME,
  ETAG,
  CTAG,
  COLLECTION,
  ADDRESS_BOOK,
  CALENDAR,
  PRINCIPAL,
  ADDRESS_BOOK_HOME,
  CALENDAR_HOME,
  COMPONENT,
  PRIVILEGE,
  CARD_DATA,
  CALENDAR_DATA,
} Element;

static const char dav[] = "DAV:";
static const char cards[] = "urn:ietf:params:xml:ns:carddav";
static const char calendars[] = "urn:ietf:params:xml:ns:caldav";

static const struct
{
  const char *space;
  const char *name;
  Element element;
} names[] = {
  { dav, "multistatus", MULTISTATUS },
  { dav, "response", RESPONSE },
  { dav, "href", HREF },
  { dav, "status", STATUS },
  { dav, "sync-token", SYNC_TOKEN },
  { dav, "displayname", DISPLAY_NAME },
  { dav, "getetag", ETAG },
  { "http://calendarserver.org/ns/", "getctag", CTAG },
  { dav, "collection", COLLECTION },
  { cards, "addressbook", ADDRESS_BOOK },
  { calendars, "calendar", CALENDAR },
  { dav, "current-user-principal", PRINCIPAL },
  { cards, "addressbook-home-set", ADDRESS_BOOK_HOME },
  { calendars, "calendar-home-set", CALENDAR_HOME },
  { calendars, "comp", COMPONENT },
  { dav, "privilege", PRIVILEGE },
  { cards, "address-data", CARD_DATA },
  { calendars, "calendar-data", CALENDAR_DATA },
};

typedef struct
{
  xmlTextReaderPtr xml;
  DavAnswer *answer;
  Element open[DEPTH_LIMIT];
  guint depth;
  GString *text; /* within the innermost element so far */
  DavItem *item; /* of the response that is open */
  gboolean has_root;
  const char *problem; /* why no more is read; NULL = nothing */
} Reading;

static void
reading_clear (Reading *reading)
{
  if (reading->xml)
    xmlFreeTextReader (reading->xml);
  g_string_free (reading->text, TRUE);
  g_clear_pointer (&reading->item, dav_item_free);
  g_clear_pointer (&reading->answer, dav_answer_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

static Element
identify (Reading *reading)
{
  const char *space = (const char *) xmlTextReaderConstNamespaceUri (reading->xml);
  const char *name = (const char *) xmlTextReaderConstLocalName (reading->xml);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (g_strcmp0 (names[i].name, name) == 0 && g_strcmp0 (names[i].space, space) == 0)
        return names[i].element;
    }
  return OTHER;
}

/* The element around the innermost one, LEVELS further out. */
static Element
around (const Reading *reading, guint levels)
{
  return reading->depth > levels ? reading->open[reading->depth - 1 - levels] : OTHER;
}

static void
take (char **field, const char *text)
{
  g_free (*field);
  *field = g_strdup (text);
}

static void
append (GStrv *list, const char *text)
{
  guint length = g_strv_length (*list);

  *list = g_renew (char *, *list, length + 2);
  (*list)[length] = g_strdup (text);
  (*list)[length + 1] = NULL;
}

/* "HTTP/1.1 404 Not Found" */
static guint
status_of (const char *line)
{
  const char *space = strchr (line, ' ');

  return space ? (guint) g_ascii_strtoull (space, NULL, 10) : 0;
}

static void
note_component (Reading *reading)
{
  xmlChar *name = xmlTextReaderGetAttribute (reading->xml, (const xmlChar *) "name");
  gboolean is_task = name && g_ascii_strcasecmp ((const char *) name, "VTODO") == 0;

  reading->item->traits |= is_task ? DAV_FOR_TASKS : DAV_FOR_OTHERS;
  xmlFree (name);
}

static void
note_privilege (Reading *reading)
{
  static const char *const writing[] = { "all", "write", "write-content", "bind", NULL };
  const char *name = (const char *) xmlTextReaderConstLocalName (reading->xml);

  reading->item->traits |= g_strv_contains (writing, name) ? DAV_MAY_WRITE : DAV_MAY_SOMETHING;
}

static void
note_begin (Reading *reading, Element element)
{
  switch (element)
    {
    case COLLECTION:
      reading->item->traits |= DAV_COLLECTION;
      break;
    case ADDRESS_BOOK:
      reading->item->traits |= DAV_ADDRESS_BOOK;
      break;
    case CALENDAR:
      reading->item->traits |= DAV_CALENDAR;
      break;
    case COMPONENT:
      note_component (reading);
      break;
    default:
      if (around (reading, 0) == PRIVILEGE)
        note_privilege (reading);
    }
}

static void
note_href (Reading *reading, const char *href)
{
  switch (around (reading, 0))
    {
    case RESPONSE:
      take (&reading->item->href, href);
      break;
    case PRINCIPAL:
      take (&reading->item->principal, href);
      break;
    case ADDRESS_BOOK_HOME:
      append (&reading->item->address_book_homes, href);
      break;
    case CALENDAR_HOME:
      append (&reading->item->calendar_homes, href);
      break;
    default:
      break;
    }
}

static void
note_problem (DavItem *item, const GError *error)
{
  if (error)
    take (&item->problem, error->message);
}

static void
note_data (Reading *reading, Element element)
{
  DavItem *item = reading->item;
  g_autoptr (GError) error = NULL;

  if (element == CARD_DATA && !item->card)
    item->card = dav_card_read (reading->text->str, reading->text->len, &error);
  else if (element == CALENDAR_DATA && !item->task)
    dav_calendar_read (reading->text->str, reading->text->len, &item->task, &error);
  note_problem (item, error);
}

static void
note_name (DavItem *item, const char *text)
{
  g_free (item->name);
  item->name = g_strstrip (server_text_valid (text, strlen (text)));
}

/* The properties of a part that has another status than 200 are empty. */
static void
note_end (Reading *reading, Element element, const char *text)
{
  switch (element)
    {
    case HREF:
      note_href (reading, text);
      break;
    case STATUS:
      if (around (reading, 0) == RESPONSE)
        reading->item->status = status_of (text);
      break;
    case DISPLAY_NAME:
      note_name (reading->item, text);
      break;
    case ETAG:
      take (&reading->item->etag, text);
      break;
    case CTAG:
      take (&reading->item->ctag, text);
      break;
    case SYNC_TOKEN:
      take (&reading->item->sync_token, text);
      break;
    default:
      break;
    }
}

static void
end_response (Reading *reading)
{
  if (reading->answer->items->len >= ITEMS_LIMIT)
    reading->problem = "it has too many parts";
  else
    g_ptr_array_add (reading->answer->items, g_steal_pointer (&reading->item));
}

static gboolean
is_data (Element element)
{
  return element == CARD_DATA || element == CALENDAR_DATA;
}

/* The element is closed already. */
static void
end_element (Reading *reading, Element element)
{
  if (!is_data (element) && reading->text->len > TEXT_LIMIT)
    {
      reading->problem = "it has a word that is too long";
      return;
    }
  if (element == RESPONSE && reading->depth == 1)
    end_response (reading);
  else if (element == SYNC_TOKEN && reading->depth == 1)
    take (&reading->answer->sync_token, g_strstrip (reading->text->str));
  else if (reading->item && is_data (element))
    note_data (reading, element);
  else if (reading->item)
    note_end (reading, element, g_strstrip (reading->text->str));
}

static void
pop (Reading *reading)
{
  Element element = around (reading, 0);

  reading->depth--;
  end_element (reading, element);
  g_string_truncate (reading->text, 0);
}

static void
push (Reading *reading)
{
  Element element = identify (reading);

  if (!reading->has_root && element != MULTISTATUS)
    reading->problem = "it is another document";
  else if (reading->depth == DEPTH_LIMIT)
    reading->problem = "it is nested too deeply";
  if (reading->problem)
    return;
  reading->has_root = TRUE;
  if (element == RESPONSE && reading->depth == 1)
    reading->item = dav_item_new ();
  if (reading->item)
    note_begin (reading, element);
  reading->open[reading->depth++] = element;
  g_string_truncate (reading->text, 0);
  if (xmlTextReaderIsEmptyElement (reading->xml))
    pop (reading);
}

static void
read_node (Reading *reading)
{
  switch (xmlTextReaderNodeType (reading->xml))
    {
    case XML_READER_TYPE_ELEMENT:
      push (reading);
      break;
    case XML_READER_TYPE_END_ELEMENT:
      pop (reading);
      break;
    case XML_READER_TYPE_TEXT:
    case XML_READER_TYPE_CDATA:
    case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
      g_string_append (reading->text, (const char *) xmlTextReaderConstValue (reading->xml));
      break;
    case XML_READER_TYPE_DOCUMENT_TYPE:
    case XML_READER_TYPE_ENTITY_REFERENCE:
      reading->problem = "it has a document type, which no such answer needs";
      break;
    default:
      break;
    }
}

/* libxml2 would write to standard error. */
static void
ignore (void *data, const char *message, xmlParserSeverities severity,
        xmlTextReaderLocatorPtr locator)
{
}

static gboolean
read_all (Reading *reading)
{
  int more = 1;

  xmlTextReaderSetErrorHandler (reading->xml, ignore, NULL);
  while (!reading->problem && (more = xmlTextReaderRead (reading->xml)) == 1)
    read_node (reading);
  return !reading->problem && more == 0 && reading->has_root;
}

DavAnswer *
dav_multistatus_read (const char *text, gsize length, GError **error)
{
  g_auto (Reading) reading = { .answer = dav_answer_new (), .text = g_string_new (NULL) };
  g_autofree char *excerpt = NULL;

  if (length <= G_MAXINT)
    reading.xml = xmlReaderForMemory (text, (int) length, NULL, NULL, XML_PARSE_NONET);
  if (reading.xml && read_all (&reading))
    return g_steal_pointer (&reading.answer);
  excerpt = server_text_excerpt (text, length);
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL, "%s: «%s»",
               reading.problem ? reading.problem : "it is no whole XML document", excerpt);
  return NULL;
}
