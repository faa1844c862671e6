/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dav-discovery.h"
#include "dav-play.h"
#include "error.h"

#include <string.h>

#define PRINCIPAL "<current-user-principal><href>/me/</href></current-user-principal>"
#define HOMES                                                                                      \
  "<A:addressbook-home-set><href>/a/</href></A:addressbook-home-set>"                              \
  "<C:calendar-home-set><href>/c/</href></C:calendar-home-set>"
#define BOOK(href, name)                                                                           \
  DAV_PART (href, "<resourcetype><collection/><A:addressbook/></resourcetype><displayname>" name   \
                  "</displayname>")
#define LIST(href, name, more)                                                                     \
  DAV_PART (href, "<resourcetype><collection/><C:calendar/></resourcetype><displayname>" name      \
                  "</displayname>" more)
#define COMPONENTS(name)                                                                           \
  "<C:supported-calendar-component-set><C:comp name=\"" name "\"/>"                                \
  "</C:supported-calendar-component-set>"
#define READ_ONLY                                                                                  \
  "<current-user-privilege-set><privilege><read/></privilege></current-user-privilege-set>"
#define ALL(parts) DAV_HEAD parts DAV_TAIL
#define NOTHING    ALL (DAV_PART ("/", "<resourcetype><collection/></resourcetype>"))

#define LOOK(path) "PROPFIND https://x" path " depth=0"
#define OPEN(path) "PROPFIND https://x" path " depth=1"
#define TURN_ROOT                                                                                  \
  {                                                                                                \
    LOOK ("/"), NULL, 207, ALL (DAV_PART ("/", PRINCIPAL))                                         \
  }
#define TURN_ME                                                                                    \
  {                                                                                                \
    LOOK ("/me/"), NULL, 207, ALL (DAV_PART ("/me/", HOMES))                                       \
  }
#define TURN_BOOKS(parts)                                                                          \
  {                                                                                                \
    OPEN ("/a/"), NULL, 207, ALL (DAV_PART ("/a/", "") parts)                                      \
  }
#define TURN_LISTS(parts)                                                                          \
  {                                                                                                \
    OPEN ("/c/"), NULL, 207, ALL (DAV_PART ("/c/", "") parts)                                      \
  }
#define ONE_BOOK TURN_BOOKS (BOOK ("/a/book/", "Contacts"))
#define ONE_LIST TURN_LISTS (LIST ("/c/todo/", "Tasks", COMPONENTS ("VTODO")))
#define PLAY(discovery, turns)                                                                     \
  dav_play (&dav_discovery_kind, discovery, turns, G_N_ELEMENTS (turns), NULL)

