/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A submission server that can be cut short anywhere, and a session with it, each step run to its
 * end. Who is called no… is refused, and later… for now.
 */
#pragma once

#include "scripted-server.h"
#include "smtp-session.h"

#define SMTP_PLAY_MESSAGE "Subject: x\r\nBcc: hidden@example.org\r\n\r\n.dot\r\n"

/* What the server of a test does, and what came of it. */
typedef struct
{
  const char *hello;  /* behind HELLO */
  const char *login;  /* in place of welcome */
  const char *answer; /* to the message; NULL = never */
  gsize octets;       /* to say before the line is cut; G_MAXSIZE = all */
  guint lines;        /* to hear before it is cut; G_MAXUINT = all */
  const char *behind; /* said behind the answer to a message */
  GString *heard;     /* messages and commands, but for those of the login */
  gboolean whole;     /* a message was heard to its end */
  gboolean answered;  /* and so was the client */
} SmtpPlay;

extern SmtpPlay play;

/* Everything as a server does it that has no whims. */
void smtp_play_begin (void);
void smtp_play_end (void);

void smtp_play_script (ScriptedServer *server);

SmtpSession *smtp_play_open_at (const Endpoint *endpoint, const SmtpLimits *limits, GError **error);
SmtpSession *smtp_play_open (ScriptedServer *server, const SmtpLimits *limits, GError **error);
SmtpSession *smtp_play_open_well (ScriptedServer *server);
/* Nothing may hold a session that was closed and given up. */
void smtp_play_give_up (SmtpSession *session);

/* RECIPIENTS are parted by blanks. */
SmtpResult *smtp_play_send_stream (SmtpSession *session, GInputStream *source,
                                   const char *recipients, GCancellable *cancellable);
SmtpResult *smtp_play_send (SmtpSession *session, const char *recipients,
                            GCancellable *cancellable);
