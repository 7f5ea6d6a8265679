/*
 * Runs a program and lets chosen system calls of it fail, or kills it before one: what a runtime does
 * inside SQLite or in its own thread pool cannot be failed from JavaScript. The kernel itself asks
 * before each call (seccomp user notification): all threads in one order, and whether or not the call is
 * made through a libc, which a preloaded library would depend on.
 *
 *   faulty_calls --log FILE [--fault change:57:kill] [--fault look:3:EIO] [--port 4000]
 *     --below /folder -- program arguments
 *
 * Counted are calls on files below the folders and on connections to the ports of this machine, in two
 * rows: a `change` alters a disk or sends something, a `look` does not. The log gets a line a call,
 * `change 57 pwrite64 /folder/file`, and a line `fired change 57 kill` for each fault.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__x86_64__)
#define THIS_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define THIS_ARCH AUDIT_ARCH_AARCH64
#else
#error "only x86-64 and arm64 are known here"
#endif

/* Where the program's side of the way to us lies while it starts. */
#define CONTROL_FD 1000
#define MAX_NAMES 16
#define MAX_SOCKETS 4096
/* Of the program and of us: how a call that must not be made is told. */
#define BROKEN 99

enum row { CHANGE, LOOK, ROWS };
static const char *const ROW_NAMES[ROWS] = {"change", "look"};

enum special { PLAIN, OPENS, OPENS2, CONNECTS, LOCKS, CLONES };

/* A call; numbers of its arguments, -1: it has none of that kind. */
struct call {
  int nr;
  const char *name;
  enum row row;
  int at1, path1, at2, path2, fd;
  enum special special;
};

#define C(name) __NR_##name, #name
static const struct call CALLS[] = {
#ifdef __NR_open
    {C(open), CHANGE, -1, 0, -1, -1, -1, OPENS},
    {C(creat), CHANGE, -1, 0, -1, -1, -1, PLAIN},
    {C(mkdir), CHANGE, -1, 0, -1, -1, -1, PLAIN},
    {C(rmdir), CHANGE, -1, 0, -1, -1, -1, PLAIN},
    {C(link), CHANGE, -1, 0, -1, 1, -1, PLAIN},
    {C(symlink), CHANGE, -1, 1, -1, -1, -1, PLAIN},
    {C(unlink), CHANGE, -1, 0, -1, -1, -1, PLAIN},
    {C(rename), CHANGE, -1, 0, -1, 1, -1, PLAIN},
    {C(chmod), CHANGE, -1, 0, -1, -1, -1, PLAIN},
    {C(chown), CHANGE, -1, 0, -1, -1, -1, PLAIN},
    {C(utimes), CHANGE, -1, 0, -1, -1, -1, PLAIN},
    {C(stat), LOOK, -1, 0, -1, -1, -1, PLAIN},
    {C(lstat), LOOK, -1, 0, -1, -1, -1, PLAIN},
    {C(access), LOOK, -1, 0, -1, -1, -1, PLAIN},
    {C(readlink), LOOK, -1, 0, -1, -1, -1, PLAIN},
    {C(renameat), CHANGE, 0, 1, 2, 3, -1, PLAIN},
#endif
    {C(openat), CHANGE, 0, 1, -1, -1, -1, OPENS},
    {C(openat2), CHANGE, 0, 1, -1, -1, -1, OPENS2},
    {C(mkdirat), CHANGE, 0, 1, -1, -1, -1, PLAIN},
    {C(linkat), CHANGE, 0, 1, 2, 3, -1, PLAIN},
    {C(symlinkat), CHANGE, 1, 2, -1, -1, -1, PLAIN},
    {C(unlinkat), CHANGE, 0, 1, -1, -1, -1, PLAIN},
    {C(renameat2), CHANGE, 0, 1, 2, 3, -1, PLAIN},
    {C(fchmodat), CHANGE, 0, 1, -1, -1, -1, PLAIN},
    {C(fchownat), CHANGE, 0, 1, -1, -1, -1, PLAIN},
    {C(utimensat), CHANGE, 0, 1, -1, -1, -1, PLAIN},
    {C(truncate), CHANGE, -1, 0, -1, -1, -1, PLAIN},
    {C(write), CHANGE, -1, -1, -1, -1, 0, PLAIN},
    {C(writev), CHANGE, -1, -1, -1, -1, 0, PLAIN},
    {C(pwrite64), CHANGE, -1, -1, -1, -1, 0, PLAIN},
    {C(pwritev), CHANGE, -1, -1, -1, -1, 0, PLAIN},
    {C(pwritev2), CHANGE, -1, -1, -1, -1, 0, PLAIN},
    {C(copy_file_range), CHANGE, -1, -1, -1, -1, 2, PLAIN},
    {C(sendfile), CHANGE, -1, -1, -1, -1, 0, PLAIN},
    {C(splice), CHANGE, -1, -1, -1, -1, 2, PLAIN},
    {C(ftruncate), CHANGE, -1, -1, -1, -1, 0, PLAIN},
    {C(fallocate), CHANGE, -1, -1, -1, -1, 0, PLAIN},
    {C(fsync), CHANGE, -1, -1, -1, -1, 0, PLAIN},
    {C(fdatasync), CHANGE, -1, -1, -1, -1, 0, PLAIN},
    {C(fchmod), CHANGE, -1, -1, -1, -1, 0, PLAIN},
    {C(fchown), CHANGE, -1, -1, -1, -1, 0, PLAIN},
    {C(ioctl), CHANGE, -1, -1, -1, -1, 0, CLONES},
    {C(connect), CHANGE, -1, -1, -1, -1, 0, CONNECTS},
    {C(sendto), CHANGE, -1, -1, -1, -1, 0, PLAIN},
    {C(sendmsg), CHANGE, -1, -1, -1, -1, 0, PLAIN},
    {C(read), LOOK, -1, -1, -1, -1, 0, PLAIN},
    {C(readv), LOOK, -1, -1, -1, -1, 0, PLAIN},
    {C(pread64), LOOK, -1, -1, -1, -1, 0, PLAIN},
    {C(preadv), LOOK, -1, -1, -1, -1, 0, PLAIN},
    {C(preadv2), LOOK, -1, -1, -1, -1, 0, PLAIN},
    {C(recvfrom), LOOK, -1, -1, -1, -1, 0, PLAIN},
    {C(recvmsg), LOOK, -1, -1, -1, -1, 0, PLAIN},
    {C(getdents64), LOOK, -1, -1, -1, -1, 0, PLAIN},
    {C(fstat), LOOK, -1, -1, -1, -1, 0, PLAIN},
    {C(fcntl), LOOK, -1, -1, -1, -1, 0, LOCKS},
    {C(newfstatat), LOOK, 0, 1, -1, -1, -1, PLAIN},
    {C(statx), LOOK, 0, 1, -1, -1, -1, PLAIN},
    {C(faccessat), LOOK, 0, 1, -1, -1, -1, PLAIN},
    {C(faccessat2), LOOK, 0, 1, -1, -1, -1, PLAIN},
    {C(readlinkat), LOOK, 0, 1, -1, -1, -1, PLAIN},
};
#define CALL_COUNT ((int)(sizeof CALLS / sizeof CALLS[0]))

