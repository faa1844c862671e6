/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a parser process can no longer do, and that it can still parse. This program is also the
 * process: with --parser the real one, with --taken-over one that obeys a mail, with the name of a
 * deed one that confines itself and then does that.
 */
#include "parser-confinement.h"
#include "parser-process.h"
#include "parser-wire.h"
#include "parser.h"
#include "sanitizer.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *program;

static void
assert_ends (const char *mode, int signal_number)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, program, mode, NULL);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait (process, NULL, &error));
  g_test_message ("%s: status %d", mode, g_subprocess_get_status (process));
  g_assert_cmpint (g_subprocess_get_if_signaled (process), ==, signal_number != 0);
  if (signal_number)
    g_assert_cmpint (g_subprocess_get_term_sig (process), ==, signal_number);
  else
    g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

static void
test_deadly (gconstpointer deed)
{
  assert_ends (deed, SIGSYS);
}

static void
test_limits (void)
{
  assert_ends ("--limits", 0);
}

static void
test_refused (void)
{
  if (IS_SANITIZED)
    g_test_skip ("the leak detector opens files");
  else
    assert_ends ("--open-to-read", 0);
}

static void
test_spin (void)
{
  assert_ends ("--spin", SIGPROF);
}

/* Without a mail it ends by itself, which is also when a leak detector looks at it. */
static void
test_end (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, program, "--parser", NULL);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
}

static Parser *
new_parser (const char *mode)
{
  const char *argv[] = { program, mode, NULL };
  return parser_new (argv, 1);
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **slot = data;
  *slot = g_object_ref (result);
}

static Summary *
summarize (Parser *parser, GBytes *raw)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) summary = NULL;

  parser_summarize_async (parser, raw, NULL, on_result, &result);
  while (!result)
    g_main_context_iteration (NULL, TRUE);
  summary = parser_summarize_finish (parser, result, &error);
  g_assert_no_error (error);
  return summary_from_variant (summary);
}

typedef struct
{
  const char *charset;
  const char *octets;
  const char *text;
} Writing;

/* Names as mail programs spell them, aliases and one that nobody knows. */
static const Writing writings[] = {
  { "utf-8",
    "Gr\xc3\xbc\xc3\x9f"
    "e",
    "Grüße" },
  { "iso-8859-1",
    "Gr\xfc\xdf"
    "e",
    "Grüße" },
  { "ISO_8859-15", "10 \xa4", "10 €" },
  { "windows-1252", "10 \x80", "10 €" },
  { "latin2", "\xb1\xea", "ąę" },
  { "cp1250", "\xb9\xea", "ąę" },
  { "windows-1251", "\xcf\xf0\xe8\xe2\xe5\xf2", "Привет" },
  { "KOI8-R", "\xf0\xd2\xc9\xd7\xc5\xd4", "Привет" },
  { "koi8-u", "\xf0\xd2\xc9\xd7\xa6\xd4", "Привіт" },
  { "ibm866", "\x8f\xe0\xa8\xa2\xa5\xe2", "Привет" },
  { "iso-8859-7", "\xe1\xe2", "αβ" },
  { "windows-1255", "\xf9\xec", "של" },
  { "windows-1256", "\xe3\xd1", "مر" },
  { "tis-620", "\xa1\xa2", "กข" },
  { "gb2312", "\xc4\xe3\xba\xc3", "你好" },
  { "gb18030", "\xc4\xe3\xba\xc3", "你好" },
  { "big5", "\xa7\x41\xa6\x6e", "你好" },
  { "shift_jis", "\x8e\x64\x8e\x96", "仕事" },
  { "euc-jp", "\xbb\xc5\xbb\xf6", "仕事" },
  { "iso-2022-jp", "\x1b$B;E;v\x1b(B", "仕事" },
  { "iso-2022-kr", "\x1b$)C\x0e>H3g\x0f", "안녕" },
  { "euc-kr", "\xbe\xc8\xb3\xe7", "안녕" },
  { "utf-7", "Gr+APwA3w-e", "Grüße" },
  { "x-klingon", "caf\xe9", "café" },
  { "ebcdic-us", "plain", "plain" },
};

static GBytes *
written (const Writing *writing)
{
  char *text = g_strdup_printf ("Subject: s\nContent-Type: text/plain; charset=\"%s\"\n\n%s\n",
                                writing->charset, writing->octets);
  return g_bytes_new_take (text, strlen (text));
}

