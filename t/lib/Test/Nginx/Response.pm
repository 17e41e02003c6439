package Test::Nginx::Response;

# One HTTP response as it came from a socket: status, headers, body.

use strict;
use warnings;


# Gives the response and what was received behind it, or undef, nothing and
# what is wrong with the chunks.  A response to HEAD should have no body; one
# that came is kept, for the checks to see.

sub parse {
    my ($class, $raw, $is_head) = @_;

    my $self = bless {
        code => undef, head => '', fields => [], content => '', note => undef,
    }, $class;

    return ($self, '') if !defined $raw || $raw eq '';

    my ($head, $body) = split /\r?\n\r?\n/, $raw, 2;

    $self->{head} = $1 if $raw =~ /\A(.*?\r\n)\r\n/s;

    my ($status, @lines) = split /\r?\n/, $head;

    if (defined $status && $status =~ m{\A(?:HTTP/\S+\s+)?(\d{3})(?:\s|\z)}) {
        $self->{code} = $1;
    }

    for my $line (@lines) {
        if ($line =~ /\A[ \t]+(.*)/ && @{ $self->{fields} }) {
            $self->{fields}[-1][1] .= " $1";

        } elsif ($line =~ /\A([^:]+?)\s*:\s*(.*?)\s*\z/) {
            push @{ $self->{fields} }, [ lc $1, $2 ];
        }
    }

    $body = '' if !defined $body;
    $self->{content} = $body;

    my $code = $self->{code};
    return ($self, '') if defined $code && ($code == 304 || $code == 101);

    if (($self->header('transfer-encoding') // '') eq 'chunked') {
        return ($self, '') if $is_head && $body eq '';
        return $self->dechunk($body);
    }

    my $length = $self->header('content-length');

    if (defined $length && $length =~ /\A\d+\z/) {
        if (length $body < $length) {
            $self->{note} = "response body truncated: $length expected, "
                            . "but got " . length($body) if !$is_head;
            return ($self, '');
        }

        $self->{content} = substr $body, 0, $length;
        return ($self, substr $body, $length);
    }

    return ($self, '');
}


sub dechunk {
    my ($self, $body) = @_;

    my $content = '';
    my $pos = 0;

    while (1) {
        pos($body) = $pos;

        if ($body !~ /\G[ \t]*([0-9A-Fa-f]+)[ \t]*(?:;[^\r\n]*)?\r\n/gc) {
            my $rest = substr $body, $pos, 60;

            return (undef, '', $rest eq ''
                    ? 'no last chunk found' : "invalid chunk: $rest");
        }

        my $size = hex $1;
        $pos = pos $body;

        last if $size == 0;

        if ($pos + $size + 2 > length $body) {
            return (undef, '', 'invalid chunked data received (not enough '
                               . 'octets for the data section)');
        }

        $content .= substr $body, $pos, $size;
        $pos += $size;

        if (substr($body, $pos, 2) ne "\r\n") {
            return (undef, '', 'invalid chunked data received '
                               . '(expected CRLF).');
        }

        $pos += 2;
    }

    if (substr($body, $pos, 2) ne "\r\n") {
        return (undef, '', 'no end of the last chunk');
    }

    $self->{content} = $content;

    return ($self, substr $body, $pos + 2);
}


# An HTTP/0.9 answer: all of it is the body.

sub bare {
    my ($class, $raw) = @_;

    return bless { code => 200, head => '', fields => [], content => $raw },
                 $class;
}


sub code { $_[0]{code} }
sub head { $_[0]{head} }
sub note { $_[0]{note} }


# All fields of a name, joined.

sub header {
    my ($self, $name) = @_;

    my @values = map { $_->[1] }
                 grep { $_->[0] eq lc $name } @{ $self->{fields} };

    return @values ? join(', ', @values) : undef;
}


sub content {
    my $self = shift;

    $self->{content} = shift if @_;

    return $self->{content};
}


1;
