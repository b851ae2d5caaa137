/* The connection of a link: a socket, poll() and a clock. */
#ifndef CONNECTION_H
#define CONNECTION_H

#include "include/smpp.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

/* Prints strings with a length: printf("%.*s", TEXT(bytes)). */
#define TEXT(bytes) (int)(bytes).len, (const char *)(bytes).data

static inline uint64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Ends the program if a call failed. */
static inline void check(smpp_error error, const char *what) {
    if (error != SMPP_ERROR_NONE) {
        fprintf(stderr, "%s: %s\n", what, smpp_error_text(error));
        exit(1);
    }
}

static inline bool set_nonblocking(int fd) {
    int flags = fcntl(fd, F_GETFL);
    return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) >= 0;
}

static inline bool try_again(void) {
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

/* What poll() has to wait for. Makes *timeout_ms smaller if the link has a timer that runs out earlier. */
static inline struct pollfd wait_for(smpp_link *link, int fd, int *timeout_ms) {
    uint64_t now = now_ms();
    struct pollfd wait = {.fd = -1}; /* which poll() ignores */
    smpp_io io;
    check(smpp_link_io(link, now, &io), "io");
    wait.events = (short)((io.read != NULL ? POLLIN : 0) | (io.write_len > 0 ? POLLOUT : 0));
    if (wait.events != 0) {
        wait.fd = fd;
    }
    if (io.wake_ms != SMPP_NEVER) {
        uint64_t left = io.wake_ms > now ? io.wake_ms - now : 0;
        if (*timeout_ms < 0 || left < (uint64_t)*timeout_ms) {
            *timeout_ms = left < INT_MAX ? (int)left : INT_MAX;
        }
    }
    return wait;
}

/* Writes and reads what the connection takes and has. */
static inline void transfer(smpp_link *link, int fd) {
    smpp_io io;
    check(smpp_link_io(link, now_ms(), &io), "io");
    if (io.write_len > 0) {
        ssize_t count = send(fd, io.write, io.write_len, MSG_NOSIGNAL);
        if (count > 0) {
            smpp_link_wrote(link, (size_t)count);
        } else if (!try_again()) {
            smpp_link_wrote(link, 0);
        }
    }
    check(smpp_link_io(link, now_ms(), &io), "io");
    if (io.read != NULL) {
        ssize_t count = recv(fd, io.read, io.read_size, 0);
        if (count > 0) {
            smpp_link_filled(link, (size_t)count);
        } else if (count == 0 || !try_again()) {
            smpp_link_filled(link, 0);
        }
    }
}

#endif
