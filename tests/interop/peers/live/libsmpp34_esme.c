/* An ESME built with libsmpp34, which packs and unpacks PDUs and leaves the rest to its caller. The order of its
 * sessions, and the lines that it prints, are in ../../live.py.
 *
 *     libsmpp34_esme PORT THROTTLING_PORT SYSTEM_ID PASSWORD SHORT LONG
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* In this order: its headers do not include each other. */
#include <libsmpp34/smpp34.h>
#include <libsmpp34/smpp34_structs.h>
#include <libsmpp34/smpp34_params.h>

enum { MOST_OCTETS = 2048, WAIT_SECONDS = 20, PARTS_IN = 3, PART = 153, ALONE = 160, MOST_PARTS = 9 };
enum { TYPE_BITS = 0x3C, ESC = 0x1B };

static int receipts, messages;
static uint32_t sequence;

static void fail(const char *what)
{
    printf("error\t%s\t%s\n", what, smpp34_strerror);
    exit(1);
}

static void copy(uint8_t *field, size_t size, const char *text)
{
    snprintf((char *)field, size, "%s", text);
}

static int connected(const char *port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
    struct timeval wait = {.tv_sec = WAIT_SECONDS};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait) != 0 ||
        connect(fd, (struct sockaddr *)&at, sizeof at) != 0)
        fail("no connection");
    return fd;
}

static void send_pdu(int fd, void *pdu)
{
    uint8_t octets[MOST_OCTETS];
    int length = 0;
    if (smpp34_pack2(octets, sizeof octets, &length, pdu) != 0)
        fail("pack");
    if (write(fd, octets, (size_t)length) != length)
        fail("write");
}

static void read_exactly(int fd, uint8_t *octets, size_t length)
{
    while (length > 0) {
        ssize_t got = read(fd, octets, length);
        if (got <= 0)
            fail("read");
        octets += got;
        length -= (size_t)got;
    }
}

static uint32_t u32(const uint8_t *octets)
{
    return (uint32_t)octets[0] << 24 | (uint32_t)octets[1] << 16 | (uint32_t)octets[2] << 8 | octets[3];
}

/* The word after a name in the text of a receipt. */
static const char *word_after(const char *text, const char *name)
{
    static char words[2][66];
    static int next;
    char *word = words[next++ % 2];
    const char *found = strstr(text, name);
    if (found == NULL || sscanf(found + strlen(name), "%65s", word) != 1)
        fail("a receipt without its fields");
    return word;
}

/* A deliver_sm is printed and accepted. */
static void received(int fd, const uint8_t *octets, int length)
{
    deliver_sm_t in;
    deliver_sm_resp_t answer;
    memset(&in, 0, sizeof in);
    if (smpp34_unpack2(&in, octets, length) != 0)
        fail("unpack deliver_sm");
    if ((in.esm_class & TYPE_BITS) == SMPP34_DELIVERY_RECEIPT) {
        char text[256] = {0};
        memcpy(text, in.short_message, in.sm_length);
        printf("receipt\t%s\t%s\n", word_after(text, "id:"), word_after(text, "stat:"));
        receipts++;
    } else {
        printf("octets\t%u\t", in.esm_class);
        for (int i = 0; i < in.sm_length; i++)
            printf("%02x", in.short_message[i]);
        printf("\n");
        messages++;
    }
    if (in.tlv != NULL)
        destroy_tlv(in.tlv);
    memset(&answer, 0, sizeof answer);
    answer.command_id = DELIVER_SM_RESP;
    answer.sequence_number = in.sequence_number;
    send_pdu(fd, &answer);
}

/* Reads one PDU, and answers it if it is a deliver_sm. Returns its length. */
static int read_pdu(int fd, uint8_t *octets)
{
    uint32_t length;
    read_exactly(fd, octets, 4);
    length = u32(octets);
    if (length < 16 || length > MOST_OCTETS)
        fail("length");
    read_exactly(fd, octets + 4, length - 4);
    if (u32(octets + 4) == DELIVER_SM)
        received(fd, octets, (int)length);
    return (int)length;
}

/* Sends a request and waits for its response. Returns the command_status. */
static uint32_t ask(int fd, void *request, uint32_t response, uint8_t *octets, int *length)
{
    send_pdu(fd, request);
    do
        *length = read_pdu(fd, octets);
    while (u32(octets + 4) != response || u32(octets + 12) != sequence);
    return u32(octets + 8);
}

/* All binds have the same fields. */
static uint32_t bind_as(int fd, uint32_t command, const char *system_id, const char *password)
{
    bind_transceiver_t request;
    uint8_t octets[MOST_OCTETS];
    int length;
    uint32_t status;
    memset(&request, 0, sizeof request);
    request.command_id = command;
    request.sequence_number = ++sequence;
    copy(request.system_id, sizeof request.system_id, system_id);
    copy(request.password, sizeof request.password, password);
    request.interface_version = SMPP_VERSION;
    status = ask(fd, &request, command | 0x80000000, octets, &length);
    /* It cannot unpack the response to a refused bind, which has no body (SMPP 3.4, 4.1.2), as bind_transceiver_resp.frame
     * has no optional system_id: https://github.com/osmocom/libsmpp34 */
    if (status == ESME_ROK) {
        bind_transceiver_resp_t answer;
        memset(&answer, 0, sizeof answer);
        if (smpp34_unpack2(&answer, octets, length) != 0)
            fail("unpack bind_resp");
        if (answer.tlv != NULL)
            destroy_tlv(answer.tlv);
    }
    return status;
}

