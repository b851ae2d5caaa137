/*
 * Wrong calls. Each returns an error, and none reads or writes out of bounds: run it under valgrind.
 * The memory has exactly the size that smpp_link_size() returns, at any alignment.
 */
#include "include/smpp.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned wrong;

static void expect(long is, long wanted, const char *what, int line) {
    if (is != wanted) {
        printf("misuse.c:%d: %s: %ld instead of %ld\n", line, what, is, wanted);
        wrong++;
    }
}

#define IS(call, wanted) expect((long)(call), (long)(wanted), #call, __LINE__)

/* A link in memory of its own, which starts offset octets after an aligned address. */
static smpp_link *new_link_of(uint32_t side, uint32_t version, size_t offset, void **memory) {
    smpp_config config = smpp_config_default(side);
    smpp_link *link = NULL;
    config.version = version;
    config.window = config.max_pending = 2;
    config.input_size = config.output_size = 512;
    config.pending_timeout_ms = 1000;
    size_t size = smpp_link_size(&config);
    *memory = malloc(size + offset);
    IS(smpp_link_init((char *)*memory + offset, size, &config, 0, &link), SMPP_ERROR_NONE);
    return link;
}

static smpp_link *new_link(uint32_t side, size_t offset, void **memory) {
    return new_link_of(side, SMPP_V34, offset, memory);
}

static void copy(smpp_link *from, smpp_link *to, uint64_t now) {
    smpp_io out, in;
    smpp_link_io(from, now, &out);
    smpp_link_io(to, now, &in);
    size_t count = out.write_len < in.read_size ? out.write_len : in.read_size;
    if (count > 0) {
        memcpy(in.read, out.write, count);
        smpp_link_filled(to, count);
        smpp_link_wrote(from, count);
    }
}

/* The next event of this kind. */
static smpp_event until(smpp_link *link, smpp_link *peer, smpp_event_kind kind, uint64_t now) {
    smpp_event event = {0};
    for (int round = 0; round < 100; round++) {
        while (smpp_link_next(link, now, &event) == SMPP_ERROR_NONE && event.kind != SMPP_EVENT_KIND_NONE) {
            if (event.kind == kind) {
                return event;
            }
        }
        copy(link, peer, now);
        copy(peer, link, now);
        if (round % 2 == 1) {
            smpp_event ignored;
            smpp_link_next(peer, now, &ignored);
        }
    }
    printf("no event %d\n", (int)kind);
    wrong++;
    return event;
}

