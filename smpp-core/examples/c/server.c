/*
 * Accepts binds with a password, accepts each submit_sm, prints its text, and sends a receipt if one was asked for.
 *
 * Usage: server PORT PASSWORD CONNECTIONS
 * Prints "listening on PORT"; with port 0, the system picks one. Stops after CONNECTIONS connections have ended.
 */
#define _POSIX_C_SOURCE 200809L
#include "connection.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <unistd.h>

enum { CONNECTIONS = 8, RECEIPTS = 32, WINDOW = 10, INPUT = 4096, OUTPUT = 8192 };

/* A receipt that waits to be sent. */
struct pending {
    char id[16], from[32], to[32];
    uint8_t from_ton, from_npi, to_ton, to_npi;
    smpp_date date;
};

struct connection {
    int fd; /* -1: free */
    bool receives;
    smpp_link *link;
    struct pending receipts[RECEIPTS];
    unsigned first, count;
    unsigned char memory[SMPP_LINK_SIZE(WINDOW, WINDOW, INPUT, OUTPUT)];
};

static struct connection connections[CONNECTIONS];
static unsigned last_id;

static void copy(char *to, size_t size, smpp_bytes from) {
    snprintf(to, size, "%.*s", TEXT(from));
}

static smpp_date today(void) {
    time_t seconds = time(NULL);
    struct tm tm;
    gmtime_r(&seconds, &tm);
    return (smpp_date){(uint16_t)(tm.tm_year + 1900), (uint8_t)(tm.tm_mon + 1), (uint8_t)tm.tm_mday,
                       (uint8_t)tm.tm_hour, (uint8_t)tm.tm_min, (uint8_t)(tm.tm_sec % 60)};
}

static void on_bind(struct connection *connection, const smpp_event *event, const char *password) {
    smpp_bind bind;
    check(smpp_event_bind(event, &bind), "bind");
    bool known = bind.password.len == strlen(password)
        && memcmp(bind.password.data, password, bind.password.len) == 0;
    printf("bind of %.*s: %s\n", TEXT(bind.system_id), known ? "accepted" : "wrong password");
    if (known) {
        connection->receives = bind.command_id != SMPP_BIND_TRANSMITTER;
        check(smpp_link_accept_bind(connection->link, now_ms(), event->token, "C server"), "bind_resp");
    } else {
        check(smpp_link_refuse(connection->link, now_ms(), event->token, SMPP_ESME_RINVPASWD), "bind_resp");
    }
}

static void on_submit_sm(struct connection *connection, const smpp_event *event) {
    smpp_message message;
    char text[1024], id[16];
    size_t len;
    check(smpp_event_message(event, &message), "submit_sm");
    bool wants_receipt = connection->receives && (message.registered_delivery & 3) == SMPP_RECEIPT_REQUESTED;
    if (wants_receipt && connection->count == RECEIPTS) {
        check(smpp_link_refuse(connection->link, now_ms(), event->token, SMPP_ESME_RTHROTTLED), "refuse");
        return;
    }
    if (smpp_message_text(&message, text, sizeof text, &len) != SMPP_ERROR_NONE) {
        strcpy(text, "(binary)");
    }
    snprintf(id, sizeof id, "%u", ++last_id);
    printf("message %s to %.*s: %s\n", id, TEXT(message.destination_addr), text);
    if (wants_receipt) {
        struct pending *next = &connection->receipts[(connection->first + connection->count++) % RECEIPTS];
        copy(next->id, sizeof next->id, smpp_string(id));
        /* A receipt goes back: from the destination to the sender. */
        copy(next->from, sizeof next->from, message.destination_addr);
        copy(next->to, sizeof next->to, message.source_addr);
        next->from_ton = message.dest_addr_ton;
        next->from_npi = message.dest_addr_npi;
        next->to_ton = message.source_addr_ton;
        next->to_npi = message.source_addr_npi;
        next->date = today();
    }
    check(smpp_link_answer(connection->link, now_ms(), event->token, id), "submit_sm_resp");
}

