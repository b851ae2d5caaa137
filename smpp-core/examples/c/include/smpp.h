/*
 * smpp-core for C. Generated from src by `UPDATE=1 cargo test`; do not edit.
 *
 * Rules for all functions:
 * - A pointer is NULL or points to what its type says, with room for what the function writes. NULL is an error
 *   (SMPP_ERROR_NULL_POINTER) except where the description allows it.
 * - Only one thread at a time may use a link. Different links do not share anything.
 * - Nothing is allocated, so there is nothing to free. When a link is done, reuse or free its memory.
 * - now_ms is the time in milliseconds of a clock that does not go back, such as CLOCK_MONOTONIC.
 * - Strings in structs have a length and need no NUL. smpp_string() makes one from a C string.
 */


#ifndef SMPP_H
#define SMPP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Octets of static memory for a link with these settings, a little more than smpp_link_size():
 *   static unsigned char memory[SMPP_LINK_SIZE(16, 16, 4096, 4096)];
 */
#define SMPP_LINK_SIZE(window, max_pending, input_size, output_size) \
    (SMPP_LINK_BASE + (size_t)(window) * SMPP_LINK_PER_REQUEST + (size_t)(max_pending) * SMPP_LINK_PER_PENDING \
     + (size_t)(input_size) + (size_t)(output_size))

// command_id: binds to receive.
#define SMPP_BIND_RECEIVER 1

// command_id: binds to send.
#define SMPP_BIND_TRANSMITTER 2

// command_id: binds to send and receive.
#define SMPP_BIND_TRANSCEIVER 9

// command_id: a message to the message centre.
#define SMPP_SUBMIT_SM 4

// command_id: a message or a receipt from the message centre.
#define SMPP_DELIVER_SM 5

// command_id: a message in either direction.
#define SMPP_DATA_SM 259

// command_status: no error.
#define SMPP_ESME_ROK 0

// command_status: a system error.
#define SMPP_ESME_RSYSERR 8

// command_status: the bind failed.
#define SMPP_ESME_RBINDFAIL 13

// command_status: wrong password.
#define SMPP_ESME_RINVPASWD 14

// command_status: unknown system_id.
#define SMPP_ESME_RINVSYSID 15

// command_status: the queue is full. Try again later.
#define SMPP_ESME_RMSGQFUL 20

// command_status: the message was not accepted.
#define SMPP_ESME_RSUBMITFAIL 69

// command_status: messages were sent too fast. Try again later.
#define SMPP_ESME_RTHROTTLED 88

// command_status: the ESME cannot take the message now. The message centre tries again.
#define SMPP_ESME_RX_T_APPN 100

// esm_class: a receipt.
#define SMPP_ESM_CLASS_RECEIPT 4

// registered_delivery: requests a receipt on success and on failure.
#define SMPP_RECEIPT_REQUESTED 1

// message_state: delivered.
#define SMPP_STATE_DELIVERED 2

// message_state: the validity period has expired.
#define SMPP_STATE_EXPIRED 3

// message_state: cannot be delivered.
#define SMPP_STATE_UNDELIVERABLE 5

// message_state: rejected.
#define SMPP_STATE_REJECTED 8

// Version 3.3.
#define SMPP_V33 51

// Version 3.4.
#define SMPP_V34 52

// Version 5.0.
#define SMPP_V50 80

// Side of a link: the client, which binds.
#define SMPP_ESME 0

// Side of a link: the message centre, which answers binds.
#define SMPP_SMSC 1

// Buffer size in octets that holds the user data of any segment.
#define SMPP_SEGMENT_SIZE 160

// Upper limit of the octets that a link needs in addition to its window, tokens and buffers. See
// SMPP_LINK_SIZE.
#define SMPP_LINK_BASE 1024

// Upper limit of the octets for each request in the window.
#define SMPP_LINK_PER_REQUEST 64

// Upper limit of the octets for each request of the peer that waits for an answer.
#define SMPP_LINK_PER_PENDING 64

// wake_ms if no timer is running.
#define SMPP_NEVER 18446744073709551615ull

// Octets of the longest id and the NUL after it.
#define SMPP_ID_SIZE 65

