#!/usr/bin/perl
# An ESME built with Net::SMPP. The order of its sessions, and the lines that it prints, are in ../../live.py.
use strict;
use warnings;
use utf8;
use Encode qw(decode encode);
use Net::SMPP;
use Socket;

use constant {
    CONNECT_SECONDS => 20, PAUSE_SECONDS => 1.1, PARTS => 3, UDHI => 0x40, TYPE_BITS => 0x3C, RECEIPT => 0x04,
    RTHROTTLED => 0x58, SUBMIT_SM_RESP => 0x80000004, DELIVER_SM => 0x00000005, MOST_SECONDS => 90,
};

$| = 1;
# Nothing here may wait forever.
$SIG{ALRM} = sub { print "error\tnot done after ${\MOST_SECONDS} s\n"; exit 1 };
alarm MOST_SECONDS;
my ($port, $throttling_port, $system_id, $password, $short, $long) = @ARGV;
$_ = decode('UTF-8', $_) for $short, $long;
my ($receipts, $parts) = (0, 0);

sub say_fields { print join("\t", @_), "\n" }

sub connected {
    my ($at, $secret) = @_;
    return Net::SMPP->new_connect(
        '127.0.0.1', port => $at, timeout => CONNECT_SECONDS, smpp_version => 0x34, interface_version => 0x34,
        system_id => $system_id, password => $secret, addr_ton => 0, addr_npi => 0, address_range => '', system_type => '',
    ) || die "no connection: $!";
}

sub bound {
    my ($at, $kind) = @_;
    my $smpp = connected($at, $password);
    my $bind = "bind_$kind";
    my $answer = $smpp->$bind() || die 'no answer to the bind';
    die $answer->explain_status if $answer->status;
    say_fields('bound', $kind);
    return $smpp;
}

# A deliver_sm is printed and accepted.
sub received {
    my ($smpp, $pdu) = @_;
    if (($pdu->{esm_class} & TYPE_BITS) == RECEIPT) {
        my ($id, $stat) = $pdu->{short_message} =~ /id:(\S+).* stat:(\S+)/;
        say_fields('receipt', $id, $stat);
        $receipts++;
    } else {
        say_fields('octets', $pdu->{esm_class}, unpack('H*', $pdu->{short_message}));
        $parts++;
    }
    $smpp->deliver_sm_resp(seq => $pdu->{seq}, message_id => '');
}

# The next PDU other than a deliver_sm.
sub next_pdu {
    my ($smpp) = @_;
    my $pdu = $smpp->read_pdu() || die 'the connection ended';
    return $pdu if $pdu->{cmd} != DELIVER_SM;
    received($smpp, $pdu);
    return;
}

sub receive {
    my ($smpp, $done) = @_;
    next_pdu($smpp) until $done->();
}

# The septets of a text, in parts of at most 153, none of which ends in an escape: the module does not split.
sub parts_of {
    my $whole = encode('gsm0338', $_[0], Encode::FB_CROAK);
    return ([0, $whole]) if length($whole) <= 160;
    my @cut = $whole =~ /\G(.{1,153}(?<!\x1b))/gs;
    my $number = 0;
    return map { [UDHI, pack('C6', 5, 0, 3, 7, scalar @cut, ++$number) . $_] } @cut;
}

# Submits the parts of a text, each until it is accepted.
sub submit {
    my ($smpp, $text, $wanted) = @_;
    my @parts = parts_of($text);
    for (@parts) {
        my ($esm_class, $octets) = @$_;
        while (1) {
            my $seq = $smpp->submit_sm(
                async => 1, source_addr_ton => 5, source_addr_npi => 0, source_addr => 'Shop', dest_addr_ton => 1,
                dest_addr_npi => 1, destination_addr => '15555550100', esm_class => $esm_class, data_coding => 0,
                registered_delivery => $wanted, short_message => $octets,
            );
            my $answer;
            # Its own wait drops whatever else comes: receipts, too (wait_pdu in https://metacpan.org/pod/Net::SMPP).
            do { $answer = next_pdu($smpp) } until $answer && $answer->{cmd} == SUBMIT_SM_RESP && $answer->{seq} == $seq;
            if ($answer->status == RTHROTTLED) {
                say_fields('throttled');
                select(undef, undef, undef, PAUSE_SECONDS);
                next;
            }
            die $answer->explain_status if $answer->status;
            say_fields('accepted', $answer->{message_id});
            last;
        }
    }
    return scalar @parts;
}

sub leave {
    my ($smpp) = @_;
    my $answer = $smpp->enquire_link() || die 'no answer to enquire_link';
    say_fields('alive') if $answer->status == 0;
    $answer = $smpp->unbind() || die 'no answer to unbind';
    say_fields('unbound') if $answer->status == 0;
    close $smpp;
}

eval {
    say_fields('refused', connected($port, 'wrong')->bind_transceiver()->status);

    leave(bound($port, 'transmitter'));

    my $smpp = bound($port, 'receiver');
    receive($smpp, sub { $parts == 1 });
    leave($smpp);

    $smpp = bound($port, 'transceiver');
    my $sent = submit($smpp, $short, 1) + submit($smpp, $long, 1);
    receive($smpp, sub { $receipts == $sent && $parts == 1 + PARTS });
    leave($smpp);

    $smpp = bound($throttling_port, 'transceiver');
    submit($smpp, $short, 0) for 1 .. 3;
    leave($smpp);
    1;
} or do {
    say_fields('error', $@ =~ s/\s+/ /gr);
    exit 1;
};
