//! An ESME built with rusmppc. The order of its sessions, and the lines that it prints, are in ../../live.py.
//!
//!     rusmppc-esme PORT THROTTLING_PORT SYSTEM_ID PASSWORD SHORT LONG

use futures::StreamExt;
use rusmpp::extra::concatenation::SubmitSmMultipartExt;
use rusmpp::pdus::{BindReceiver, BindTransceiver, BindTransmitter, DeliverSmResp, SubmitSm};
use rusmpp::types::COctetString;
use rusmpp::values::{EsmClass, InterfaceVersion, Npi, RegisteredDelivery, Ton};
use rusmpp::{CommandStatus, Pdu};
use rusmppc::error::Error;
use rusmppc::{Client, ConnectionBuilder, Event};
use std::error::Error as StdError;
use std::str::FromStr;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;
use tokio::time::{sleep, timeout};

type Done<T = ()> = Result<T, Box<dyn StdError>>;

const WAIT: Duration = Duration::from_secs(20);
const PARTS: usize = 3;
static PARTS_IN: AtomicUsize = AtomicUsize::new(0);
static RECEIPTS_IN: AtomicUsize = AtomicUsize::new(0);

fn text<const N: usize>(text: &str) -> Done<COctetString<1, N>> {
    Ok(COctetString::from_str(text)?)
}

/// Opens a connection. What comes on it is answered and printed.
async fn connect(port: &str) -> Done<Client> {
    let (client, mut events) = ConnectionBuilder::new().connect(format!("smpp://127.0.0.1:{port}")).await?;
    let answering = client.clone();
    tokio::spawn(async move {
        while let Some(event) = events.next().await {
            if let Event::Incoming(command) = event
                && let Some(Pdu::DeliverSm(deliver)) = command.pdu()
            {
                let number = command.sequence_number();
                let answer = DeliverSmResp::default();
                if answering.deliver_sm_resp(number, answer).await.is_err() {
                    return println!("error\ta deliver_sm_resp was not sent");
                }
                let esm_class = u8::from(deliver.esm_class);
                let octets = deliver.short_message().as_ref();
                if esm_class & 0x3C == 0x04 {
                    receipt(&String::from_utf8_lossy(octets));
                } else {
                    let hex: String = octets.iter().map(|octet| format!("{octet:02x}")).collect();
                    println!("octets\t{esm_class}\t{hex}");
                    PARTS_IN.fetch_add(1, SeqCst);
                }
            }
        }
    });
    Ok(client)
}

/// The value after `name:` in the text of a receipt.
fn value<'t>(text: &'t str, name: &str) -> &'t str {
    let after = text.split(name).nth(1).unwrap_or_default();
    after.split(' ').next().unwrap_or_default()
}

fn receipt(text: &str) {
    println!("receipt\t{}\t{}", value(text, "id:"), value(text, "stat:"));
    RECEIPTS_IN.fetch_add(1, SeqCst);
}

async fn until(what: &str, count: &AtomicUsize, wanted: usize) -> Done {
    let reached = async {
        while count.load(SeqCst) < wanted {
            sleep(Duration::from_millis(10)).await;
        }
    };
    Ok(timeout(WAIT, reached).await.map_err(|_| format!("{what}: fewer than {wanted}"))?)
}

/// One message in as many parts as it needs, cut by rusmpp-extra.
fn parts(message: &str, receipts: u8) -> Done<Vec<SubmitSm>> {
    let one = SubmitSm::builder()
        .source_addr_ton(Ton::Alphanumeric)
        .source_addr_npi(Npi::Unknown)
        .source_addr(text("Shop")?)
        .dest_addr_ton(Ton::International)
        .dest_addr_npi(Npi::Isdn)
        .destination_addr(text("15555550100")?)
        // EsmClass::default() is 8, a delivery acknowledgement:
        // https://docs.rs/rusmpp-core/0.4.0/rusmpp_core/values/enum.Ansi41Specific.html
        .esm_class(EsmClass::from(0))
        .registered_delivery(RegisteredDelivery::from(receipts))
        .build();
    // The default is 140 octets, also for septets that are not packed, and 134 characters of a text.
    Ok(one.multipart(message).reference_u8(7).max_short_message_size(159).gsm7bit_unpacked().build()?)
}

/// Submits until the message centre accepts it.
async fn submit(client: &Client, one: SubmitSm) -> Done {
    loop {
        match client.submit_sm(one.clone()).await {
            Ok(answer) => {
                let id = String::from_utf8_lossy(answer.message_id().as_ref()).into_owned();
                println!("accepted\t{}", id.trim_end_matches('\0'));
                return Ok(());
            }
            Err(Error::UnexpectedResponse { response })
                if response.status() == CommandStatus::EsmeRthrottled =>
            {
                println!("throttled");
                sleep(Duration::from_millis(1100)).await;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

async fn leave(client: Client) -> Done {
    client.enquire_link().await?;
    println!("alive");
    client.unbind().await?;
    println!("unbound");
    // The message centre may have closed the connection already.
    let _ = client.close().await;
    client.closed().await;
    Ok(())
}

async fn run(arguments: &[String]) -> Done {
    let [port, throttling, system_id, password, short, long] = arguments else {
        return Err("six arguments are needed".into());
    };
    // It refuses to bind with any other version, unless this check is disabled:
    // https://docs.rs/rusmppc/0.4.0/rusmppc/struct.ConnectionBuilder.html#method.disable_interface_version_check
    let version = InterfaceVersion::Smpp5_0;
    macro_rules! bind {
        ($port:expr, $pdu:ident, $bind:ident, $password:expr) => {{
            let client = connect($port).await?;
            let asked = $pdu::builder()
                .system_id(text(system_id)?)
                .password(text($password)?)
                .interface_version(version)
                .build();
            (client.$bind(asked).await, client)
        }};
    }
    match bind!(port, BindTransceiver, bind_transceiver, "wrong") {
        (Err(Error::UnexpectedResponse { response }), _) => {
            println!("refused\t{}", u32::from(response.status()));
        }
        (other, _) => return Err(format!("a wrong password: {other:?}").into()),
    }

    let (bound, client) = bind!(port, BindTransmitter, bind_transmitter, password);
    bound?;
    println!("bound\ttransmitter");
    leave(client).await?;

    let (bound, client) = bind!(port, BindReceiver, bind_receiver, password);
    bound?;
    println!("bound\treceiver");
    until("messages", &PARTS_IN, 1).await?;
    leave(client).await?;

    let (bound, client) = bind!(port, BindTransceiver, bind_transceiver, password);
    bound?;
    println!("bound\ttransceiver");
    let submits = [parts(short, 1)?, parts(long, 1)?].concat();
    let count = submits.len();
    for one in submits {
        submit(&client, one).await?;
    }
    until("receipts", &RECEIPTS_IN, count).await?;
    until("messages", &PARTS_IN, 1 + PARTS).await?;
    leave(client).await?;

    let (bound, client) = bind!(throttling, BindTransceiver, bind_transceiver, password);
    bound?;
    println!("bound\ttransceiver");
    for _ in 0..3 {
        for one in parts(short, 0)? {
            submit(&client, one).await?;
        }
    }
    leave(client).await
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Err(error) = run(&arguments).await {
        println!("error\t{error}");
        std::process::exit(1);
    }
}
