/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a message on its way out comes from. It knows nothing else of the message.
 */
#pragma once

typedef enum
{
  OUTBOX_MESSAGE, /* a person or a program wrote it */
  OUTBOX_ROUTED,  /* it came, and is sent on as it is; no copy of it is filed */
} OutboxKind;
