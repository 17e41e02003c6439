package Test::Nginx::Checks;

# What the sections of a block expect, against what came.  Each check is one
# test of Test::More, of the same number as under the upstream framework.

use strict;
use warnings;

use Digest::MD5 ();
use Digest::SHA ();
use Encode ();
use Test::More ();
use Time::HiRes qw( sleep );

use Test::Nginx::Server;


our @BodyChecks;
our $Accumulate = $ENV{TEST_NGINX_CHECK_ACCUM_ERR_LOG};

my $log_from = 0;                # where the next look at error.log begins
my $fatal_from = 0;              # the same for what no test may cause


# What nginx reports when memory, or a promise of its own, is broken.

my $broken = qr{
    \bAssertion\ .*?failed\b
    | (?:Address|Leak|Undefined\w*|Memory|Thread)Sanitizer
    | :\d+:\d+:\ runtime\ error:
    | exited\ on\ signal\ \d+
    | ==\d+==\ (?:Invalid|Conditional\ jump|Use\ of\ uninit)
    | \bin\ loss\ record\b
}x;


sub begin {
    $log_from = 0;
    $fatal_from = 0;
}


# The value for a request: one of a list, when there are several.

sub indexed {
    my ($value, $i, $many) = @_;

    if ($many) {
        return $value->[$i] if ref $value eq 'ARRAY';

        $Test::Nginx::Server::Fatal->('with several requests, what is '
                                      . 'expected must be an array');
    }

    return ref $value eq 'ARRAY' ? $value->[0] : $value;
}


# Ports have names in what is expected.

sub ports {
    my ($text) = @_;

    return $text if !defined $text || ref $text;

    $text =~ s/\$ServerPortForClient\b/$Test::Nginx::Server::ClientPort/g;
    $text =~ s/\$ServerPort\b/$Test::Nginx::Server::Port/g;

    return $text;
}


# --- the response


sub response {
    my ($block, $res, $i, $repeat, $many) = @_;

    status($block, $res, $i, $many);
    raw_headers($block, $res, $i, $many);
    headers($block, $res, $i, $many);
    filter($block, $res, $i);
    body($block, $res, $i, $repeat, $many);
}


sub status {
    my ($block, $res, $i, $many) = @_;

    my $name = $block->name . ' - status code ok';
    my $code = $res && defined $res->code ? $res->code : '';

    if (defined $block->error_code_like) {
        my $like = indexed(scalar $block->error_code_like, $i, $many);
        Test::More::like($code, qr/$like/sm, $name);
        return;
    }

    my $want = defined $block->error_code
               ? indexed(scalar $block->error_code, $i, $many) : 200;

    if (defined $want && !ref $want) {
        $want =~ s/\A\s+|\s+\z//g;
    }

    Test::More::is($code, $want, $name);
}


sub raw_headers {
    my ($block, $res, $i, $many) = @_;

    my $name = $block->name;
    my $head = $res ? $res->head : '';

    if (defined(my $like = $block->raw_response_headers_like)) {
        $like = indexed($like, $i, $many);
        Test::More::like($head, qr/$like/s, "$name - raw resp headers like");
    }

    if (defined(my $unlike = $block->raw_response_headers_unlike)) {
        $unlike = indexed($unlike, $i, $many);
        Test::More::unlike($head, qr/$unlike/s,
                           "$name - raw resp headers unlike");
    }
}


# "Name: value" in each line, or "!Name" for one that must not be there.  A
# name that comes twice counts once, the last one, as upstream.

sub wanted_headers {
    my ($text) = @_;

    my (%want, @order);

    for my $line (split /\n/, defined $text ? $text : '') {
        $line =~ s/\A\s+|\s+\z//g;
        next if $line eq '';

        my ($name, $value);

        if ($line =~ s/\A!\s*//) {
            $name = $line;

        } else {
            ($name, $value) = split /\s*:\s*/, $line, 2;
            $value = '' if !defined $value;
        }

        push @order, $name if !exists $want{$name};
        $want{$name} = $value;
    }

    return map { [ $_, $want{$_} ] } @order;
}


sub headers {
    my ($block, $res, $i, $many) = @_;

    my $name = $block->name;

    if (defined(my $text = $block->response_headers)) {

        for my $want (wanted_headers(indexed($text, $i, $many))) {
            my ($field, $value) = @$want;

            if (!defined $value) {
                Test::More::unlike($res ? $res->head : '',
                    qr/^\s*\Q$field\E\s*:/mis,
                    "$name - header $field not present in the raw headers");
                next;
            }

            my $got = $res ? $res->header($field) : undef;
            Test::More::is(defined $got ? $got : '', ports($value),
                           "$name - header $field ok");
        }

    } elsif (defined($text = $block->response_headers_like)) {

        for my $want (wanted_headers(indexed($text, $i, $many))) {
            my ($field, $value) = @$want;

            my $got = $res ? $res->header($field) : undef;
            $value = '' if !defined $value;
            Test::More::like(defined $got ? $got : '', qr/^$value$/,
                             "$name - header $field like ok");
        }
    }
}