static void null_pointers(void) {
    smpp_event event = {0};
    smpp_message message = {0};
    smpp_bind bind = {0};
    smpp_receipt receipt = {0};
    smpp_part part;
    smpp_bytes bytes = {NULL, 0};
    smpp_config config = smpp_config_default(SMPP_ESME);
    smpp_link *link;
    smpp_io io;
    size_t len;
    uint8_t total, octets[SMPP_SEGMENT_SIZE];
    char memory[16384];
    IS(smpp_link_size(NULL), 0);
    IS(smpp_link_init(NULL, 0, &config, 0, &link), SMPP_ERROR_NULL_POINTER);
    IS(smpp_link_init(memory, sizeof memory, NULL, 0, &link), SMPP_ERROR_NULL_POINTER);
    IS(smpp_link_init(memory, sizeof memory, &config, 0, NULL), SMPP_ERROR_NULL_POINTER);
    IS(smpp_link_next(NULL, 0, &event), SMPP_ERROR_NULL_POINTER);
    IS(smpp_link_io(NULL, 0, &io), SMPP_ERROR_NULL_POINTER);
    IS(smpp_link_filled(NULL, 1), SMPP_ERROR_NULL_POINTER);
    IS(smpp_link_wrote(NULL, 1), SMPP_ERROR_NULL_POINTER);
    IS(smpp_link_is_done(NULL), true);
    IS(smpp_link_can_send(NULL), false);
    IS(smpp_link_bind(NULL, 0, &bind), SMPP_ERROR_NULL_POINTER);
    IS(smpp_link_submit_sm(NULL, 0, &message, 0, NULL), SMPP_ERROR_NULL_POINTER);
    IS(smpp_link_deliver_sm(NULL, 0, &message, 0, NULL), SMPP_ERROR_NULL_POINTER);
    IS(smpp_link_deliver_receipt(NULL, 0, &message, &receipt, 0, NULL), SMPP_ERROR_NULL_POINTER);
    IS(smpp_link_request_raw(NULL, 0, 3, bytes, 0, NULL), SMPP_ERROR_NULL_POINTER);
    IS(smpp_link_accept_bind(NULL, 0, 1, "SMSC"), SMPP_ERROR_NULL_POINTER);
    IS(smpp_link_answer(NULL, 0, 1, "1"), SMPP_ERROR_NULL_POINTER);
    IS(smpp_link_answer_raw(NULL, 0, 1, 0, bytes), SMPP_ERROR_NULL_POINTER);
    IS(smpp_link_refuse(NULL, 0, 1, 8), SMPP_ERROR_NULL_POINTER);
    IS(smpp_link_unbind(NULL, 0), SMPP_ERROR_NULL_POINTER);
    IS(smpp_link_shutdown(NULL, 0), SMPP_ERROR_NULL_POINTER);
    IS(smpp_link_close(NULL, 0), SMPP_ERROR_NULL_POINTER);
    IS(smpp_link_wake_at(NULL, 0), SMPP_ERROR_NULL_POINTER);
    IS(smpp_event_bind(NULL, &bind), SMPP_ERROR_NULL_POINTER);
    IS(smpp_event_bind(&event, NULL), SMPP_ERROR_NULL_POINTER);
    IS(smpp_event_message(NULL, &message), SMPP_ERROR_NULL_POINTER);
    IS(smpp_event_message(&event, NULL), SMPP_ERROR_NULL_POINTER);
    IS(smpp_event_message_id(NULL, &bytes), SMPP_ERROR_NULL_POINTER);
    IS(smpp_event_message_id(&event, NULL), SMPP_ERROR_NULL_POINTER);
    IS(smpp_message_text(NULL, memory, sizeof memory, &len), SMPP_ERROR_NULL_POINTER);
    IS(smpp_message_text(&message, NULL, 8, &len), SMPP_ERROR_NULL_POINTER);
    IS(smpp_message_text(&message, memory, sizeof memory, NULL), SMPP_ERROR_NULL_POINTER);
    IS(smpp_message_part(NULL, &part), SMPP_ERROR_NULL_POINTER);
    IS(smpp_message_part(&message, NULL), SMPP_ERROR_NULL_POINTER);
    IS(smpp_message_receipt(NULL, &receipt), SMPP_ERROR_NULL_POINTER);
    IS(smpp_message_receipt(&message, NULL), SMPP_ERROR_NULL_POINTER);
    IS(smpp_text_segments(NULL, 3, &total), SMPP_ERROR_NULL_POINTER);
    IS(smpp_text_segments("a", 1, NULL), SMPP_ERROR_NULL_POINTER);
    IS(smpp_text_segment("a", 1, 0, 1, NULL, 10, &message), SMPP_ERROR_NULL_POINTER);
    IS(smpp_text_segment("a", 1, 0, 1, octets, sizeof octets, NULL), SMPP_ERROR_NULL_POINTER);
    IS(smpp_string(NULL).len, 0);
    /* These functions do not read this kind of event. */
    IS(smpp_event_bind(&event, &bind), SMPP_ERROR_BAD_PDU);
    IS(smpp_event_message(&event, &message), SMPP_ERROR_BAD_PDU);
    IS(smpp_event_message_id(&event, &bytes), SMPP_ERROR_BAD_PDU);
    event.command_id = SMPP_SUBMIT_SM;
    IS(smpp_event_message(&event, &message), SMPP_ERROR_BAD_PDU);
    IS(smpp_error_text(-1) == NULL, false);
    IS(smpp_error_text(1000000) == NULL, false);
    IS(smpp_status_name(0xFFFFFFFF).len, 0);
    IS(smpp_status_is_temporary(SMPP_ESME_RBINDFAIL), false);
    IS(smpp_bind_status_is_temporary(SMPP_ESME_RBINDFAIL), true);
    IS(smpp_bind_status_is_temporary(SMPP_ESME_RINVPASWD), false);
    IS(smpp_state_name(200).len, 0);
}