static void
test_charsets (void)
{
  g_autoptr (Parser) parser = new_parser ("--parser");

  for (guint i = 0; i < G_N_ELEMENTS (writings); i++)
    {
      g_autoptr (GBytes) raw = written (&writings[i]);
      g_autoptr (Summary) summary = summarize (parser, raw);

      g_test_message ("%s", writings[i].charset);
      g_assert_cmpstr (summary->subject, ==, "s");
      g_assert_cmpstr (summary->snippet, ==, writings[i].text);
    }
}

/* GMime converts the parameters itself. */
static void
test_parameter (void)
{
  static const char text[] = "Content-Type: application/pdf; name*=koi8-r''%F0%D2%C9.pdf\n"
                             "Content-Disposition: attachment; filename*=ebcdic-us''%C1.pdf\n\nx";
  g_autoptr (Parser) parser = new_parser ("--parser");
  g_autoptr (GBytes) raw = g_bytes_new_static (text, sizeof text - 1);
  g_autoptr (Summary) summary = summarize (parser, raw);

  g_assert_cmpuint (summary->attachments->len, ==, 1);
  g_assert_cmpuint (summary->warnings->len, ==, 0);
}

static void
assert_warning (Parser *parser, const char *text, const char *warning)
{
  g_autoptr (GBytes) raw = g_bytes_new_static (text, strlen (text));
  g_autoptr (Summary) summary = summarize (parser, raw);

  g_assert_cmpuint (summary->warnings->len, ==, warning ? 1 : 0);
  if (warning)
    g_assert_cmpstr (summary->warnings->pdata[0], ==, warning);
}

/* A mail that takes the process over and wants more of it costs its own row. */
static void
test_taken_over (void)
{
  g_autoptr (Parser) parser = new_parser ("--taken-over");

  assert_warning (parser, "Subject: before\n\n.", NULL);
  assert_warning (parser, "Subject: --socket\n\n.", "unparsable");
  assert_warning (parser, "Subject: between\n\n.", NULL);
  assert_warning (parser, "Subject: --fork\n\n.", "unparsable");
  assert_warning (parser, "Subject: after\n\n.", NULL);
}

/* From here on: the processes. What a deed returns is its exit status: it was not hindered. */

static int
open_socket (void)
{
  return socket (AF_INET, SOCK_STREAM, 0) < 0 ? 1 : 2;
}

static int
open_to_write (void)
{
  return open ("/tmp/posthorn-test-parser-confinement", O_WRONLY | O_CREAT, 0600) < 0 ? 1 : 2;
}

static int
cut (void)
{
  return open ("/dev/null", O_RDONLY | O_TRUNC) < 0 ? 1 : 2;
}

static int
open_to_read (void)
{
  return open ("/etc/passwd", O_RDONLY) < 0 && errno == EACCES ? 0 : 2;
}

static int
fork_child (void)
{
  pid_t child = fork ();

  if (child == 0)
    _exit (0);
  return child < 0 ? 1 : 2;
}

static int
start_program (void)
{
  execl ("/bin/true", "true", NULL);
  return 1;
}

static int
trace (void)
{
  return syscall (__NR_process_vm_readv, getppid (), NULL, 0, NULL, 0, 0) < 0 ? 1 : 2;
}

static int
kill_parent (void)
{
  return kill (getppid (), 0) < 0 ? 1 : 2;
}

static int
execute_memory (void)
{
  return mmap (NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED
             ? 1
             : 2;
}

static int
delete_file (void)
{
  return unlink ("/nonexistent/posthorn") < 0 ? 1 : 2;
}

static int
raise_limit (void)
{
  const struct rlimit limit = { 1024, 1024 };
  return setrlimit (RLIMIT_NOFILE, &limit) < 0 ? 1 : 2;
}

typedef struct
{
  const char *name;
  int (*act) (void);
} Deed;

static const Deed deeds[] = {
  { "--socket", open_socket },
  { "--open-to-write", open_to_write },
  { "--cut", cut },
  { "--fork", fork_child },
  { "--exec", start_program },
  { "--trace", trace },
  { "--kill", kill_parent },
  { "--execute-memory", execute_memory },
  { "--delete", delete_file },
  { "--raise-limit", raise_limit },
  { "--open-to-read", open_to_read }, /* from here on: not deadly */
};

#define DEADLY_DEEDS (G_N_ELEMENTS (deeds) - 1)

static rlim_t
limit_of (int resource)
{
  struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };

  getrlimit (resource, &limit);
  return limit.rlim_max;
}

