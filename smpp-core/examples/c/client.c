/*
 * Binds, submits a text and asks for receipts, prints responses and receipts, and unbinds.
 *
 * Usage: client HOST PORT SYSTEM_ID PASSWORD FROM TO TEXT
 * Exit status: 0 if each segment was accepted and delivered.
 */
#define _POSIX_C_SOURCE 200809L
#include "connection.h"
#include <netdb.h>
#include <unistd.h>

enum { WINDOW = 10, INPUT = 4096, OUTPUT = 4096, PATIENCE_MS = 30000 };

static unsigned char memory[SMPP_LINK_SIZE(WINDOW, WINDOW, INPUT, OUTPUT)];

/* The text that is being sent, and its progress. */
struct job {
    const char *from, *to, *text;
    uint8_t total, sent, answered, accepted, received, delivered;
    bool failed, ending;
};

static int connect_to(const char *host, const char *port) {
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM}, *list, *entry;
    int fd = -1;
    if (getaddrinfo(host, port, &hints, &list) != 0) {
        return -1;
    }
    for (entry = list; entry != NULL && fd < 0; entry = entry->ai_next) {
        fd = socket(entry->ai_family, entry->ai_socktype, entry->ai_protocol);
        if (fd >= 0 && connect(fd, entry->ai_addr, entry->ai_addrlen) != 0) {
            close(fd);
            fd = -1;
        }
    }
    freeaddrinfo(list);
    return fd;
}

/* Submits segments while the link takes them. The number of a segment is its value. */
static void submit(smpp_link *link, struct job *job) {
    uint8_t octets[SMPP_SEGMENT_SIZE];
    while (job->sent < job->total && smpp_link_can_send(link)) {
        smpp_message message = {0};
        uint8_t number = (uint8_t)(job->sent + 1);
        message.source_addr = smpp_string(job->from);
        message.source_addr_ton = 5; /* letters */
        message.destination_addr = smpp_string(job->to);
        message.dest_addr_ton = 1; /* international */
        message.dest_addr_npi = 1;
        message.registered_delivery = SMPP_RECEIPT_REQUESTED;
        check(smpp_text_segment(job->text, strlen(job->text), 42, number, octets, sizeof octets, &message),
              "segment");
        smpp_error error = smpp_link_submit_sm(link, now_ms(), &message, number, NULL);
        if (smpp_error_is_temporary(error)) {
            return;
        }
        check(error, "submit_sm");
        job->sent = number;
    }
}

static void print_message(const smpp_message *message) {
    char text[1024];
    size_t len;
    if (smpp_message_text(message, text, sizeof text, &len) == SMPP_ERROR_NONE) {
        printf("message from %.*s: %s\n", TEXT(message->source_addr), text);
    }
}

/* A message, or a receipt for one of ours. */
static void received(smpp_link *link, const smpp_event *event, struct job *job) {
    smpp_message message;
    smpp_receipt receipt;
    check(smpp_event_message(event, &message), "message");
    if (smpp_message_receipt(&message, &receipt) != SMPP_ERROR_NONE || !receipt.is_trusted) {
        print_message(&message);
    } else {
        printf("receipt for id %s: %.*s\n", receipt.id, TEXT(smpp_state_name(receipt.state)));
        job->received = (uint8_t)(job->received + receipt.is_final);
        job->delivered = (uint8_t)(job->delivered + (receipt.state == SMPP_STATE_DELIVERED));
    }
    check(smpp_link_answer(link, now_ms(), event->token, NULL), "deliver_sm_resp");
}

static void handle(smpp_link *link, const smpp_event *event, struct job *job) {
    smpp_bytes id;
    switch (event->kind) {
    case SMPP_EVENT_KIND_BOUND:
        printf("bound\n");
        break;
    case SMPP_EVENT_KIND_BIND_REFUSED:
        printf("bind refused: %.*s%s\n", TEXT(smpp_status_name(event->command_status)),
               smpp_bind_status_is_temporary(event->command_status) ? ", try again later" : "");
        job->failed = true;
        break;
    case SMPP_EVENT_KIND_RESPONSE:
        printf("segment %u: %.*s", (unsigned)event->value, TEXT(smpp_status_name(event->command_status)));
        job->answered++;
        if (event->command_status == SMPP_ESME_ROK) {
            job->accepted++;
            check(smpp_event_message_id(event, &id), "message_id");
            printf(", id %.*s", TEXT(id));
        }
        printf("\n");
        break;
    case SMPP_EVENT_KIND_NO_RESPONSE:
        printf("segment %u: not known whether it was accepted\n", (unsigned)event->value);
        job->answered++;
        break;
    case SMPP_EVENT_KIND_MESSAGE:
        received(link, event, job);
        break;
    case SMPP_EVENT_KIND_REQUEST:
        check(smpp_link_refuse(link, now_ms(), event->token, SMPP_ESME_RSYSERR), "refuse");
        break;
    case SMPP_EVENT_KIND_CLOSED:
        printf("closed%s\n", event->close_reason == SMPP_CLOSE_REASON_UNBOUND ? " after unbind" : "");
        break;
    default:
        break;
    }
}

int main(int count, char **arguments) {
    if (count != 8) {
        fprintf(stderr, "usage: client HOST PORT SYSTEM_ID PASSWORD FROM TO TEXT\n");
        return 2;
    }
    struct job job = {.from = arguments[5], .to = arguments[6], .text = arguments[7]};
    check(smpp_text_segments(job.text, strlen(job.text), &job.total), "text");
    int fd = connect_to(arguments[1], arguments[2]);
    if (fd < 0 || !set_nonblocking(fd)) {
        perror("connect");
        return 1;
    }

    smpp_config config = smpp_config_default(SMPP_ESME);
    config.window = config.max_pending = WINDOW;
    config.input_size = INPUT;
    config.output_size = OUTPUT;
    smpp_link *link;
    check(smpp_link_init(memory, sizeof memory, &config, now_ms(), &link), "init");
    smpp_bind bind = {.command_id = SMPP_BIND_TRANSCEIVER};
    bind.system_id = smpp_string(arguments[3]);
    bind.password = smpp_string(arguments[4]);
    check(smpp_link_bind(link, now_ms(), &bind), "bind");

    uint64_t deadline = now_ms() + PATIENCE_MS;
    for (;;) {
        smpp_event event;
        while (check(smpp_link_next(link, now_ms(), &event), "next"), event.kind != SMPP_EVENT_KIND_NONE) {
            handle(link, &event, &job);
        }
        submit(link, &job);
        bool complete = job.answered == job.total && job.received >= job.accepted;
        if (!job.ending && (complete || job.failed || now_ms() >= deadline)) {
            job.ending = true;
            check(smpp_link_shutdown(link, now_ms()), "shutdown");
        }
        if (!job.ending) {
            smpp_link_wake_at(link, deadline);
        }
        if (smpp_link_is_done(link)) {
            break;
        }
        int timeout_ms = -1;
        struct pollfd wait = wait_for(link, fd, &timeout_ms);
        if (poll(&wait, 1, timeout_ms) < 0 && errno != EINTR) {
            perror("poll");
            return 1;
        }
        transfer(link, fd);
    }
    close(fd);
    return job.delivered == job.total ? 0 : 1;
}