static void wrong_settings(void) {
    const smpp_config right = smpp_config_default(SMPP_ESME);
    smpp_link *link = NULL;
    size_t size = smpp_link_size(&right);
    char *memory = malloc(size);
    IS(size <= SMPP_LINK_SIZE(16, 16, 4096, 4096), true);
    for (size_t less = 16; less <= size; less += 7) {
        /* A little less could be enough for memory that is aligned. */
        IS(smpp_link_init(memory, size - less, &right, 0, &link), SMPP_ERROR_MEMORY_TOO_SMALL);
    }
    IS(smpp_link_init(memory, 0, &right, 0, &link), SMPP_ERROR_MEMORY_TOO_SMALL);
    smpp_config bad[9];
    for (size_t i = 0; i < 9; i++) {
        bad[i] = right;
    }
    bad[0].side = 2;
    bad[1].version = 0x35;
    bad[2].window = 0;
    bad[3].window = 65536;
    bad[4].max_pending = 0;
    bad[5].input_size = 255;
    bad[6].output_size = 0;
    bad[7].side = 0xFFFFFFFF;
    bad[8].version = 0;
    for (size_t i = 0; i < 9; i++) {
        IS(smpp_link_size(&bad[i]), 0);
        IS(smpp_link_init(memory, size, &bad[i], 0, &link), SMPP_ERROR_BAD_CONFIG);
    }
    smpp_config huge = right;
    huge.input_size = huge.output_size = huge.max_pending = 0xFFFFFFFF;
    IS(smpp_link_init(memory, size, &huge, 0, &link), SMPP_ERROR_MEMORY_TOO_SMALL);
    IS(link == NULL, true);
    free(memory);
}

/* Memory that is not a link, was a link, or is the copy of a link. */
static void wrong_links(void) {
    void *memory, *zero = calloc(1, 8192);
    smpp_event event;
    smpp_config config = smpp_config_default(SMPP_ESME);
    smpp_link *link = new_link(SMPP_ESME, 0, &memory);
    IS(smpp_link_next((smpp_link *)zero, 0, &event), SMPP_ERROR_BAD_LINK);
    IS(smpp_link_next((smpp_link *)((char *)link + 1), 0, &event), SMPP_ERROR_NULL_POINTER);
    memcpy(zero, link, 256);
    IS(smpp_link_next((smpp_link *)zero, 0, &event), SMPP_ERROR_BAD_LINK);
    IS(smpp_link_next(link, 0, &event), SMPP_ERROR_NONE);
    (void)config;
    free(zero);
    free(memory);
}