my %filters = (
    md5_hex  => sub { Digest::MD5::md5_hex($_[0]) },
    sha1_hex => sub { Digest::SHA::sha1_hex($_[0]) },
    uc       => sub { uc $_[0] },
    lc       => sub { lc $_[0] },
    ucfirst  => sub { ucfirst $_[0] },
    lcfirst  => sub { lcfirst $_[0] },
    length   => sub { length $_[0] },
);


sub filter {
    my ($block, $res, $i) = @_;

    my $list = $block->response_body_filters;
    return if !defined $list || !$res;

    $list = [ split ' ', $list ] if !ref $list;
    $list = [ $list ] if ref $list ne 'ARRAY';
    $list = $list->[$i] if ref $list->[0] eq 'ARRAY';

    my $content = $res->content;

    for my $filter (@$list) {
        my $code = ref $filter ? $filter : $filters{$filter};

        $Test::Nginx::Server::Fatal->("there is no filter $filter")
            if !defined $code;

        $content = $code->($content);
    }

    $res->content($content);
}


sub body {
    my ($block, $res, $i, $repeat, $many) = @_;

    my $name = $block->name;
    my $got = $res ? $res->content : undef;

    if (defined(my $want = $block->response_body)) {
        $want = ports(indexed($want, $i, $many));

        Encode::from_to($want, 'UTF-8', $block->charset)
            if $block->charset && !ref $want;

        my $title = "$name - response_body - response is expected "
                    . "(repeated req $repeat, req $i)";

        ref $want ? Test::More::like($got, $want, $title)
                  : same($got, $want, $title);

    } elsif (defined($want = $block->response_body_like)) {
        $want = ports(indexed($want, $i, $many));
        Test::More::like($got, qr/$want/s,
                         "$name - response_body_like - response is expected "
                         . '(' . brief($got) . ')');

    } elsif (defined($want = $block->response_body_unlike)) {
        $want = ports(indexed($want, $i, $many));
        Test::More::unlike($got, qr/$want/s,
                           "$name - response_body_unlike - response is "
                           . 'expected (' . brief($got) . ')');
    }

    $_->($block, $got, $i, $repeat, undef) for @BodyChecks;
}


# Long strings: not all of both, but the place where they part.

sub same {
    my ($got, $want, $title) = @_;

    if (!defined $got || !defined $want || $got eq $want
        || length($got) + length($want) < 2000)
    {
        return Test::More::is($got, $want, $title);
    }

    my $ok = Test::More::ok(0, $title);
    my $at = 0;
    my $end = length $got < length $want ? length $got : length $want;

    $at++ while $at < $end && substr($got, $at, 1) eq substr($want, $at, 1);

    my $from = $at > 40 ? $at - 40 : 0;

    Test::More::diag('got ' . length($got) . ' bytes, expected '
                     . length($want) . "; they part at byte $at\n"
                     . '     got: ' . shown(substr $got, $from, 120) . "\n"
                     . 'expected: ' . shown(substr $want, $from, 120));

    return $ok;
}


sub shown {
    my ($text) = @_;

    $text =~ s/([\0-\037\177-\377\\])/sprintf '\x%02x', ord $1/ge;

    return $text;
}


sub brief {
    my ($text) = @_;

    return '' if !defined $text;

    $text = substr $text, 0, 100;
    $text =~ s/[^\x20-\x7e]+/ /g;

    return $text;
}


# --- the logs


# Patterns are lines to be found as they are, or a regular expression, or a
# list of both.

sub patterns {
    my ($value) = @_;

    return grep { defined } @$value if ref $value eq 'ARRAY';
    return $value if ref $value;
    return grep { $_ ne '' } split /\n+/, $value;
}


sub optional { return defined $_[0] ? patterns($_[0]) : () }


sub matches {
    my ($pattern, $line) = @_;

    return ref $pattern ? $line =~ /$pattern/ : index($line, $pattern) >= 0;
}


# Lines that nginx wrote since the last look.  The end of a request is logged
# after its last byte has been sent, so it waits a little for patterns that
# have not come yet.

sub new_lines {
    my ($file, $from, @want) = @_;

    my $lines;
    my $rounds = $Test::Nginx::Server::Valgrind ? 100 : 25;

    sleep 0.015;

    for my $round (0 .. $rounds) {
        my $text = Test::Nginx::Server::slurp($file, $from);
        $lines = [ defined $text ? split /^/m, $text : () ];

        last if !grep {
            my $pattern = $_;
            !grep { matches($pattern, $_) } @$lines;
        } @want;

        sleep 0.02 if $round < $rounds;
    }

    return $lines;
}