// Result of a call. A call that fails does not change the link.
typedef enum smpp_error {
  // No error; 0.
  SMPP_ERROR_NONE = 0,
  // A pointer is NULL or not aligned.
  SMPP_ERROR_NULL_POINTER,
  // This is not a link that smpp_link_init() returned, or its memory was moved or overwritten.
  SMPP_ERROR_BAD_LINK,
  // The memory for the link is smaller than smpp_link_size().
  SMPP_ERROR_MEMORY_TOO_SMALL,
  // A field of smpp_config is out of its range.
  SMPP_ERROR_BAD_CONFIG,
  // The window is full. Wait for a response.
  SMPP_ERROR_WINDOW_FULL,
  // The output has no room for the PDU now. Write the output first.
  SMPP_ERROR_OUTPUT_FULL,
  // This side may not send the PDU in this state.
  SMPP_ERROR_NOT_ALLOWED,
  // The session is unbinding: no more requests can be sent.
  SMPP_ERROR_UNBINDING,
  // The response does not answer the token's request.
  SMPP_ERROR_WRONG_RESPONSE,
  // The token was used, has expired or never existed.
  SMPP_ERROR_TOKEN_EXPIRED,
  // The session is closed.
  SMPP_ERROR_CLOSED,
  // A field of the PDU is too long, or its value is not allowed in this version.
  SMPP_ERROR_BAD_FIELD,
  // The PDU is larger than the whole output of the link.
  SMPP_ERROR_PDU_TOO_LARGE,
  // The PDU cannot be read.
  SMPP_ERROR_BAD_PDU,
  // A text is not UTF-8.
  SMPP_ERROR_NOT_UTF8,
  // The message is not text: it is binary, or in an alphabet without a table.
  SMPP_ERROR_NOT_TEXT,
  // The message is not a receipt.
  SMPP_ERROR_NOT_RECEIPT,
  // The text needs more than 255 segments.
  SMPP_ERROR_TEXT_TOO_LONG,
  // There is no segment with this number.
  SMPP_ERROR_NO_SEGMENT,
  // The buffer is too small.
  SMPP_ERROR_BUFFER_TOO_SMALL,
  // Another error.
  SMPP_ERROR_OTHER,
} smpp_error;

// The kind of an event.
typedef enum smpp_event_kind {
  // Nothing more to do now.
  SMPP_EVENT_KIND_NONE = 0,
  // The peer wants to bind: read it with smpp_event_bind(). Answer the token with smpp_link_accept_bind() or
  // smpp_link_refuse().
  SMPP_EVENT_KIND_BIND,
  // The peer accepted our bind. Requests can be sent.
  SMPP_EVENT_KIND_BOUND,
  // The peer refused our bind with command_status.
  SMPP_EVENT_KIND_BIND_REFUSED,
  // submit_sm, deliver_sm or data_sm, as command_id says: read it with smpp_event_message(). Answer the token with
  // smpp_link_answer() or smpp_link_refuse().
  SMPP_EVENT_KIND_MESSAGE,
  // Another request. Answer the token with smpp_link_answer_raw() or smpp_link_refuse().
  SMPP_EVENT_KIND_REQUEST,
  // The link has refused a request with command_status: it cannot be read, is too large or is not allowed now, or
  // too many wait for an answer.
  SMPP_EVENT_KIND_REFUSED,
  // outbind or alert_notification. There is no answer.
  SMPP_EVENT_KIND_ONE_WAY,
  // The answer to our request with this value. command_status tells whether it was accepted; read the id with
  // smpp_event_message_id().
  SMPP_EVENT_KIND_RESPONSE,
  // It is unknown whether the peer accepted our request with this value: there was no answer in time, or none that
  // can be read, or the session has closed. Sending it again may deliver it twice.
  SMPP_EVENT_KIND_NO_RESPONSE,
  // A response that matches no request, or that comes after NO_RESPONSE.
  SMPP_EVENT_KIND_LATE_RESPONSE,
  // The peer sent enquire_link. The link answers it.
  SMPP_EVENT_KIND_ENQUIRE_LINK,
  // The peer answered our enquire_link.
  SMPP_EVENT_KIND_LINK_ALIVE,
  // The peer sent unbind. The link answers it once you have answered all requests.
  SMPP_EVENT_KIND_UNBIND,
  // The peer answered our unbind.
  SMPP_EVENT_KIND_UNBOUND,
  // You did not answer some requests in time: count says how many. Their tokens can no longer be used.
  SMPP_EVENT_KIND_EXPIRED,
  // Something else from the peer that needs no answer.
  SMPP_EVENT_KIND_IGNORED,
  // The session is closed; close_reason says why. The last event.
  SMPP_EVENT_KIND_CLOSED,
} smpp_event_kind;