static void wrong_texts(void) {
    smpp_message message = {0};
    uint8_t total, octets[SMPP_SEGMENT_SIZE];
    char out[64];
    size_t len = 0;
    static char long_text[40000];
    memset(long_text, 'a', sizeof long_text);
    IS(smpp_text_segments("\xC3", 1, &total), SMPP_ERROR_NOT_UTF8);
    IS(smpp_text_segments(long_text, sizeof long_text, &total), SMPP_ERROR_TEXT_TOO_LONG);
    IS(smpp_text_segments(long_text, 39015, &total), SMPP_ERROR_NONE);
    IS(total, 255);
    IS(smpp_text_segment(long_text, 161, 0, 0, octets, sizeof octets, &message), SMPP_ERROR_NO_SEGMENT);
    IS(smpp_text_segment(long_text, 161, 0, 3, octets, sizeof octets, &message), SMPP_ERROR_NO_SEGMENT);
    IS(smpp_text_segment(long_text, 160, 0, 1, octets, 159, &message), SMPP_ERROR_BUFFER_TOO_SMALL);
    IS(smpp_text_segment(long_text, 160, 0, 1, NULL, 0, &message), SMPP_ERROR_BUFFER_TOO_SMALL);
    IS(smpp_text_segment("5 \xE2\x82\xAC", 5, 0, 1, octets, sizeof octets, &message), SMPP_ERROR_NONE);
    IS(message.short_message.len, 4);
    IS(smpp_message_text(&message, NULL, 0, &len), SMPP_ERROR_BUFFER_TOO_SMALL);
    IS(len, 5);
    IS(smpp_message_text(&message, out, 5, &len), SMPP_ERROR_BUFFER_TOO_SMALL);
    IS(smpp_message_text(&message, out, 6, &len), SMPP_ERROR_NONE);
    IS(strcmp(out, "5 \xE2\x82\xAC"), 0);
    smpp_receipt receipt;
    IS(smpp_message_receipt(&message, &receipt), SMPP_ERROR_NOT_RECEIPT);
    message.data_coding = 4;
    IS(smpp_message_text(&message, out, sizeof out, &len), SMPP_ERROR_NOT_TEXT);
    /* A UDH that ends after the message. */
    message.esm_class = 0x40;
    message.short_message = smpp_string("\x7F");
    IS(smpp_message_text(&message, out, sizeof out, &len), SMPP_ERROR_BAD_PDU);
    smpp_part part;
    IS(smpp_message_part(&message, &part), SMPP_ERROR_BAD_PDU);
    message.short_message.data = NULL;
    message.short_message.len = 3;
    IS(smpp_message_text(&message, out, sizeof out, &len), SMPP_ERROR_NULL_POINTER);
}