static void send_receipts(struct connection *connection) {
    while (connection->count > 0 && smpp_link_can_send(connection->link)) {
        const struct pending *next = &connection->receipts[connection->first];
        smpp_message message = {0};
        smpp_receipt receipt = {.state = SMPP_STATE_DELIVERED, .error = 0};
        message.source_addr = smpp_string(next->from);
        message.source_addr_ton = next->from_ton;
        message.source_addr_npi = next->from_npi;
        message.destination_addr = smpp_string(next->to);
        message.dest_addr_ton = next->to_ton;
        message.dest_addr_npi = next->to_npi;
        memcpy(receipt.id, next->id, sizeof next->id);
        receipt.submit_date = receipt.done_date = next->date;
        smpp_error error = smpp_link_deliver_receipt(connection->link, now_ms(), &message, &receipt, 0, NULL);
        if (smpp_error_is_temporary(error)) {
            return;
        }
        check(error, "receipt");
        connection->first = (connection->first + 1) % RECEIPTS;
        connection->count--;
    }
}

static void serve(struct connection *connection, const char *password) {
    smpp_event event;
    smpp_link *link = connection->link;
    while (check(smpp_link_next(link, now_ms(), &event), "next"), event.kind != SMPP_EVENT_KIND_NONE) {
        if (event.kind == SMPP_EVENT_KIND_BIND) {
            on_bind(connection, &event, password);
        } else if (event.kind == SMPP_EVENT_KIND_MESSAGE && event.command_id == SMPP_SUBMIT_SM) {
            on_submit_sm(connection, &event);
        } else if (event.token != 0) {
            check(smpp_link_refuse(link, now_ms(), event.token, SMPP_ESME_RSYSERR), "refuse");
        }
    }
    send_receipts(connection);
}

static void accept_one(int listener) {
    int fd = accept(listener, NULL, NULL);
    if (fd < 0) {
        return;
    }
    for (size_t i = 0; i < CONNECTIONS; i++) {
        struct connection *free_one = &connections[i];
        if (free_one->fd < 0 && set_nonblocking(fd)) {
            smpp_config config = smpp_config_default(SMPP_SMSC);
            config.window = config.max_pending = WINDOW;
            config.input_size = INPUT;
            config.output_size = OUTPUT;
            check(smpp_link_init(free_one->memory, sizeof free_one->memory, &config, now_ms(), &free_one->link),
                  "init");
            free_one->fd = fd;
            free_one->receives = false;
            free_one->first = free_one->count = 0;
            return;
        }
    }
    close(fd); /* too many */
}

static int listen_on(uint16_t port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0
        || bind(fd, (struct sockaddr *)&address, size) != 0 || listen(fd, CONNECTIONS) != 0
        || getsockname(fd, (struct sockaddr *)&address, &size) != 0 || !set_nonblocking(fd)) {
        perror("listen");
        exit(1);
    }
    printf("listening on %u\n", ntohs(address.sin_port));
    return fd;
}

int main(int count, char **arguments) {
    if (count != 4) {
        fprintf(stderr, "usage: server PORT PASSWORD CONNECTIONS\n");
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    int listener = listen_on((uint16_t)atoi(arguments[1]));
    int left = atoi(arguments[3]);
    for (size_t i = 0; i < CONNECTIONS; i++) {
        connections[i].fd = -1;
    }
    for (int open = 0; left > 0 || open > 0;) {
        int timeout_ms = -1;
        struct pollfd waits[CONNECTIONS + 1];
        waits[CONNECTIONS] = (struct pollfd){.fd = left > 0 ? listener : -1, .events = POLLIN};
        for (size_t i = 0; i < CONNECTIONS; i++) {
            struct connection *connection = &connections[i];
            waits[i] = (struct pollfd){.fd = -1};
            if (connection->fd >= 0) {
                waits[i] = wait_for(connection->link, connection->fd, &timeout_ms);
            }
        }
        if (poll(waits, CONNECTIONS + 1, timeout_ms) < 0 && errno != EINTR) {
            perror("poll");
            return 1;
        }
        if (left > 0) {
            accept_one(listener);
        }
        open = 0;
        for (size_t i = 0; i < CONNECTIONS; i++) {
            struct connection *connection = &connections[i];
            if (connection->fd < 0) {
                continue;
            }
            transfer(connection->link, connection->fd);
            serve(connection, arguments[2]);
            if (left <= 0) {
                check(smpp_link_shutdown(connection->link, now_ms()), "shutdown");
            }
            if (smpp_link_is_done(connection->link)) {
                close(connection->fd);
                connection->fd = -1;
                left--;
            } else {
                open++;
            }
        }
    }
    close(listener);
    return 0;
}