static void
assert_found (DavDiscovery *discovery, DavKind kind, const char *wanted)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;

  g_assert_true (dav_discovery_result (discovery, kind, &url, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (url, ==, wanted);
}

static void
assert_refused (DavDiscovery *discovery, DavKind kind, PosthornError code, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;

  g_assert_false (dav_discovery_result (discovery, kind, &url, &error));
  g_assert_error (error, POSTHORN_ERROR, (int) code);
  g_assert_null (url);
  g_test_message ("%s", error->message);
  if (!strstr (error->message, word))
    g_error ("«%s» does not say «%s»", error->message, word);
}

/* From the server alone, by the principal and its homes, of which one may be both. */
static void
test_server (void)
{
  static const DavTurn turns[] = { TURN_ROOT, TURN_ME, ONE_BOOK, ONE_LIST };
  g_autoptr (DavDiscovery) discovery = dav_discovery_new ("https://x", "", "");

  PLAY (discovery, turns);
  assert_found (discovery, DAV_CARDS, "https://x/a/book/");
  assert_found (discovery, DAV_TASKS, "https://x/c/todo/");
}

static void
test_principal (void)
{
  static const DavTurn turns[] = {
    { LOOK ("/me/"), NULL, 207,
      ALL (DAV_PART ("/me/", "<A:addressbook-home-set><href>/me/</href></A:addressbook-home-set>"
                             "<C:calendar-home-set><href>/me/</href></C:calendar-home-set>")) },
    { OPEN ("/me/"), NULL, 207,
      ALL (DAV_PART ("/me/", "") BOOK ("/me/1", "A") LIST ("/me/2/", "B", "")) },
  };
  g_autoptr (DavDiscovery) discovery = dav_discovery_new ("https://x/me/", "", "");

  PLAY (discovery, turns);
  assert_found (discovery, DAV_CARDS, "https://x/me/1/");
  assert_found (discovery, DAV_TASKS, "https://x/me/2/");
}

/* A server whose root is a web page says elsewhere where to begin. */
static void
test_well_known (void)
{
  static const DavTurn turns[] = {
    { LOOK ("/"), NULL, 405 },
    { LOOK ("/.well-known/carddav"), NULL, 301, NULL, NULL, "/dav/" },
    { LOOK ("/dav/"), NULL, 207, ALL (DAV_PART ("/dav/", PRINCIPAL)) },
    { LOOK ("/.well-known/caldav"), NULL, 301, NULL, NULL, "https://x:443/dav/" },
    TURN_ME,
    ONE_BOOK,
    ONE_LIST,
  };
  g_autoptr (DavDiscovery) discovery = dav_discovery_new ("https://x/", "", "");

  PLAY (discovery, turns);
  assert_found (discovery, DAV_CARDS, "https://x/a/book/");
  assert_found (discovery, DAV_TASKS, "https://x/c/todo/");
}

static void
test_web_page (void)
{
  static const DavTurn turns[] = {
    { LOOK ("/"), NULL, 200, "<html>Welcome</html>" },
    { LOOK ("/.well-known/carddav"), NULL, 404 },
    { LOOK ("/.well-known/caldav"), NULL, 404 },
  };
  g_autoptr (DavDiscovery) discovery = dav_discovery_new ("https://x/", "", "");

  PLAY (discovery, turns);
  assert_refused (discovery, DAV_CARDS, POSTHORN_ERROR_PROTOCOL, "check url");
}

/* A server with one of the two only. */
static void
test_tasks_only (void)
{
  static const DavTurn turns[] = {
    TURN_ROOT,
    { LOOK ("/me/"), NULL, 207,
      ALL (DAV_PART ("/me/", "<C:calendar-home-set><href>/c/</href></C:calendar-home-set>")) },
    { LOOK ("/.well-known/carddav"), NULL, 404 },
    ONE_LIST,
  };
  g_autoptr (DavDiscovery) discovery = dav_discovery_new ("https://x/", "", "");

  PLAY (discovery, turns);
  assert_found (discovery, DAV_CARDS, NULL);
  assert_found (discovery, DAV_TASKS, "https://x/c/todo/");
}

/* The URL is that of the very thing; the other one is looked for. */
static void
test_collection_itself (void)
{
  static const DavTurn turns[] = {
    { LOOK ("/a/book"), NULL, 207,
      ALL (DAV_PART ("/a/book/",
                     "<resourcetype><collection/><A:addressbook/></resourcetype>" PRINCIPAL)) },
    TURN_ME,
    TURN_BOOKS (BOOK ("/a/book/", "A") BOOK ("/a/other/", "B")),
    ONE_LIST,
  };
  g_autoptr (DavDiscovery) discovery = dav_discovery_new ("https://x/a/book", "", "");

  PLAY (discovery, turns);
  assert_found (discovery, DAV_CARDS, "https://x/a/book/");
  assert_found (discovery, DAV_TASKS, "https://x/c/todo/");
}

/* Both are named by their place: nothing has to be looked for. */
static void
test_named_places (void)
{
  static const DavTurn turns[] = {
    { LOOK ("/a/2/"), NULL, 207, ALL (BOOK ("/a/2/", "B")) },
    { LOOK ("/c/2/"), NULL, 207, ALL (LIST ("/c/2/", "C", "")) },
    { LOOK ("/"), NULL, 207, NOTHING },
  };
  g_autoptr (DavDiscovery) discovery = dav_discovery_new ("https://x/", "https://x/a/2/", "/c/2/");

  PLAY (discovery, turns);
  assert_found (discovery, DAV_CARDS, "https://x/a/2/");
  assert_found (discovery, DAV_TASKS, "https://x/c/2/");
}

static void
test_named_place_is_another (void)
{
  static const DavTurn turns[] = {
    { LOOK ("/a/2/"), NULL, 404 },
    { LOOK ("/c/2/"), NULL, 207, ALL (LIST ("/c/2/", "C", COMPONENTS ("VEVENT"))) },
    { LOOK ("/"), NULL, 207, NOTHING },
  };
  g_autoptr (DavDiscovery) discovery = dav_discovery_new ("https://x/", "/a/2/", "/c/2/");

  PLAY (discovery, turns);
  assert_refused (discovery, DAV_CARDS, POSTHORN_ERROR_SERVER_REJECTED, "address-book");
  assert_refused (discovery, DAV_TASKS, POSTHORN_ERROR_SERVER_REJECTED, "task-list");
}

static void
test_names (void)
{
  static const DavTurn turns[] = {
    TURN_ROOT,
    TURN_ME,
    TURN_BOOKS (BOOK ("/a/1/", "Private") BOOK ("/a/2/", "Customers")),
    TURN_LISTS (LIST ("/c/1/", "Events", COMPONENTS ("VEVENT"))
                    LIST ("/c/f%C3%BCr%20alle/", "Team", COMPONENTS ("VTODO"))
                        LIST ("/c/3/", "Mine", COMPONENTS ("VTODO"))),
  };
  g_autoptr (DavDiscovery) discovery
      = dav_discovery_new ("https://x/", "Customers", "f\xC3\xBCr alle");

  PLAY (discovery, turns);
  assert_found (discovery, DAV_CARDS, "https://x/a/2/");
  assert_found (discovery, DAV_TASKS, "https://x/c/f%C3%BCr%20alle/");
}

/* An error names those to choose from. */
static void
test_several (void)
{
  static const DavTurn turns[] = {
    TURN_ROOT,
    TURN_ME,
    TURN_BOOKS (BOOK ("/a/1/", "Private") BOOK ("/a/2/", "Customers")),
    TURN_LISTS (LIST ("/c/1/", "Mine", "") LIST ("/c/2/", "Mine", "")
                    LIST ("/c/3/", "Holidays", READ_ONLY)),
  };
  g_autoptr (DavDiscovery) discovery = dav_discovery_new ("https://x/", "", "");
  g_autoptr (DavDiscovery) unknown = dav_discovery_new ("https://x/", "Clients", "Holidays");
  g_autoptr (DavDiscovery) twice = dav_discovery_new ("https://x/", "Private", "Mine");

  PLAY (discovery, turns);
  assert_refused (discovery, DAV_CARDS, POSTHORN_ERROR_SERVER_REJECTED,
                  "«Private» (/a/1/), «Customers» (/a/2/)");
  assert_refused (discovery, DAV_TASKS, POSTHORN_ERROR_SERVER_REJECTED,
                  "one of «Mine» (/c/1/), «Mine» (/c/2/)");
  PLAY (unknown, turns);
  assert_refused (unknown, DAV_CARDS, POSTHORN_ERROR_SERVER_REJECTED, "called «Clients»");
  assert_refused (unknown, DAV_TASKS, POSTHORN_ERROR_SERVER_REJECTED, "called «Holidays»");
  PLAY (twice, turns);
  assert_found (twice, DAV_CARDS, "https://x/a/1/");
  assert_refused (twice, DAV_TASKS, POSTHORN_ERROR_SERVER_REJECTED, "more than one");
}

/* Nextcloud makes address books of its own, which nobody may write to. */
static void
test_the_writable_one (void)
{
  static const DavTurn turns[] = {
    TURN_ROOT,
    TURN_ME,
    TURN_BOOKS (BOOK ("/a/1/", "Contacts")
                    DAV_PART ("/a/2/", "<resourcetype><collection/><A:addressbook/></resourcetype>"
                                       "<displayname>Recent</displayname>" READ_ONLY)),
    ONE_LIST,
  };
  g_autoptr (DavDiscovery) discovery = dav_discovery_new ("https://x/", "", "");

  PLAY (discovery, turns);
  assert_found (discovery, DAV_CARDS, "https://x/a/1/");
}

/* The password goes to nobody else. */
static void
test_elsewhere (void)
{
  static const DavTurn redirect[]
      = { { LOOK ("/"), NULL, 302, NULL, NULL, "https://evil.example/login" } };
  static const DavTurn home[] = {
    { LOOK ("/"), NULL, 207,
      ALL (DAV_PART ("/", "<A:addressbook-home-set><href>https://evil.example/</href>"
                          "</A:addressbook-home-set>")) },
  };
  g_autoptr (DavDiscovery) redirected = dav_discovery_new ("https://x/", "", "");
  g_autoptr (DavDiscovery) homed = dav_discovery_new ("https://x/", "", "");
  g_autoptr (DavDiscovery) named = dav_discovery_new ("https://x/", "https://evil.example/a/", "");
  g_autoptr (DavRequest) request = dav_discovery_kind.command (named);

  PLAY (redirected, redirect);
  assert_refused (redirected, DAV_CARDS, POSTHORN_ERROR_PROTOCOL, "evil.example");
  PLAY (homed, home);
  assert_refused (homed, DAV_TASKS, POSTHORN_ERROR_PROTOCOL, "evil.example");
  g_assert_null (request);
  assert_refused (named, DAV_CARDS, POSTHORN_ERROR_PROTOCOL, "evil.example");
}

static void
test_redirected_in_circles (void)
{
  static const DavTurn turns[] = {
    { LOOK ("/"), NULL, 302, NULL, NULL, "/b/" },
    { LOOK ("/b/"), NULL, 302, NULL, NULL, "/" },
    { LOOK ("/.well-known/carddav"), NULL, 302, NULL, NULL, "/b/" },
    { LOOK ("/.well-known/caldav"), NULL, 302, NULL, NULL, "/b/" },
  };
  g_autoptr (DavDiscovery) discovery = dav_discovery_new ("https://x/", "", "");

  PLAY (discovery, turns);
  assert_found (discovery, DAV_CARDS, NULL);
}

static void
test_failures (void)
{
  static const struct
  {
    guint status;
    PosthornError code;
  } rows[] = {
    { 401, POSTHORN_ERROR_AUTH_FAILED },
    { 429, POSTHORN_ERROR_THROTTLED },
    { 503, POSTHORN_ERROR_THROTTLED },
    { 500, POSTHORN_ERROR_SERVER_UNAVAILABLE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const DavTurn turn = { LOOK ("/"), NULL, rows[i].status };
      g_autoptr (DavDiscovery) discovery = dav_discovery_new ("https://x/", "", "");

      dav_play (&dav_discovery_kind, discovery, &turn, 1, NULL);
      assert_refused (discovery, DAV_CARDS, rows[i].code, "x ");
    }
}

static void
test_home_refused (void)
{
  static const DavTurn turns[] = { TURN_ROOT, TURN_ME, { OPEN ("/a/"), NULL, 403 } };
  g_autoptr (DavDiscovery) discovery = dav_discovery_new ("https://x/", "", "");

  PLAY (discovery, turns);
  assert_refused (discovery, DAV_TASKS, POSTHORN_ERROR_SERVER_REJECTED, "403");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dav-discovery/server", test_server);
  g_test_add_func ("/dav-discovery/principal", test_principal);
  g_test_add_func ("/dav-discovery/well-known", test_well_known);
  g_test_add_func ("/dav-discovery/web-page", test_web_page);
  g_test_add_func ("/dav-discovery/tasks-only", test_tasks_only);
  g_test_add_func ("/dav-discovery/collection-itself", test_collection_itself);
  g_test_add_func ("/dav-discovery/named-places", test_named_places);
  g_test_add_func ("/dav-discovery/named-place-is-another", test_named_place_is_another);
  g_test_add_func ("/dav-discovery/names", test_names);
  g_test_add_func ("/dav-discovery/several", test_several);
  g_test_add_func ("/dav-discovery/the-writable-one", test_the_writable_one);
  g_test_add_func ("/dav-discovery/elsewhere", test_elsewhere);
  g_test_add_func ("/dav-discovery/redirected-in-circles", test_redirected_in_circles);
  g_test_add_func ("/dav-discovery/failures", test_failures);
  g_test_add_func ("/dav-discovery/home-refused", test_home_refused);
  return g_test_run ();
}
