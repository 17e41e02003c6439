package Test::Nginx::Client;

# Turns the sections of a block into the bytes of requests, and sends them.
# A request is a list of packets, { value => bytes, delay_before => s }.

use strict;
use warnings;

use Errno qw( EAGAIN EWOULDBLOCK EINTR ENOTCONN );
use IO::Select;
use IO::Socket::INET;
use Time::HiRes qw( sleep time );


our $ServerName = 'localhost';


# --- the bytes


# All requests of a block; $fail->($why) does not return.

sub requests {
    my ($block, $fail) = @_;

    my $raw = $block->raw_request;

    if (defined $raw) {
        return [ [ map { { value => $_ } } ref $raw ? @$raw : $raw ] ];
    }

    my $more = $block->more_headers;
    $more = '' if !defined $more;

    my $pick = sub {
        my $i = shift;

        return $more if ref $more ne 'ARRAY';

        $fail->("--- more_headers lacks data for request $i")
            if !defined $more->[$i];

        return $more->[$i];
    };

    if (my $list = $block->pipelined_requests) {
        $fail->("invalid entries in --- pipelined_requests")
            if ref $list ne 'ARRAY';

        my $bytes = '';

        for my $i (0 .. $#$list) {
            my $way = $i == $#$list ? 'close' : 'keep-alive';
            my $one = packets($pick->($i), $way, $fail, $list->[$i]);
            $bytes .= $one->[0]{value};
        }

        return [ [ { value => $bytes } ] ];
    }

    my $request = $block->request;

    if (!defined $request && defined $block->request_eval) {
        $request = eval $block->request_eval;
        $fail->("request_eval: $@") if $@;
    }

    $fail->("there is no --- request") if !defined $request;

    if (!ref $request) {
        1 while $request =~ s/\A(?:\s*#[^\n]+\s+|\s+)//;

        return [ packets($pick->(0), 'close', $fail, $request) ];
    }

    $fail->("--- request must be a string or an array of requests")
        if ref $request ne 'ARRAY';

    my @all;

    for my $i (0 .. $#$request) {
        my $one = $request->[$i];
        push @all, packets($pick->($i), 'close', $fail,
                           ref $one eq 'ARRAY' ? @$one : $one);
    }

    return \@all;
}


# "GET /x" and what follows it, given in pieces, becomes a whole request, in
# the same number of pieces: each place between two of them is carried over.

sub packets {
    my ($more, $connection, $fail, @pieces) = @_;

    my (@values, @delays);

    for my $piece (@pieces) {
        push @values, ref $piece ? $piece->{value} : $piece;
        push @delays, ref $piece ? $piece->{delay_before} : undef;
    }

    my $source = join '', @values;

    $source =~ m{ \A (\s*) (\S+) ([ ]*)
                  (?: (\S+) ([ ]*) )?
                  (?: (\S+) ([ ]*) )?
                  ([^\S\n]*\n|\s*\z)
                }x
        or $fail->("the request line should be 'method [url [version]]'");

    my @line = map { defined $_ ? $_ : '' } $1, $2, $3, $4, $5, $6, $7, $8;
    my $used = length join '', @line;
    my $body = substr $source, $used;

    my ($headers, $chunked) = fields($more);
    my $sent = $body;

    if (!$chunked && $body ne '' && $headers !~ /^Content-Length:/m) {
        $sent =~ s/\A\s+|\s+\z//g;
        $headers .= 'Content-Length: ' . length($sent) . "\r\n";
    }

    $headers = "Connection: $connection\r\n$headers"
        if $headers !~ /^Connection/mi;

    $headers = "Host: $ServerName\r\n$headers" if $headers !~ /^Host:/mi;

    # what stands in the source, and what is sent instead

    my @map = (
        [ length $line[0], '' ],
        [ length $line[1], "$line[1] " ],
        [ length $line[2], '' ],
        [ length $line[3], ($line[3] ne '' ? $line[3] : '/') . ' ' ],
        [ length $line[4], '' ],
        [ length $line[5], ($line[5] ne '' ? $line[5] : 'HTTP/1.1') . "\r\n" ],
        [ length($line[6]) + length($line[7]), '' ],
        [ 0, "$headers\r\n" ],
        [ length $body, $sent ],
    );

    my $bytes = join '', map { $_->[1] } @map;
    my (@packets, $from, $place);

    $from = 0;
    $place = 0;

    for my $i (0 .. $#values) {
        $place += length $values[$i];

        my $to = $i == $#values ? length $bytes : carried($place, \@map);

        push @packets, {
            value => substr($bytes, $from, $to - $from),
            defined $delays[$i] ? (delay_before => $delays[$i]) : (),
        };

        $from = $to;
    }

    return \@packets;
}


sub carried {
    my ($place, $map) = @_;

    my ($in, $out) = (0, 0);

    for my $part (@$map) {
        my ($size, $text) = @$part;

        if ($in + $size > $place) {
            my $into = $place - $in;
            return $out + ($into < length $text ? $into : length $text);
        }

        $in += $size;
        $out += length $text;
    }

    return $out;
}


sub fields {
    my ($text) = @_;

    my $out = '';
    my $chunked = 0;

    for my $line (split /\n+/, $text) {
        next if $line =~ /\A\s*#/;

        $line =~ s/\r\z//;

        my ($name, $value) = split /:\s*/, $line, 2;
        $value = '' if !defined $value;

        $chunked = 1 if lc $name eq 'transfer-encoding'
                        && $value eq 'chunked';

        $out .= "$name: $value\r\n";
    }

    return ($out, $chunked);
}


# --- the socket


# Sends the packets, and gives all that comes back until the server closes
# the connection, and what went wrong, if something did.

sub talk {
    my ($to, $packets, %option) = @_;

    my $timeout = $option{timeout};
    my $sock = connection($to, $timeout);

    return ('', "Can't connect to $to->{addr}:$to->{port}: $!") if !$sock;

    my @left = @$packets;
    my $writing = shift(@left)->{value};
    my $select = IO::Select->new($sock);
    my $got = '';
    my $error;

    while (1) {
        my $want_write = defined $writing ? $select : undef;
        my ($read, $write) = IO::Select->select($select, $want_write, undef,
                                                $timeout);

        if (!defined $read) {
            next if $!{EINTR};

            $error = 'timeout';
            last;
        }

        if (@$read) {
            my $n = sysread $sock, my $bytes, 65536;

            if (defined $n) {
                last if $n == 0;
                $got .= $bytes;

            } elsif (!$!{EAGAIN} && !$!{EWOULDBLOCK} && !$!{EINTR}) {
                $error = "HTTP response read failure: $!" if $got eq '';
                last;
            }
        }

        next if !@$write || !defined $writing;

        my $n = $writing eq '' ? 0 : syswrite $sock, $writing;

        if (!defined $n) {
            next if $!{EAGAIN} || $!{EWOULDBLOCK} || $!{EINTR};

            # the answer may be there all the same: read on

            undef $writing;
            next;
        }

        substr $writing, 0, $n, '';
        next if $writing ne '';

        if (my $next = shift @left) {
            my $delay = $next->{delay_before};
            $delay = $option{middle_delay} if !defined $delay;
            sleep $delay if $delay;
            $writing = $next->{value};
            next;
        }

        undef $writing;

        if (defined $option{shutdown}) {
            my $how = $option{shutdown};
            shutdown $sock, $how =~ /\A\s*\z/ ? 1 : $how;
        }
    }

    close $sock;

    return ($got, $error);
}


# nginx listens before its command returns, so this waits only for a server
# that starts in the foreground.

sub connection {
    my ($to, $timeout) = @_;

    my $end = time + ($timeout > 5 ? $timeout : 5);
    my $sock;

    while (1) {
        $sock = IO::Socket::INET->new(
            PeerAddr => $to->{addr}, PeerPort => $to->{port}, Proto => 'tcp',
            Timeout => $timeout,
        );

        last if $sock || time > $end;

        sleep 0.02;
    }

    $sock->blocking(0) if $sock;

    return $sock;
}


1;