// Why a session closed.
typedef enum smpp_close_reason {
  // It is not closed.
  SMPP_CLOSE_REASON_NONE = 0,
  // unbind was sent or received, and answered.
  SMPP_CLOSE_REASON_UNBOUND,
  // The connection ended.
  SMPP_CLOSE_REASON_TRANSPORT_CLOSED,
  // The connection ended inside a PDU.
  SMPP_CLOSE_REASON_CLOSED_INSIDE_PDU,
  // The peer sent an impossible command_length.
  SMPP_CLOSE_REASON_FRAMING_LOST,
  // No bind came in time.
  SMPP_CLOSE_REASON_SESSION_INIT_TIMEOUT,
  // The peer did not answer the bind.
  SMPP_CLOSE_REASON_BIND_TIMED_OUT,
  // The peer did not answer the unbind.
  SMPP_CLOSE_REASON_UNBIND_TIMED_OUT,
  // The peer did not answer an enquire_link.
  SMPP_CLOSE_REASON_LINK_DEAD,
  // A PDU stayed incomplete.
  SMPP_CLOSE_REASON_INCOMPLETE_PDU,
  // The peer does not read.
  SMPP_CLOSE_REASON_PEER_NOT_READING,
  // There were no messages for too long.
  SMPP_CLOSE_REASON_INACTIVE,
  // Another reason.
  SMPP_CLOSE_REASON_OTHER,
} smpp_close_reason;

// A session with its input and output, in the caller's memory.
typedef struct smpp_link smpp_link;

// Octets or text, with a length and without a NUL at the end. What the library returns is never NULL.
typedef struct smpp_bytes {
  // The first octet; may be NULL if len is 0.
  const uint8_t *data;
  // Number of octets.
  size_t len;
} smpp_bytes;

// An event. Fields that an event does not have are 0. What body points to, and what you read from the event, is valid
// until the next call of smpp_link_next(), smpp_link_io() or smpp_link_filled() for this link.
typedef struct smpp_event {
  // The kind, which says which fields matter.
  enum smpp_event_kind kind;
  // The type of the PDU; in NO_RESPONSE, that of the request.
  uint32_t command_id;
  // The status of a response, or the one with which the link has refused a request.
  uint32_t command_status;
  // The number of the PDU; in NO_RESPONSE, that of the request.
  uint32_t sequence_number;
  // Answers a request once.
  uint64_t token;
  // What you passed with the request that now has its outcome.
  uint64_t value;
  // The octets after the header.
  struct smpp_bytes body;
  // If not 0, the peer is at its limit: send nothing new for this long.
  uint32_t pause_ms;
  // How long the peer took to answer.
  uint32_t round_trip_ms;
  // How many requests, in EXPIRED.
  uint32_t count;
  // Why the session closed, in CLOSED and NO_RESPONSE.
  enum smpp_close_reason close_reason;
} smpp_event;

// Settings of a link. Durations are in milliseconds. Start from smpp_config_default().
typedef struct smpp_config {
  // SMPP_ESME or SMPP_SMSC.
  uint32_t side;
  // The highest version to use: SMPP_V33, SMPP_V34 or SMPP_V50. Default: SMPP_V34.
  uint32_t version;
  // How many requests may wait for their responses, 1 to 65,535. Default: 16.
  uint32_t window;
  // How many of the peer's requests may wait for your answers, at least 1. More are refused. Default: 16.
  uint32_t max_pending;
  // Octets for what is read: the largest PDU that you can receive, at least 256. Default: 4,096.
  uint32_t input_size;
  // Octets for what is written: at least 256, and twice the largest PDU that you send. Default: 4,096.
  uint32_t output_size;
  // How long a request waits for its response. Default: 30,000.
  uint32_t response_timeout_ms;
  // How long to wait for a bind; 0 for no limit. Default: 30,000.
  uint32_t bind_timeout_ms;
  // How long the peer may be silent before the link sends enquire_link; 0 never sends it. Default: 30,000.
  uint32_t enquire_link_ms;
  // How long a bound session may go without messages before it ends; 0 for no limit. Default: 0.
  uint32_t inactivity_timeout_ms;
  // How long you may take for an answer; 0 for no limit. Default: 60,000.
  uint32_t pending_timeout_ms;
} smpp_config;