static void wrong_time(void) {
    void *memory[2];
    smpp_link *esme = new_link(SMPP_ESME, 0, &memory[0]), *smsc = new_link(SMPP_SMSC, 5, &memory[1]);
    smpp_message message = {0};
    smpp_receipt receipt = {.state = SMPP_STATE_DELIVERED};
    smpp_bind bind = {.command_id = SMPP_BIND_TRANSCEIVER};
    smpp_bytes none = {NULL, 0}, id;
    smpp_event event;
    uint32_t number = 77;
    /* Before the bind. */
    IS(smpp_link_can_send(esme), false);
    IS(smpp_link_submit_sm(esme, 0, &message, 1, &number), SMPP_ERROR_NOT_ALLOWED);
    IS(smpp_link_unbind(esme, 0), SMPP_ERROR_NOT_ALLOWED);
    IS(smpp_link_bind(smsc, 0, &bind), SMPP_ERROR_NOT_ALLOWED);
    IS(smpp_link_answer(smsc, 0, 1, "1"), SMPP_ERROR_TOKEN_EXPIRED);
    IS(smpp_link_answer(smsc, 0, 0, "1"), SMPP_ERROR_TOKEN_EXPIRED);
    IS(number, 77);
    bind.command_id = SMPP_SUBMIT_SM;
    IS(smpp_link_bind(esme, 0, &bind), SMPP_ERROR_BAD_FIELD);
    bind.command_id = SMPP_BIND_TRANSCEIVER;
    bind.system_id = smpp_string("a system_id that is too long");
    IS(smpp_link_bind(esme, 0, &bind), SMPP_ERROR_BAD_FIELD);
    bind.system_id.data = NULL;
    IS(smpp_link_bind(esme, 0, &bind), SMPP_ERROR_NULL_POINTER);
    bind.system_id = smpp_string("me");
    IS(smpp_link_bind(esme, 0, &bind), SMPP_ERROR_NONE);
    IS(smpp_link_bind(esme, 0, &bind), SMPP_ERROR_NOT_ALLOWED);
    event = until(smsc, esme, SMPP_EVENT_KIND_BIND, 0);
    IS(smpp_link_answer(smsc, 0, event.token, "1"), SMPP_ERROR_WRONG_RESPONSE);
    IS(smpp_link_refuse(smsc, 0, event.token, SMPP_ESME_ROK), SMPP_ERROR_WRONG_RESPONSE);
    IS(smpp_link_accept_bind(smsc, 0, event.token + 1, "SMSC"), SMPP_ERROR_TOKEN_EXPIRED);
    IS(smpp_link_accept_bind(smsc, 0, event.token, "a system_id that is too long"), SMPP_ERROR_BAD_FIELD);
    /* After these errors, the token can still be used; once it has been used, it cannot. */
    IS(smpp_link_accept_bind(smsc, 0, event.token, "SMSC"), SMPP_ERROR_NONE);
    IS(smpp_link_accept_bind(smsc, 0, event.token, "SMSC"), SMPP_ERROR_TOKEN_EXPIRED);
    until(esme, smsc, SMPP_EVENT_KIND_BOUND, 0);

    /* Requests that cannot be written. */
    IS(smpp_link_deliver_sm(esme, 0, &message, 1, NULL), SMPP_ERROR_NOT_ALLOWED);
    message.destination_addr = smpp_string("123456789012345678901234567890");
    IS(smpp_link_submit_sm(esme, 0, &message, 1, &number), SMPP_ERROR_BAD_FIELD);
    message.destination_addr = smpp_string("46700000001");
    message.tlvs = smpp_string("\x02"); /* an incomplete TLV */
    IS(smpp_link_submit_sm(esme, 0, &message, 1, &number), SMPP_ERROR_BAD_FIELD);
    message.tlvs = none;
    char payload[600] = {0};
    smpp_bytes large = {(const uint8_t *)payload, sizeof payload};
    IS(smpp_link_request_raw(esme, 0, 3, large, 1, &number), SMPP_ERROR_PDU_TOO_LARGE);
    IS(smpp_link_request_raw(esme, 0, SMPP_BIND_RECEIVER, none, 1, &number) == SMPP_ERROR_NONE, false);
    IS(number, 77);
    IS(smpp_link_deliver_receipt(smsc, 0, &message, &receipt, 0, NULL), SMPP_ERROR_BAD_FIELD); /* no date */
    receipt.done_date = receipt.submit_date = (smpp_date){2026, 11, 28, 12, 0, 0};
    IS(smpp_link_deliver_receipt(smsc, 0, &message, &receipt, 0, NULL), SMPP_ERROR_BAD_FIELD); /* no id */
    memset(receipt.id, 'i', sizeof receipt.id); /* and no NUL */
    IS(smpp_link_deliver_receipt(smsc, 0, &message, &receipt, 0, NULL), SMPP_ERROR_BAD_FIELD);

    /* A full window, and tokens that are copied, kept too long and made up. */
    IS(smpp_link_submit_sm(esme, 0, &message, 11, &number), SMPP_ERROR_NONE);
    IS(smpp_link_submit_sm(esme, 0, &message, 12, NULL), SMPP_ERROR_NONE);
    IS(smpp_link_submit_sm(esme, 0, &message, 13, NULL), SMPP_ERROR_WINDOW_FULL);
    IS(smpp_error_is_temporary(SMPP_ERROR_WINDOW_FULL), true);
    smpp_event first = until(smsc, esme, SMPP_EVENT_KIND_MESSAGE, 0);
    smpp_event second = until(smsc, esme, SMPP_EVENT_KIND_MESSAGE, 0);
    char long_id[100] = {0};
    memset(long_id, '1', sizeof long_id - 1);
    IS(smpp_link_answer(smsc, 0, first.token, long_id), SMPP_ERROR_BAD_FIELD);
    IS(smpp_link_accept_bind(smsc, 0, first.token, "SMSC"), SMPP_ERROR_WRONG_RESPONSE);
    IS(smpp_link_answer(smsc, 0, first.token, "1"), SMPP_ERROR_NONE);
    IS(smpp_link_answer(smsc, 0, first.token, "1"), SMPP_ERROR_TOKEN_EXPIRED);
    event = until(esme, smsc, SMPP_EVENT_KIND_RESPONSE, 0);
    IS(event.value, 11);
    IS(event.sequence_number, number);
    IS(smpp_event_message_id(&event, &id), SMPP_ERROR_NONE);
    IS(id.len, 1);
    until(smsc, esme, SMPP_EVENT_KIND_EXPIRED, 2500);
    IS(smpp_link_answer(smsc, 2500, second.token, "2"), SMPP_ERROR_TOKEN_EXPIRED);

    /* More octets than there is room for. */
    IS(smpp_link_wrote(esme, SIZE_MAX), SMPP_ERROR_NONE);

    /* After the end. */
    IS(smpp_link_close(esme, 2500), SMPP_ERROR_NONE);
    event = until(esme, smsc, SMPP_EVENT_KIND_NO_RESPONSE, 2500);
    IS(event.value, 12);
    until(esme, smsc, SMPP_EVENT_KIND_CLOSED, 2500);
    IS(smpp_link_is_done(esme), true);
    IS(smpp_link_can_send(esme), false);
    IS(smpp_link_submit_sm(esme, 2500, &message, 1, NULL), SMPP_ERROR_CLOSED);
    IS(smpp_link_bind(esme, 2500, &bind), SMPP_ERROR_CLOSED);
    IS(smpp_link_unbind(esme, 2500), SMPP_ERROR_CLOSED);
    IS(smpp_link_shutdown(esme, 2500), SMPP_ERROR_NONE);
    IS(smpp_link_close(esme, 2500), SMPP_ERROR_NONE);
    IS(smpp_link_next(esme, 2500, &event), SMPP_ERROR_NONE);
    IS(event.kind, SMPP_EVENT_KIND_NONE);
    /* Octets that nobody asked for, and the clock going back. */
    IS(smpp_link_filled(smsc, SIZE_MAX), SMPP_ERROR_NONE);
    for (int i = 0; i < 100 && !smpp_link_is_done(smsc); i++) {
        smpp_link_next(smsc, 0, &event);
        smpp_link_close(smsc, 0);
    }
    IS(smpp_link_is_done(smsc), true);
    free(memory[0]);
    free(memory[1]);
}