sub error_log {
    my ($block, $repeat) = @_;

    my $name = $block->name;
    my $file = $block->error_log_file || $Test::Nginx::Server::ErrorLog;
    my @want = optional(scalar $block->error_log);

    my $lines = new_lines($file, $Accumulate ? 0 : $log_from, @want);

    if (!$Accumulate) {
        $log_from += length for @$lines;
    }

    if (defined(my $grep = $block->grep_error_log)) {
        grep_log($block, $lines, $grep, $repeat);
    }

    found($name, 'error', $lines, $repeat, @want);

    if (defined $block->no_error_log) {
        not_found($name, 'error', $lines, $repeat,
                  patterns(scalar $block->no_error_log));
    }

    fatal($block);
}


sub grep_log {
    my ($block, $lines, $grep, $repeat) = @_;

    my $want = $block->grep_error_log_out;

    $grep = $grep->[$repeat] if ref $grep eq 'ARRAY';
    $want = $want->[$repeat] if ref $want eq 'ARRAY';

    return if !defined $grep;

    if (!ref $grep) {
        chomp $grep;
        $grep = qr/\Q$grep\E/;
    }

    my $got = '';

    for my $line (@$lines) {
        $got .= "$&\n" if $line =~ /$grep/ && index($&, "\n") < 0;
    }

    my $title = $block->name . " - grep_error_log_out (req $repeat)";

    ref $want ? Test::More::like($got, $want, $title)
              : same($got, $want, $title);
}


sub access_log {
    my ($block, $repeat) = @_;

    return if !defined $block->access_log && !defined $block->no_access_log;

    my @want = optional(scalar $block->access_log);
    my $lines = new_lines($Test::Nginx::Server::AccessLog, 0, @want);

    found($block->name, 'access', $lines, $repeat, @want);

    if (defined $block->no_access_log) {
        not_found($block->name, 'access', $lines, $repeat,
                  patterns(scalar $block->no_access_log));
    }
}


sub found {
    my ($name, $log, $lines, $repeat, @patterns) = @_;

    for my $pattern (@patterns) {
        my $is = grep { matches($pattern, $_) } @$lines;

        Test::More::ok($is, qq{$name - pattern "$pattern" }
                            . ($is ? 'matches' : 'should match')
                            . " a line in $log.log (req $repeat)");
    }
}


sub not_found {
    my ($name, $log, $lines, $repeat, @patterns) = @_;

    for my $pattern (@patterns) {
        my ($line) = grep { matches($pattern, $_) } @$lines;

        Test::More::ok(!defined $line,
                       qq{$name - pattern "$pattern" does not match a line }
                       . "in $log.log (req $repeat)");

        if (defined $line) {
            chomp $line;
            Test::More::diag("but this one: $line");
        }
    }
}


# Lines that make a test fail whatever it asked for: a broken process, or an
# alert, unless the block says that it knows.  What upstream only warns of,
# it warns of here too.

sub fatal {
    my ($block) = @_;

    my $name = $block->name;
    my $text = '';

    for my $section (qw( error_log no_error_log shutdown_error_log )) {
        $text .= join "\n", optional(scalar $block->$section);
    }

    my @known = optional(scalar $block->error_log);
    my $file = $block->error_log_file || $Test::Nginx::Server::ErrorLog;
    my $new = Test::Nginx::Server::slurp($file, $fatal_from);
    my @lines = defined $new ? split /^/m, $new : ();
    my $wrong = 0;

    $fatal_from += length for @lines;

    for my $line (@lines) {
        my ($level) = $line =~ /\[(alert|crit|emerg)\]/;

        # the leak sanitizer cannot always stop a process to look at it

        if ($line =~ /LeakSanitizer (?:has encountered|does not work)/) {
            warn "WARNING: $name - $line";
            next;
        }

        if ($line =~ $broken && $text !~ /exited on signal/
            || defined $level && $level eq 'alert' && $text !~ /\[alert/
               && !grep { matches($_, $line) } @known)
        {
            $wrong++ if $wrong < 30;
            chomp $line;
            Test::More::diag($line) if $wrong < 30;

        } elsif ($wrong && $line !~ /\[debug\]/) {
            chomp $line;
            Test::More::diag($line) if $wrong++ < 30;

        } elsif (defined $level && $text !~ /\[\Q$level\E/
                 && !defined $block->must_die
                 && !grep { matches($_, $line) } @known)
        {
            warn "WARNING: $name - $line";
        }
    }

    Test::More::fail("$name - nginx reports what it never should") if $wrong;
}


# After nginx has ended.

sub shutdown_log {
    my ($block) = @_;

    fatal($block);

    for my $section (qw( shutdown_error_log no_shutdown_error_log )) {
        my $value = $block->$section;
        next if !defined $value || $Test::Nginx::Server::UseHup;

        my @patterns = patterns($value);
        my $lines = new_lines($Test::Nginx::Server::ErrorLog, $log_from);

        $section =~ /\Ano_/
            ? not_found($block->name, 'error', $lines, 0, @patterns)
            : found($block->name, 'error', $lines, 0, @patterns);
    }
}


1;