struct fault {
  enum row row;
  long at;
  int error; /* 0: kill */
};

static struct fault faults[MAX_NAMES];
static int fault_count;
static const char *folders[MAX_NAMES];
static int folder_count;
static int ports[MAX_NAMES];
static int port_count;
static unsigned long sockets[MAX_SOCKETS];
static int socket_count;
static long counts[ROWS];
static FILE *log_file;
static pid_t child;

static void give_up(const char *what) {
  fprintf(stderr, "faulty_calls: %s: %s\n", what, strerror(errno));
  if (child > 0) kill(child, SIGKILL);
  exit(BROKEN);
}

/* The program's side: the kernel asks us before each of the calls from here on. */
static void start_program(char **command) {
  struct sock_filter code[CALL_COUNT + 12];
  int n = 0;
  code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
  code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, THIS_ARCH, 1, 0);
  code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
  code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
  /* What is asked of the kernel through a ring passes us by. */
  code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_io_uring_setup, 0, 1);
  code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS);
  for (int at = 0; at < CALL_COUNT; at++)
    code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)CALLS[at].nr,
                                             (unsigned char)(CALL_COUNT - at), 0);
  code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  /* The listener itself is handed over by a call that we could not answer yet. */
  code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0]));
  code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, CONTROL_FD, 0, 1);
  code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
  struct sock_fprog filter = {(unsigned short)n, code};
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) give_up("no_new_privs");
  unsigned flags = SECCOMP_FILTER_FLAG_NEW_LISTENER;
  /* A signal must not let one call be asked about twice. */
#ifdef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
  flags |= SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
