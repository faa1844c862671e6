/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether this build is watched by the address sanitizer, which traces the process at its end and
 * maps terabytes: what hardens a process against that must be left out then, and nothing else.
 */
#pragma once

#if defined(__SANITIZE_ADDRESS__)
#define IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define IS_SANITIZED 1
#endif
#endif
#ifndef IS_SANITIZED
#define IS_SANITIZED 0
#endif
