//! Finds the TCP segment in a packet.

use super::packets::Packet;
use etherparse::{EtherType, LaxNetSlice, LaxSlicedPacket, TransportSlice};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// What a packet holds.
pub(super) enum Contents<'a> {
    Tcp(Segment<'a>),
    /// A fragment of an IP packet. Fragments are not joined.
    Fragment,
    /// No TCP.
    Other,
    /// A link type that is not known, or headers that are damaged or cut off.
    Unreadable,
}

/// A TCP segment.
pub(super) struct Segment<'a> {
    pub(super) from: SocketAddr,
    pub(super) to: SocketAddr,
    pub(super) sequence: u32,
    pub(super) acknowledged: Option<u32>,
    pub(super) syn: bool,
    pub(super) fin: bool,
    pub(super) rst: bool,
    pub(super) payload: &'a [u8],
    /// Number of octets of the payload that were not captured.
    pub(super) missing: usize,
}

/// Takes a packet apart.
pub(super) fn contents<'a>(packet: &Packet<'a>) -> Contents<'a> {
    match slice(packet.link, packet.octets) {
        Some(sliced) => of_ip(&sliced, packet.missing),
        None => Contents::Unreadable,
    }
}

/// Reads the headers after that of the link.
fn slice(link: i32, octets: &[u8]) -> Option<LaxSlicedPacket<'_>> {
    let of_type = |kind: &[u8], octets| {
        let kind = u16::from_be_bytes(*kind.first_chunk()?);
        Some(LaxSlicedPacket::from_ether_type(EtherType(kind), octets))
    };
    match link {
        // Ethernet.
        1 => LaxSlicedPacket::from_ethernet(octets).ok(),
        // BSD loopback: an address family in either byte order, then IP, whose version is in its first octet.
        0 | 108 => LaxSlicedPacket::from_ip(octets.get(4..)?).ok(),
        // IP.
        12 | 14 | 101 | 228 | 229 => LaxSlicedPacket::from_ip(octets).ok(),
        // Linux cooked, versions 1 and 2.
        113 => of_type(octets.get(14..16)?, octets.get(16..)?),
        276 => of_type(octets.get(..2)?, octets.get(20..)?),
        _ => None,
    }
}

fn of_ip<'a>(sliced: &LaxSlicedPacket<'a>, cut: usize) -> Contents<'a> {
    let Some(net) = &sliced.net else {
        return if sliced.stop_err.is_some() { Contents::Unreadable } else { Contents::Other };
    };
    // The length of the IP packet's payload as its header says; 0 if the network card was to fill it in.
    let (from, to, told) = match net {
        LaxNetSlice::Ipv4(ip) => {
            let header = ip.header();
            let addresses = (IpAddr::from(header.source()), IpAddr::from(header.destination()));
            let told = usize::from(header.total_len()).checked_sub(header.slice().len());
            (addresses.0, addresses.1, told.unwrap_or_default())
        }
        LaxNetSlice::Ipv6(ip) => {
            let header = ip.header();
            let addresses = (Ipv6Addr::from(header.source()), Ipv6Addr::from(header.destination()));
            let extensions = ip.extensions().slice().len();
            let told = usize::from(header.payload_length()).saturating_sub(extensions);
            (plain(addresses.0), plain(addresses.1), told)
        }
        LaxNetSlice::Arp(_) => return Contents::Other,
    };
    let Some(ip_payload) = net.ip_payload_ref() else { return Contents::Other };
    if ip_payload.fragmented {
        return Contents::Fragment;
    }
    let Some(TransportSlice::Tcp(tcp)) = &sliced.transport else {
        let is_tcp = ip_payload.ip_number == etherparse::IpNumber::TCP;
        return if is_tcp { Contents::Unreadable } else { Contents::Other };
    };
    let payload = tcp.payload();
    let missing = match told {
        0 => cut,
        told => told.saturating_sub(tcp.slice().len()),
    };
    Contents::Tcp(Segment {
        from: SocketAddr::new(from, tcp.source_port()),
        to: SocketAddr::new(to, tcp.destination_port()),
        sequence: tcp.sequence_number(),
        acknowledged: tcp.ack().then(|| tcp.acknowledgment_number()),
        syn: tcp.syn(),
        fin: tcp.fin(),
        rst: tcp.rst(),
        payload,
        missing,
    })
}

/// An IPv4 address as such, even if it is mapped into an IPv6 address.
fn plain(address: Ipv6Addr) -> IpAddr {
    address.to_ipv4_mapped().map_or(IpAddr::V6(address), |v4: Ipv4Addr| IpAddr::V4(v4))
}