static int bound(const char *port, const char *kind, uint32_t command, const char *system_id, const char *password)
{
    int fd = connected(port);
    if (bind_as(fd, command, system_id, password) != ESME_ROK)
        fail("bind");
    printf("bound\t%s\n", kind);
    return fd;
}

static void leave(int fd)
{
    enquire_link_t link;
    unbind_t unbind;
    uint8_t octets[MOST_OCTETS];
    int length;
    memset(&link, 0, sizeof link);
    link.command_id = ENQUIRE_LINK;
    link.sequence_number = ++sequence;
    if (ask(fd, &link, ENQUIRE_LINK_RESP, octets, &length) == ESME_ROK)
        printf("alive\n");
    memset(&unbind, 0, sizeof unbind);
    unbind.command_id = UNBIND;
    unbind.sequence_number = ++sequence;
    if (ask(fd, &unbind, UNBIND_RESP, octets, &length) == ESME_ROK)
        printf("unbound\n");
    close(fd);
}

/* The septets of a text of ASCII, @, the euro sign and the left brace: the library knows no alphabet. */
static size_t septets(const char *text, uint8_t *out)
{
    size_t length = 0;
    while (*text != '\0')
        if (strncmp(text, "€", strlen("€")) == 0) {
            out[length++] = ESC;
            out[length++] = 0x65;
            text += strlen("€");
        } else if (*text == '{') {
            out[length++] = ESC;
            out[length++] = 0x28;
            text++;
        } else {
            out[length++] = *text == '@' ? 0 : (uint8_t)*text;
            text++;
        }
    return length;
}

/* Submits one part until it is accepted. */
static void submit_part(int fd, uint8_t esm_class, const uint8_t *message, size_t length, uint8_t wanted)
{
    submit_sm_t request;
    submit_sm_resp_t answer;
    uint8_t octets[MOST_OCTETS];
    int got;
    uint32_t status;
    const struct timespec pause = {.tv_sec = 1, .tv_nsec = 100000000};
    memset(&request, 0, sizeof request);
    request.command_id = SUBMIT_SM;
    request.source_addr_ton = TON_Alphanumeric;
    copy(request.source_addr, sizeof request.source_addr, "Shop");
    request.dest_addr_ton = TON_International;
    request.dest_addr_npi = NPI_ISDN_E163_E164;
    copy(request.destination_addr, sizeof request.destination_addr, "15555550100");
    request.esm_class = esm_class;
    request.registered_delivery = wanted;
    request.sm_length = (uint8_t)length;
    memcpy(request.short_message, message, length);
    for (;;) {
        request.sequence_number = ++sequence;
        status = ask(fd, &request, SUBMIT_SM_RESP, octets, &got);
        if (status != ESME_RTHROTTLED)
            break;
        printf("throttled\n");
        nanosleep(&pause, NULL);
    }
    memset(&answer, 0, sizeof answer);
    if (status != ESME_ROK || smpp34_unpack2(&answer, octets, got) != 0)
        fail("submit_sm_resp");
    printf("accepted\t%s\n", answer.message_id);
}

/* Submits a text in as many parts as it needs, none of which ends in an escape. Returns how many. */
static int submit(int fd, const char *text, uint8_t wanted)
{
    uint8_t whole[MOST_OCTETS], message[6 + PART];
    size_t length = septets(text, whole), at = 0, cuts[MOST_PARTS + 1] = {0};
    uint8_t count = 0;
    if (length <= ALONE) {
        submit_part(fd, 0, whole, length, wanted);
        return 1;
    }
    while (at < length && count < MOST_PARTS) {
        at = at + PART < length ? at + PART : length;
        at -= whole[at - 1] == ESC;
        cuts[++count] = at;
    }
    for (uint8_t part = 1; part <= count; part++) {
        const uint8_t header[] = {5, 0, 3, 7, count, part};
        size_t size = cuts[part] - cuts[part - 1];
        memcpy(message, header, sizeof header);
        memcpy(message + sizeof header, whole + cuts[part - 1], size);
        submit_part(fd, SMPP34_UDHI_IND, message, sizeof header + size, wanted);
    }
    return count;
}

int main(int count, char **words)
{
    uint8_t octets[MOST_OCTETS];
    int fd, sent;
    if (count != 7)
        fail("six arguments are needed");
    const char *port = words[1], *throttling_port = words[2], *system_id = words[3], *password = words[4];
    const char *brief = words[5], *extended = words[6];
    setvbuf(stdout, NULL, _IOLBF, 0);

    fd = connected(port);
    printf("refused\t%u\n", bind_as(fd, BIND_TRANSCEIVER, system_id, "wrong"));
    close(fd);

    leave(bound(port, "transmitter", BIND_TRANSMITTER, system_id, password));

    fd = bound(port, "receiver", BIND_RECEIVER, system_id, password);
    while (messages < 1)
        read_pdu(fd, octets);
    leave(fd);

    fd = bound(port, "transceiver", BIND_TRANSCEIVER, system_id, password);
    sent = submit(fd, brief, 1);
    sent += submit(fd, extended, 1);
    while (receipts < sent || messages < 1 + PARTS_IN)
        read_pdu(fd, octets);
    leave(fd);

    fd = bound(throttling_port, "transceiver", BIND_TRANSCEIVER, system_id, password);
    for (int i = 0; i < 3; i++)
        submit(fd, brief, 0);
    leave(fd);
    return 0;
}
