// What glibc declares for _GNU_SOURCE or _XOPEN_SOURCE only, and Swift's module of it therefore lacks:
// posix_spawn(3) of glibc 2.34 and later, posix_openpt(3), ptsname(3), pipe2(2), prlimit(2).
#include <spawn.h>
#include <stddef.h>
#include <sys/resource.h>
#ifndef POSIX_SPAWN_SETSID
#define POSIX_SPAWN_SETSID 0x80
#endif
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *, const char *);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
int pipe2(int[2], int);
int prlimit(pid_t, int, const struct rlimit *, struct rlimit *);
int posix_openpt(int);
int grantpt(int);
int unlockpt(int);
int ptsname_r(int, char *, size_t);
