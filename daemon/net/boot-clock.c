/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "boot-clock.h"

#include "error.h"

#include <errno.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

/* A moment that a wall clock never shows. */
#define FAR_FUTURE G_MAXINT64

/* What does not count as the beginning of another second, so that a second that went to the boot
 * clock comes back as itself. */
#define TOLERANCE (1 * G_TIME_SPAN_MILLISECOND)

typedef struct
{
  GSource parent;
  int descriptor;
  gint64 due;
} TimerSource;

static gint64
microseconds (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

gint64
boot_clock_now (void)
{
  return microseconds (CLOCK_BOOTTIME);
}

/* Both sources need no check function: GLib dispatches a source whose descriptor is readable. */
static gboolean
dispatch_timer (GSource *source, GSourceFunc function, gpointer data)
{
  if (boot_clock_now () < ((TimerSource *) source)->due)
    return G_SOURCE_CONTINUE;
  function (data);
  return G_SOURCE_REMOVE;
}

/* The system refuses here only to say that the clock was set once more meanwhile, and the caller
 * of this is about to look at the clock. */
static void
arm_set_watch (int descriptor)
{
  struct itimerspec never = { .it_value = { .tv_sec = FAR_FUTURE } };

  timerfd_settime (descriptor, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL);
}

static gboolean
dispatch_set_watch (GSource *source, GSourceFunc function, gpointer data)
{
  int descriptor = ((TimerSource *) source)->descriptor;
  guint64 expirations;

  if (read (descriptor, &expirations, sizeof expirations) >= 0 || errno != ECANCELED)
    return G_SOURCE_CONTINUE;
  arm_set_watch (descriptor);
  return function (data);
}

static void
close_descriptor (GSource *source)
{
  close (((TimerSource *) source)->descriptor);
}

static GSource *
source_new (GSourceFuncs *functions, clockid_t clock, GError **error)
{
  int descriptor = timerfd_create (clock, TFD_NONBLOCK | TFD_CLOEXEC);
  GSource *source;

  if (descriptor < 0)
    {
      g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_FAILED,
                   "The system gives no timer (%s): close other programs, or raise the limit of "
                   "open files",
                   g_strerror (errno));
      return NULL;
    }
  source = g_source_new (functions, sizeof (TimerSource));
  ((TimerSource *) source)->descriptor = descriptor;
  g_source_add_unix_fd (source, descriptor, G_IO_IN);
  return source;
}

GSource *
boot_clock_timer_new (gint64 due, GError **error)
{
  static GSourceFuncs functions = {
    .dispatch = dispatch_timer,
    .finalize = close_descriptor,
  };
  GSource *source = source_new (&functions, CLOCK_BOOTTIME, error);
  /* Zero would disarm it and less is refused. */
  gint64 moment = MAX (due, 1);
  struct itimerspec when = {
    .it_value = { .tv_sec = moment / G_USEC_PER_SEC, .tv_nsec = moment % G_USEC_PER_SEC * 1000 },
  };

  if (!source)
    return NULL;
  g_source_set_static_name (source, "boot-clock timer");
  ((TimerSource *) source)->due = due;
  timerfd_settime (((TimerSource *) source)->descriptor, TFD_TIMER_ABSTIME, &when, NULL);
  return source;
}

GSource *
boot_clock_set_watch_new (GError **error)
{
  static GSourceFuncs functions = {
    .dispatch = dispatch_set_watch,
    .finalize = close_descriptor,
  };
  GSource *source = source_new (&functions, CLOCK_REALTIME, error);

  if (!source)
    return NULL;
  g_source_set_static_name (source, "wall clock watch");
  arm_set_watch (((TimerSource *) source)->descriptor);
  return source;
}

/* The two clocks cannot be read in one moment: both ways the order is such that the answer comes
 * out late, not early. */
gint64
boot_clock_to_unix (gint64 moment)
{
  gint64 boot = boot_clock_now ();
  gint64 wall = moment + (microseconds (CLOCK_REALTIME) - boot) - TOLERANCE;

  return wall / G_USEC_PER_SEC + (wall % G_USEC_PER_SEC > 0);
}

gint64
boot_clock_from_unix (gint64 seconds)
{
  gint64 wall = microseconds (CLOCK_REALTIME);

  return seconds * G_USEC_PER_SEC - (wall - boot_clock_now ());
}
