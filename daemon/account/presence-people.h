/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who is logged in and who of them works, at one moment: a set of logins that is built in one pass
 * and then compared with the one before. It knows nothing of what made somebody be there.
 */
#pragma once

#include <glib.h>

typedef struct _PresencePeople PresencePeople;

PresencePeople *presence_people_new (void);
void presence_people_free (PresencePeople *people);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PresencePeople, presence_people_free)

/* EMPLOYEE is online; active stays who was once added as such. */
void presence_people_add (PresencePeople *people, GRefString *employee, gboolean active);

guint presence_people_count (PresencePeople *people);
gboolean presence_people_is_online (PresencePeople *people, const char *employee);
gboolean presence_people_is_active (PresencePeople *people, const char *employee);

/* Whether the same people are online, or active, in both. */
gboolean presence_people_same_online (PresencePeople *a, PresencePeople *b);
gboolean presence_people_same_active (PresencePeople *a, PresencePeople *b);

/* Logins, sorted. */
GStrv presence_people_list_online (PresencePeople *people);
GStrv presence_people_list_active (PresencePeople *people);
