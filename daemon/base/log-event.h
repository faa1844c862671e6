/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The events for which the journal has an explanation: their MESSAGE_ID, by which
 * data/posthorn.catalog says what has happened and what to do. A test compares the two. It knows
 * nothing of how a line is written.
 */
#pragma once

/* A server refuses the login, or no password is known. */
#define LOG_SIGN_IN_NEEDED "8d5d996d10e8452aa7f99f4f24ab7a2a"
/* The Secret Service is locked or absent. */
#define LOG_KEYRING_CLOSED "16eb02e0501e4a5f9ec744d12a2fd084"
/* There is no trusted connection, for example as the certificate has changed. */
#define LOG_NOT_TRUSTED "3541c6eaf7a048fab2501433341ee360"
/* The cache of mail was damaged and is fetched again. */
#define LOG_DATABASE_SET_ASIDE "7fb641d638b64856a4e84887a6bb02d8"
/* A message is listed without its content. */
#define LOG_MESSAGE_UNPARSABLE "8f649d6511444fa1bfee6e6bcb27d442"
/* A message has not been sent, or not to everybody. */
#define LOG_SEND_FAILED "37371291dc8d49e6a8024cb8c9d2f1a6"
/* posthorn.conf has a mistake. */
#define LOG_CONFIGURATION_WRONG "c5b1d7befb8d46e7bd4ba8744b32bb05"