// Where to read to, what to write and how long to wait. The pointers are valid until the next call for this link.
typedef struct smpp_io {
  // Where to put the octets that you read; NULL if nothing should be read now.
  uint8_t *read;
  // The largest number of octets to read.
  size_t read_size;
  // The octets to write.
  const uint8_t *write;
  // How many there are; may be 0.
  size_t write_len;
  // When to call smpp_link_next() again even if nothing was read or written; SMPP_NEVER if no timer is running.
  uint64_t wake_ms;
} smpp_io;

// A bind. Start with all octets 0, which means empty. interface_version is only set when a bind is read: a link
// binds with its own version.
typedef struct smpp_bind {
  // The account.
  struct smpp_bytes system_id;
  // Its password.
  struct smpp_bytes password;
  // The kind of ESME; usually empty.
  struct smpp_bytes system_type;
  // The addresses that the ESME serves; usually empty.
  struct smpp_bytes address_range;
  // SMPP_BIND_TRANSMITTER, SMPP_BIND_RECEIVER or SMPP_BIND_TRANSCEIVER.
  uint32_t command_id;
  // Type of number of address_range.
  uint8_t addr_ton;
  // Numbering plan of address_range.
  uint8_t addr_npi;
  // The version that the ESME speaks, such as 0x34 for 3.4.
  uint8_t interface_version;
} smpp_bind;

// The fields of submit_sm, deliver_sm and data_sm, with the names of the standard. Start with all octets 0, which
// means empty.
typedef struct smpp_message {
  // The SMS service; usually empty.
  struct smpp_bytes service_type;
  // Address of the sender.
  struct smpp_bytes source_addr;
  // Address of the recipient.
  struct smpp_bytes destination_addr;
  // When to deliver; empty: immediately.
  struct smpp_bytes schedule_delivery_time;
  // When to give up; empty: the message centre's default.
  struct smpp_bytes validity_period;
  // The octets of the message. smpp_text_segment() writes them, and smpp_message_text() reads them.
  struct smpp_bytes short_message;
  // TLVs as on the wire: two octets each for tag and length, then the value. If the peer speaks 3.3, they are left out,
  // and a message with message_payload is refused with SMPP_ERROR_BAD_FIELD.
  struct smpp_bytes tlvs;
  // Type of number of source_addr: 1 for an international number, 5 for a name.
  uint8_t source_addr_ton;
  // Numbering plan of source_addr: 1 for phone numbers.
  uint8_t source_addr_npi;
  // Type of number of destination_addr.
  uint8_t dest_addr_ton;
  // Numbering plan of destination_addr.
  uint8_t dest_addr_npi;
  // SMPP_ESM_CLASS_RECEIPT in a receipt.
  uint8_t esm_class;
  // Protocol identifier.
  uint8_t protocol_id;
  // Priority; 0 is the lowest.
  uint8_t priority_flag;
  // SMPP_RECEIPT_REQUESTED asks for a receipt.
  uint8_t registered_delivery;
  // 1 replaces a message with the same addresses and service_type.
  uint8_t replace_if_present_flag;
  // The alphabet of short_message.
  uint8_t data_coding;
  // Number of a message predefined at the message centre.
  uint8_t sm_default_msg_id;
} smpp_message;

// A date. year is 0 if the date is unknown.
typedef struct smpp_date {
  // The year, such as 2026.
  uint16_t year;
  // 1 to 12.
  uint8_t month;
  // 1 to 31.
  uint8_t day;
  // 0 to 23.
  uint8_t hour;
  // 0 to 59.
  uint8_t minute;
  // 0 to 59.
  uint8_t second;
} smpp_date;

// What a delivery receipt says.
typedef struct smpp_receipt {
  // The id of the message, with a NUL at the end.
  char id[SMPP_ID_SIZE];
  // message_state, such as SMPP_STATE_DELIVERED; 0xFF if there is none.
  uint8_t state;
  // Set when a receipt is read: 1 if no further receipt is expected.
  uint8_t is_final;
  // Set when a receipt is read: 0 if it is not marked as a receipt, so that any subscriber could have
  // written it.
  uint8_t is_trusted;
  // The error code; -1 if there is none or it is not a number. Written as 0 unless it is 0 to 999.
  int64_t error;
  // When the message was submitted.
  struct smpp_date submit_date;
  // When the message reached its state.
  struct smpp_date done_date;
} smpp_receipt;