#endif
  int listener = (int)syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, flags, &filter);
  if (listener < 0) _exit(BROKEN);
  char byte = 0, space[CMSG_SPACE(sizeof(int))] = {0};
  struct iovec part = {&byte, 1};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
  struct cmsghdr *head = CMSG_FIRSTHDR(&message);
  *head = (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
  memcpy(CMSG_DATA(head), &listener, sizeof listener);
  if (sendmsg(CONTROL_FD, &message, 0) != 1) _exit(BROKEN);
  close(listener);
  close(CONTROL_FD);
  execvp(command[0], command);
  _exit(127);
}

static int receive_listener(int from) {
  char byte, space[CMSG_SPACE(sizeof(int))];
  struct iovec part = {&byte, 1};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
  int listener = -1;
  if (recvmsg(from, &message, MSG_CMSG_CLOEXEC) != 1 || CMSG_FIRSTHDR(&message) == NULL) {
    fprintf(stderr, "faulty_calls: this system does not let a program be watched so\n");
    exit(BROKEN);
  }
  memcpy(&listener, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof listener);
  return listener;
}

/* Bytes of the program's memory; how many could be read. */
static ssize_t peek(pid_t pid, unsigned long from, void *to, size_t bytes) {
  char name[64];
  snprintf(name, sizeof name, "/proc/%d/mem", pid);
  int fd = open(name, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  ssize_t got = pread(fd, to, bytes, (off_t)from);
  close(fd);
  return got;
}

static void read_link(pid_t pid, int fd, char *to, size_t bytes) {
  char name[64];
  if (fd == AT_FDCWD) snprintf(name, sizeof name, "/proc/%d/cwd", pid);
  else snprintf(name, sizeof name, "/proc/%d/fd/%d", pid, fd);
  ssize_t length = readlink(name, to, bytes - 1);
  to[length < 0 ? 0 : length] = 0;
}

static void read_path(pid_t pid, int at, unsigned long from, char *to, size_t bytes) {
  char path[4096];
  ssize_t got = from == 0 ? 0 : peek(pid, from, path, sizeof path - 1);
  path[got < 0 ? 0 : got] = 0;
  if (path[0] == '/') {
    snprintf(to, bytes, "%s", path);
    return;
  }
  read_link(pid, at, to, bytes);
  size_t length = strlen(to);
  if (path[0] != 0) snprintf(to + length, bytes - length, "/%s", path);
}

static int is_below(const char *path) {
  for (int at = 0; at < folder_count; at++) {
    size_t length = strlen(folders[at]);
    if (strncmp(path, folders[at], length) == 0 && (path[length] == 0 || path[length] == '/')) return 1;
  }
  return 0;
}

static unsigned long socket_of(const char *link) {
  return strncmp(link, "socket:[", 8) == 0 ? strtoul(link + 8, NULL, 10) : 0;
}

static int is_known(unsigned long number) {
  for (int at = 0; number != 0 && at < socket_count; at++)
    if (sockets[at] == number) return 1;
  return 0;
}

/* A connection to one of the ports is known from here on. */
static int connects(pid_t pid, const __u64 *args, const char *link) {
  struct sockaddr_in6 address = {0};
  if (peek(pid, args[1], &address, sizeof address < args[2] ? sizeof address : args[2]) < 4) return 0;
  if (address.sin6_family != AF_INET && address.sin6_family != AF_INET6) return 0;
  unsigned long number = socket_of(link);
  for (int at = 0; at < port_count; at++) {
    if (ntohs(address.sin6_port) != ports[at]) continue;
    if (!is_known(number) && socket_count < MAX_SOCKETS) sockets[socket_count++] = number;
    return 1;
  }
  return 0;
}

/* In which row a call counts, ROWS: in none; `what` gets the path or what the connection is called. */
static enum row row_of(const struct call *call, pid_t pid, const __u64 *args, char *what, size_t bytes) {
  enum row row = call->row;
  if (call->special == LOCKS && args[1] != F_SETLK && args[1] != F_SETLKW && args[1] != F_OFD_SETLK) return ROWS;
  if (call->special == CLONES && args[1] != FICLONE) return ROWS;
  if (call->fd >= 0) {
    read_link(pid, (int)args[call->fd], what, bytes);
    if (call->special == CONNECTS) return connects(pid, args, what) ? row : ROWS;
    return is_below(what) || is_known(socket_of(what)) ? row : ROWS;
  }
  read_path(pid, call->at1 < 0 ? AT_FDCWD : (int)args[call->at1], args[call->path1], what, bytes);
  int is_watched = is_below(what);
  if (!is_watched && call->path2 >= 0) {
    read_path(pid, call->at2 < 0 ? AT_FDCWD : (int)args[call->at2], args[call->path2], what, bytes);
    is_watched = is_below(what);
  }
  if (!is_watched) return ROWS;
  __u64 flags = O_WRONLY;
  if (call->special == OPENS) flags = args[call->path1 + 1];
  if (call->special == OPENS2) peek(pid, args[2], &flags, sizeof flags);
  return (flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) != 0 ? row : LOOK;
}

/* What becomes of a call: 0: it is made, else an error; -1: the program is dead. */
static int decide(const struct seccomp_notif *asked) {
  const struct call *call = NULL;
  for (int at = 0; at < CALL_COUNT && call == NULL; at++)
    if (CALLS[at].nr == asked->data.nr) call = &CALLS[at];
  if (call == NULL) return 0;
  char what[8192];
  enum row row = row_of(call, (pid_t)asked->pid, asked->data.args, what, sizeof what);
  if (row == ROWS) return 0;
  long number = ++counts[row];
  fprintf(log_file, "%s %ld %s %s\n", ROW_NAMES[row], number, call->name, what);
  for (int at = 0; at < fault_count; at++) {
    if (faults[at].row != row || faults[at].at != number) continue;
    int error = faults[at].error;
    const char *kind = error == 0 ? "kill" : error == EIO ? "EIO" : "ENOSPC";
    fprintf(log_file, "fired %s %ld %s\n", ROW_NAMES[row], number, kind);
    if (error != 0) return error;
    kill(child, SIGKILL);
    return -1;
  }
  return 0;
}

static void pass_on(int signal_number) {
  if (child > 0) kill(child, signal_number);
}

static void watch(int listener) {
  int over = (int)syscall(__NR_pidfd_open, child, 0);
  if (over < 0) give_up("pidfd_open");
#ifdef SECCOMP_IOCTL_NOTIF_SET_FLAGS
  ioctl(listener, SECCOMP_IOCTL_NOTIF_SET_FLAGS, SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP);
#endif
  struct pollfd both[2] = {{listener, POLLIN, 0}, {over, POLLIN, 0}};
  int is_dead = 0;
  while (both[1].revents == 0) {
    if (poll(is_dead ? both + 1 : both, is_dead ? 1 : 2, -1) < 0 && errno != EINTR) give_up("poll");
    if (is_dead || (both[0].revents & POLLIN) == 0) continue;
    struct seccomp_notif asked = {0};
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &asked) != 0) continue;
    int error = decide(&asked);
    is_dead = error < 0;
    if (is_dead) continue;
    struct seccomp_notif_resp answer = {.id = asked.id, .error = -error};
    if (error == 0) answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
  }
}

