/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parser-confinement.h"

#include "parser-filter.h"
#include "sanitizer.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#define MEMORY_LIMIT (512 * 1024 * 1024)

#define NICENESS 10

/* Of processor time, in all: the mail of years takes less, and what it was at is tried again. */
#define LIFE_SECONDS 3600

typedef struct
{
  int resource;
  rlim_t limit;
  gboolean is_against_sanitizers; /* which map terabytes, and open files at the end */
} Limit;

static const Limit limits[] = {
  { RLIMIT_AS, MEMORY_LIMIT, TRUE },   { RLIMIT_NPROC, 0, TRUE }, { RLIMIT_NOFILE, 0, TRUE },
  { RLIMIT_CPU, LIFE_SECONDS, FALSE }, { RLIMIT_CORE, 0, FALSE }, { RLIMIT_FSIZE, 0, FALSE },
};

static gboolean
set_limits (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      struct rlimit value = { limits[i].limit, limits[i].limit };

      if (IS_SANITIZED && limits[i].is_against_sanitizers)
        continue;
      if (setrlimit (limits[i].resource, &value) != 0)
        return FALSE;
    }
  return TRUE;
}

gboolean
parser_confinement_apply (void)
{
  /* A write beyond RLIMIT_FSIZE is an error then, not the end. */
  signal (SIGXFSZ, SIG_IGN);
  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0
      || prctl (PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
    return FALSE;
  /* Bulk work: whoever asks the daemon for something goes first. */
  setpriority (PRIO_PROCESS, 0, NICENESS);
  if (!IS_SANITIZED && prctl (PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
    return FALSE;
  closefrom (STDERR_FILENO + 1);
  return set_limits () && parser_filter_apply ();
}

static void
set_timer (guint seconds)
{
  struct itimerval timer = { { 0, 0 }, { seconds, 0 } };

  setitimer (ITIMER_PROF, &timer, NULL);
}

void
parser_confinement_begin (guint seconds)
{
  signal (SIGPROF, SIG_DFL);
  set_timer (seconds);
}

void
parser_confinement_end (void)
{
  set_timer (0);
}