// Which part of a long message this is. Parts with the same addresses, reference and wide belong together.
typedef struct smpp_part {
  // The reference number that all parts share.
  uint16_t reference;
  // The number of parts; 1 if the message is not part of a longer one.
  uint8_t total;
  // The number of this part, from 1.
  uint8_t number;
  // 1 if the reference has 16 bits.
  uint8_t wide;
} smpp_part;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// Accepts a bind. system_id names the message centre.
enum smpp_error smpp_link_accept_bind(struct smpp_link *link,
                                      uint64_t now_ms,
                                      uint64_t token,
                                      const char *system_id);

// Accepts submit_sm, deliver_sm or data_sm. message_id is the id that a message centre gives the message; NULL in an
// ESME.
enum smpp_error smpp_link_answer(struct smpp_link *link,
                                 uint64_t now_ms,
                                 uint64_t token,
                                 const char *message_id);

// Refuses a request with a command_status other than SMPP_ESME_ROK.
enum smpp_error smpp_link_refuse(struct smpp_link *link,
                                 uint64_t now_ms,
                                 uint64_t token,
                                 uint32_t command_status);

// Answers any request with the response to it, whose body you write yourself.
enum smpp_error smpp_link_answer_raw(struct smpp_link *link,
                                     uint64_t now_ms,
                                     uint64_t token,
                                     uint32_t command_status,
                                     struct smpp_bytes body);

// What an error means, in a few words. The string is static.
const char *smpp_error_text(int32_t error);

// Whether the same call can succeed later, once the peer has answered or the output is written.
bool smpp_error_is_temporary(int32_t error);

// The standard's name of a command_status, such as ESME_RTHROTTLED; empty if it has none. The string is static.
struct smpp_bytes smpp_status_name(uint32_t command_status);

// Whether a message refused with this command_status can be accepted later.
bool smpp_status_is_temporary(uint32_t command_status);

// Whether a bind refused with this command_status can be accepted later.
bool smpp_bind_status_is_temporary(uint32_t command_status);

// The standard's name of a message_state, such as DELIVERED; empty if it has none. The string is static.
struct smpp_bytes smpp_state_name(uint8_t message_state);

// Stores the next event in *event. Its kind is SMPP_EVENT_KIND_NONE if there is nothing more to do now. After each
// read or write of the connection, and when wake_ms is reached, call it until it stores that kind.
enum smpp_error smpp_link_next(struct smpp_link *link,
                               uint64_t now_ms,
                               struct smpp_event *event);

// The default settings. side is SMPP_ESME or SMPP_SMSC.
struct smpp_config smpp_config_default(uint32_t side);

// The octets of memory that a link with these settings needs; 0 if smpp_link_init() would reject them. For static
// memory, see SMPP_LINK_SIZE.
size_t smpp_link_size(const struct smpp_config *config);

// Creates a link for a new connection, in memory of size octets with any alignment, and stores a pointer to it in
// *link. The memory must stay where it is, and only the library may use it until the link is done. There is nothing to
// free: afterwards, the memory can be used for something else.
enum smpp_error smpp_link_init(void *memory,
                               size_t size,
                               const struct smpp_config *config,
                               uint64_t now_ms,
                               struct smpp_link **link);

// Stores in *io what to do now. Call it after smpp_link_next() has stored SMPP_EVENT_KIND_NONE.
enum smpp_error smpp_link_io(struct smpp_link *link, uint64_t now_ms, struct smpp_io *io);

// Reports that count octets were read to where smpp_link_io() said. 0 means that the peer sends nothing more. Report
// an error of the connection as 0, too.
enum smpp_error smpp_link_filled(struct smpp_link *link,
                                 size_t count);

// Reports that count octets were written. 0 means that nothing more can be written. Report an error of the connection
// as 0, too. Do not call it if the connection takes no octets for the moment.
enum smpp_error smpp_link_wrote(struct smpp_link *link,
                                size_t count);

// Whether to close the connection and stop. Also true if this is not a link.
bool smpp_link_is_done(struct smpp_link *link);

// Reads the bind of an SMPP_EVENT_KIND_BIND. The strings point into the event's octets.
enum smpp_error smpp_event_bind(const struct smpp_event *event, struct smpp_bind *bind);

// Reads the message of an SMPP_EVENT_KIND_MESSAGE. The strings point into the event's octets.
enum smpp_error smpp_event_message(const struct smpp_event *event, struct smpp_message *message);

// Reads the id that the peer gave the message, from an SMPP_EVENT_KIND_RESPONSE or SMPP_EVENT_KIND_LATE_RESPONSE. It
// points into the event's octets, and is empty if the message was refused.
enum smpp_error smpp_event_message_id(const struct smpp_event *event,
                                      struct smpp_bytes *message_id);

