/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dav-query.h"

#define XML   "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
#define CARDS "urn:ietf:params:xml:ns:carddav"
#define TASKS "urn:ietf:params:xml:ns:caldav"

static const struct
{
  const char *space;
  const char *fetch;
  const char *data;
} kinds[] = {
  [DAV_CARDS] = { CARDS, "addressbook-multiget", "address-data" },
  [DAV_TASKS] = { TASKS, "calendar-multiget", "calendar-data" },
};

char *
dav_query_discover (void)
{
  return g_strdup (XML "<propfind xmlns=\"DAV:\" xmlns:A=\"" CARDS "\" xmlns:C=\"" TASKS "\"><prop>"
                       "<resourcetype/><displayname/><current-user-principal/>"
                       "<current-user-privilege-set/><A:addressbook-home-set/>"
                       "<C:calendar-home-set/><C:supported-calendar-component-set/>"
                       "</prop></propfind>");
}

char *
dav_query_state (void)
{
  return g_strdup (XML "<propfind xmlns=\"DAV:\" xmlns:S=\"http://calendarserver.org/ns/\"><prop>"
                       "<sync-token/><S:getctag/></prop></propfind>");
}

char *
dav_query_list (void)
{
  return g_strdup (XML
                   "<propfind xmlns=\"DAV:\"><prop><resourcetype/><getetag/></prop></propfind>");
}

char *
dav_query_changes (const char *token)
{
  return g_markup_printf_escaped (
      XML "<sync-collection xmlns=\"DAV:\"><sync-token>%s</sync-token><sync-level>1</sync-level>"
          "<prop><getetag/></prop></sync-collection>",
      token);
}

char *
dav_query_tasks (void)
{
  return g_strdup (XML "<C:calendar-query xmlns=\"DAV:\" xmlns:C=\"" TASKS "\"><prop><getetag/>"
                       "</prop><C:filter><C:comp-filter name=\"VCALENDAR\">"
                       "<C:comp-filter name=\"VTODO\"/></C:comp-filter></C:filter>"
                       "</C:calendar-query>");
}

char *
dav_query_fetch (DavKind kind, GPtrArray *hrefs, guint first, guint count)
{
  GString *query = g_string_new (XML);

  g_string_append_printf (query,
                          "<X:%s xmlns=\"DAV:\" xmlns:X=\"%s\"><prop><getetag/><X:%s/></prop>",
                          kinds[kind].fetch, kinds[kind].space, kinds[kind].data);
  for (guint i = first; i < first + count; i++)
    {
      g_autofree char *href
          = g_markup_printf_escaped ("<href>%s</href>", (char *) g_ptr_array_index (hrefs, i));
      g_string_append (query, href);
    }
  g_string_append_printf (query, "</X:%s>", kinds[kind].fetch);
  return g_string_free (query, FALSE);
}

char *
dav_query_by_address (const char *address)
{
  return g_markup_printf_escaped (
      XML "<A:addressbook-query xmlns=\"DAV:\" xmlns:A=\"" CARDS "\"><prop><getetag/>"
          "<A:address-data/></prop><A:filter><A:prop-filter name=\"EMAIL\">"
          "<A:text-match collation=\"i;unicode-casemap\" match-type=\"contains\">%s</A:text-match>"
          "</A:prop-filter></A:filter></A:addressbook-query>",
      address);
}
