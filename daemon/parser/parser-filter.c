/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parser-filter.h"

#if defined(__x86_64__) || defined(__aarch64__)

#include "sanitizer.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef __x86_64__
#define ARCHITECTURE AUDIT_ARCH_X86_64
#else
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

/* Calls of the x32 kind have numbers above this; aarch64 has none there. */
#define NUMBERS_END 0x40000000

#define INSTRUCTIONS_MAX 512

#define ALLOW  SECCOMP_RET_ALLOW
#define REFUSE (SECCOMP_RET_ERRNO | EACCES)

/* A file that is opened to be written, made or cut. */
#define WRITING (O_ACCMODE | O_CREAT | O_TRUNC)

typedef struct
{
  guint32 number;
  guint32 action;
  guint32 argument; /* it applies when ARGUMENT & MASK == VALUE; MASK 0: always */
  guint32 mask;
  guint32 value;
} Rule;

/* Linux gives process and thread, which the leak detector looks at, to whoever may trace them. */
static const Rule sanitizer_rules[] = {
  { __NR_mmap, REFUSE, 3, MAP_ANONYMOUS, 0 }, /* a module that could be opened */
  { __NR_openat, ALLOW, 2, WRITING, O_RDONLY },
#ifdef __NR_open
  { __NR_open, ALLOW, 1, WRITING, O_RDONLY },
  { __NR_getdents, ALLOW },
  { __NR_readlink, ALLOW },
  { __NR_stat, ALLOW },
  { __NR_access, ALLOW },
#endif
  { __NR_readlinkat, ALLOW },
  { __NR_newfstatat, ALLOW },
  { __NR_clone, ALLOW, 0, CLONE_VM | CLONE_UNTRACED, CLONE_VM | CLONE_UNTRACED },
  { __NR_ptrace, ALLOW },
  { __NR_wait4, ALLOW },
  { __NR_prctl, ALLOW },
  { __NR_sigaltstack, ALLOW },
  { __NR_getdents64, ALLOW },
  { __NR_lseek, ALLOW },
  { __NR_getppid, ALLOW },
  { __NR_sched_yield, ALLOW },
};

static const Rule rules[] = {
  { __NR_read, ALLOW },
  { __NR_readv, ALLOW },
  { __NR_write, ALLOW },
  { __NR_writev, ALLOW },
  { __NR_close, ALLOW },
  { __NR_fstat, ALLOW },
  { __NR_brk, ALLOW },
  { __NR_mmap, ALLOW, 2, PROT_EXEC, 0 },
  { __NR_mprotect, ALLOW, 2, PROT_EXEC, 0 },
  { __NR_munmap, ALLOW },
  { __NR_mremap, ALLOW },
  { __NR_madvise, ALLOW },
  { __NR_futex, ALLOW },
  { __NR_clock_gettime, ALLOW },
  { __NR_gettimeofday, ALLOW },
  { __NR_setitimer, ALLOW },
  { __NR_rt_sigaction, ALLOW },
  { __NR_rt_sigprocmask, ALLOW },
  { __NR_rt_sigreturn, ALLOW },
  { __NR_restart_syscall, ALLOW },
  { __NR_getpid, ALLOW },
  { __NR_gettid, ALLOW },
  { __NR_getrandom, ALLOW },
  { __NR_sysinfo, ALLOW },
  { __NR_exit, ALLOW },
  { __NR_exit_group, ALLOW },
  { __NR_openat, REFUSE, 2, WRITING, O_RDONLY },
  { __NR_newfstatat, REFUSE },
  { __NR_faccessat, REFUSE },
  { __NR_readlinkat, REFUSE },
  { __NR_ioctl, REFUSE },
#ifdef __NR_open
  { __NR_open, REFUSE, 1, WRITING, O_RDONLY },
  { __NR_stat, REFUSE },
  { __NR_access, REFUSE },
  { __NR_readlink, REFUSE },
  { __NR_time, ALLOW },
#endif
};

typedef struct
{
  struct sock_filter instructions[INSTRUCTIONS_MAX];
  gushort length;
} Program;

static void
add (Program *program, gushort code, guint32 operand, guchar if_true, guchar if_false)
{
  struct sock_filter instruction = { code, if_true, if_false, operand };

  g_assert (program->length < INSTRUCTIONS_MAX);
  program->instructions[program->length++] = instruction;
}

static void
add_load (Program *program, gsize offset)
{
  add (program, BPF_LD | BPF_W | BPF_ABS, (guint32) offset, 0, 0);
}

static void
add_end (Program *program, guint32 action)
{
  add (program, BPF_RET | BPF_K, action, 0, 0);
}

/* The number of the call is loaded before and after. Of an argument its lower half is compared:
 * the calls asked about take an int there. */
static void
add_rule (Program *program, const Rule *rule)
{
  gsize argument = offsetof (struct seccomp_data, args) + rule->argument * sizeof (guint64);

  add (program, BPF_JMP | BPF_JEQ | BPF_K, rule->number, 0, rule->mask ? 5 : 1);
  if (rule->mask)
    {
      add_load (program, argument);
      add (program, BPF_ALU | BPF_AND | BPF_K, rule->mask, 0, 0);
      add (program, BPF_JMP | BPF_JEQ | BPF_K, rule->value, 0, 1);
    }
  add_end (program, rule->action);
  if (rule->mask)
    add_load (program, offsetof (struct seccomp_data, nr));
}

static void
write_program (Program *program)
{
  add_load (program, offsetof (struct seccomp_data, arch));
  add (program, BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
  add_end (program, SECCOMP_RET_KILL_PROCESS);
  add_load (program, offsetof (struct seccomp_data, nr));
  add (program, BPF_JMP | BPF_JGE | BPF_K, NUMBERS_END, 0, 1);
  add_end (program, SECCOMP_RET_KILL_PROCESS);
  for (guint i = 0; IS_SANITIZED && i < G_N_ELEMENTS (sanitizer_rules); i++)
    add_rule (program, &sanitizer_rules[i]);
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    add_rule (program, &rules[i]);
  add_end (program, SECCOMP_RET_KILL_PROCESS);
}

gboolean
parser_filter_apply (void)
{
  Program program = { .length = 0 };
  struct sock_fprog filter;

  write_program (&program);
  filter.len = program.length;
  filter.filter = program.instructions;
  return syscall (__NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter) == 0
         || errno == ENOSYS;
}

#else

gboolean
parser_filter_apply (void)
{
  return TRUE;
}

#endif