static void read_fault(const char *text) {
  char row[8], kind[8];
  struct fault *fault = &faults[fault_count++];
  if (fault_count > MAX_NAMES || sscanf(text, "%7[a-z]:%ld:%7s", row, &fault->at, kind) != 3) exit(BROKEN);
  fault->row = strcmp(row, "look") == 0 ? LOOK : CHANGE;
  fault->error = strcmp(kind, "ENOSPC") == 0 ? ENOSPC : strcmp(kind, "EIO") == 0 ? EIO : 0;
}

int main(int argc, char **argv) {
  int at = 1;
  for (; at + 1 < argc && strcmp(argv[at], "--") != 0; at += 2) {
    const char *value = argv[at + 1];
    if (strcmp(argv[at], "--log") == 0) log_file = fopen(value, "we");
    else if (strcmp(argv[at], "--fault") == 0) read_fault(value);
    else if (strcmp(argv[at], "--port") == 0 && port_count < MAX_NAMES) ports[port_count++] = atoi(value);
    else if (strcmp(argv[at], "--below") == 0 && folder_count < MAX_NAMES) folders[folder_count++] = value;
    else exit(BROKEN);
  }
  if (log_file == NULL || at + 1 >= argc) give_up("--log FILE … -- program");
  /* Whoever ends us must still find what was seen. */
  setvbuf(log_file, NULL, _IOLBF, 0);
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) give_up("socketpair");
  child = fork();
  if (child < 0) give_up("fork");
  if (child == 0) {
    fclose(log_file);
    if (dup2(ends[1], CONTROL_FD) < 0) _exit(BROKEN);
    start_program(argv + at + 1);
  }
  close(ends[1]);
  signal(SIGTERM, pass_on);
  signal(SIGINT, pass_on);
  watch(receive_listener(ends[0]));
  int status;
  if (waitpid(child, &status, 0) != child) give_up("waitpid");
  fclose(log_file);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