/* The filter lets no process ask for its limits, but what /proc shows was opened before. */
static int
limits (void)
{
  char status[4096] = "";
  int inherited = open ("/proc/self/status", O_RDONLY);
  gboolean is_limited;

  if (limit_of (RLIMIT_FSIZE) == 0 || !parser_confinement_apply ())
    return 2;
  if (read (inherited, status, sizeof status - 1) >= 0 || errno != EBADF)
    return 3;
  is_limited = write (STDERR_FILENO, "", 0) == 0;
  /* Beyond what there may be of it. */
  if (!IS_SANITIZED)
    is_limited = is_limited
                 && mmap (NULL, (gsize) 1 << 30, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
                        == MAP_FAILED;
  return is_limited ? 0 : 4;
}

static int
spin (void)
{
  if (!parser_confinement_apply ())
    return 2;
  parser_confinement_begin (1);
  for (volatile guint turns = 0;; turns++)
    continue;
  return 0;
}

static void
read_all (void *octets, gsize length)
{
  for (gsize done = 0; done < length;)
    {
      ssize_t count = read (STDIN_FILENO, (char *) octets + done, length - done);

      if (count <= 0)
        _exit (0);
      done += (gsize) count;
    }
}

static void
send_frame (ParserKind kind, guint32 id, GBytes *payload)
{
  ParserHead head = { kind, id, 0, payload ? g_bytes_get_size (payload) : 0 };

  if (write (STDOUT_FILENO, &head, sizeof head) != sizeof head)
    _exit (1);
  if (payload && write (STDOUT_FILENO, g_bytes_get_data (payload, NULL), head.length) < 0)
    _exit (1);
}

static void
obey (const char *subject)
{
  for (guint i = 0; i < DEADLY_DEEDS; i++)
    if (strcmp (deeds[i].name, subject) == 0)
      deeds[i].act ();
}

static int
taken_over (void)
{
  ParserHead head;

  mime_init ();
  if (!parser_confinement_apply ())
    return 2;
  for (send_frame (PARSER_READY, 0, NULL);;)
    {
      g_autofree char *text = NULL;
      g_autoptr (GBytes) raw = NULL;
      g_autoptr (Summary) summary = NULL;
      g_autoptr (GBytes) payload = NULL;

      read_all (&head, sizeof head);
      text = g_malloc0 (head.length + 1);
      read_all (text, head.length);
      raw = g_bytes_new_static (text, head.length);
      summary = mime_summarize (raw);
      obey (summary->subject);
      payload = parser_wire_encode (summary_to_variant (summary));
      send_frame (PARSER_ANSWER, head.id, payload);
    }
}

static const Deed modes[] = {
  { "--parser", parser_process_run },
  { "--taken-over", taken_over },
  { "--limits", limits },
  { "--spin", spin },
};

static int
be_process (const char *mode)
{
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    if (strcmp (mode, modes[i].name) == 0)
      return modes[i].act ();
  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++)
    if (strcmp (mode, deeds[i].name) == 0)
      return parser_confinement_apply () ? deeds[i].act () : 3;
  return -1;
}

int
main (int argc, char **argv)
{
  int status = argc == 2 ? be_process (argv[1]) : -1;

  if (status >= 0)
    return status;
  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < DEADLY_DEEDS; i++)
    {
      g_autofree char *path = g_strconcat ("/parser-confinement/", deeds[i].name + 2, NULL);
      g_test_add_data_func (path, deeds[i].name, test_deadly);
    }
  g_test_add_func ("/parser-confinement/open-to-read", test_refused);
  g_test_add_func ("/parser-confinement/limits", test_limits);
  g_test_add_func ("/parser-confinement/processor-time", test_spin);
  g_test_add_func ("/parser-confinement/end", test_end);
  g_test_add_func ("/parser-confinement/charsets", test_charsets);
  g_test_add_func ("/parser-confinement/parameter", test_parameter);
  g_test_add_func ("/parser-confinement/taken-over", test_taken_over);
  return g_test_run ();
}