/* Version 3.3 has no TLVs. Other TLVs are left out, but a text in message_payload would be lost. */
static void payload_for_an_old_peer(void) {
    void *memory[2];
    smpp_link *esme = new_link_of(SMPP_ESME, SMPP_V33, 0, &memory[0]);
    smpp_link *smsc = new_link(SMPP_SMSC, 0, &memory[1]);
    smpp_bind bind = {.command_id = SMPP_BIND_TRANSCEIVER};
    smpp_message message = {0};
    IS(smpp_link_bind(esme, 0, &bind), SMPP_ERROR_NONE);
    smpp_event event = until(smsc, esme, SMPP_EVENT_KIND_BIND, 0);
    IS(smpp_link_accept_bind(smsc, 0, event.token, "SMSC"), SMPP_ERROR_NONE);
    until(esme, smsc, SMPP_EVENT_KIND_BOUND, 0);
    message.tlvs = (smpp_bytes){(const uint8_t *)"\x04\x24\0\x05Hello", 9};
    IS(smpp_link_submit_sm(esme, 0, &message, 1, NULL), SMPP_ERROR_BAD_FIELD);
    IS(smpp_link_deliver_sm(smsc, 0, &message, 1, NULL), SMPP_ERROR_BAD_FIELD);
    message.tlvs = (smpp_bytes){(const uint8_t *)"\x02\x04\0\x02\0\x01", 6};
    IS(smpp_link_submit_sm(esme, 0, &message, 1, NULL), SMPP_ERROR_NONE);
    free(memory[0]);
    free(memory[1]);
}

int main(void) {
    null_pointers();
    payload_for_an_old_peer();
    wrong_settings();
    wrong_links();
    wrong_texts();
    wrong_time();
    printf("%u wrong\n", wrong);
    return wrong > 0;
}