// A C string as smpp_bytes. NULL is the empty string. The octets are not copied.
struct smpp_bytes smpp_string(const char *text);

// Reads a receipt from a deliver_sm or data_sm, in any known format. SMPP_ERROR_NOT_RECEIPT if it is another message.
enum smpp_error smpp_message_receipt(const struct smpp_message *message,
                                     struct smpp_receipt *receipt);

// Sends a receipt as deliver_sm. *message gives its addresses, which are those of the submit_sm swapped, and its
// service_type; the rest of *message is not used. The event with the outcome has the value. sequence_number may be
// NULL.
enum smpp_error smpp_link_deliver_receipt(struct smpp_link *link,
                                          uint64_t now_ms,
                                          const struct smpp_message *message,
                                          const struct smpp_receipt *receipt,
                                          uint64_t value,
                                          uint32_t *sequence_number);

// Binds. command_id in *bind is SMPP_BIND_TRANSMITTER, SMPP_BIND_RECEIVER or SMPP_BIND_TRANSCEIVER.
enum smpp_error smpp_link_bind(struct smpp_link *link, uint64_t now_ms, const struct smpp_bind *bind);

// Sends submit_sm. The event with the outcome has the value. sequence_number may be NULL.
enum smpp_error smpp_link_submit_sm(struct smpp_link *link,
                                    uint64_t now_ms,
                                    const struct smpp_message *message,
                                    uint64_t value,
                                    uint32_t *sequence_number);

// Sends deliver_sm. The event with the outcome has the value. sequence_number may be NULL.
enum smpp_error smpp_link_deliver_sm(struct smpp_link *link,
                                     uint64_t now_ms,
                                     const struct smpp_message *message,
                                     uint64_t value,
                                     uint32_t *sequence_number);

// Sends any other request, whose body you write yourself. The event with the outcome has the value. sequence_number
// may be NULL.
enum smpp_error smpp_link_request_raw(struct smpp_link *link,
                                      uint64_t now_ms,
                                      uint32_t command_id,
                                      struct smpp_bytes body,
                                      uint64_t value,
                                      uint32_t *sequence_number);

// Whether a request can be sent now: the session is bound and not ending, and window and output have room.
bool smpp_link_can_send(struct smpp_link *link);

// Ends a bound session with unbind, sent once the requests of both sides are answered.
enum smpp_error smpp_link_unbind(struct smpp_link *link, uint64_t now_ms);

// Ends the session as its state requires: with an unbind if it is bound, and otherwise once the output is written. It
// works in every state, and a second call is harmless.
enum smpp_error smpp_link_shutdown(struct smpp_link *link,
                                   uint64_t now_ms);

// Ends the session at once, without unbind. Output that is not written yet is dropped.
enum smpp_error smpp_link_close(struct smpp_link *link, uint64_t now_ms);

// Asks for a round of the loop at this time: wake_ms will be no later. For timers of your own.
enum smpp_error smpp_link_wake_at(struct smpp_link *link, uint64_t at_ms);

// Stores in *total how many segments a text in UTF-8 needs: 1 if it fits into one message. The text is sent in GSM
// 7-bit if possible, otherwise in UCS2.
enum smpp_error smpp_text_segments(const char *data,
                                   size_t len,
                                   uint8_t *total);

// Writes one segment of a text in UTF-8 to buffer, for which SMPP_SEGMENT_SIZE octets are enough, and makes
// message->short_message point to it. Also sets data_coding and, if there is a UDH, the UDH indicator in esm_class.
// number counts from 1. Use one reference for all segments of a text, and a different one for the next text.
enum smpp_error smpp_text_segment(const char *data,
                                  size_t len,
                                  uint8_t reference,
                                  uint8_t number,
                                  uint8_t *buffer,
                                  size_t size,
                                  struct smpp_message *message);

// Writes the text of a message to out, in UTF-8 with a NUL at the end, and stores its length without the NUL in *len.
// If out is too small, *len is the length of the whole text; out may then be NULL with a size of 0. A UDH is
// skipped; for long messages, see smpp_message_part().
enum smpp_error smpp_message_text(const struct smpp_message *message,
                                  char *out,
                                  size_t size,
                                  size_t *len);

// Stores in *part which part of a long message this is.
enum smpp_error smpp_message_part(const struct smpp_message *message, struct smpp_part *part);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* SMPP_H */
