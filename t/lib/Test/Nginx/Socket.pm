package Test::Nginx::Socket;

# Runs the .t files in t/ on a machine that has no CPAN: the part of the
# upstream framework, Test::Nginx::Socket of OpenResty, that they use, with
# its meaning.  A .t file runs there unchanged.
#
# Stricter than upstream: a report of a sanitizer, an alert, a signal or an
# nginx that does not quit makes a test fail, whatever it asked for.

use strict;
use warnings;

use Test::Base -Base;

use List::Util ();
use Time::HiRes ();

use Test::Nginx::Checks;
use Test::Nginx::Client;
use Test::Nginx::Response;
use Test::Nginx::Server;


our @EXPORT = qw(
    add_block_preprocessor add_cleanup_handler add_response_body_check
    bail_out check_accum_error_log config_preamble env_to_nginx html_dir
    log_level master_off master_on master_process_enabled no_long_string
    no_nginx_manager no_root_location no_shuffle plan repeat_each run_test
    run_tests server_addr server_name server_port server_port_for_client
    server_root timeout use_hup worker_connections workers
);


my $RepeatEach = 1;
my $NoShuffle = $ENV{TEST_NGINX_NO_SHUFFLE};
my $Restart = $ENV{TEST_NGINX_FORCE_RESTART_ON_TEST} // 1;
my (@Preprocessors, @Cleanups);
my ($PrevConfig, $PrevBlock);
my $First = 1;
my $Owner = $$;

$ENV{TEST_NGINX_SERVER_ROOT} = $Test::Nginx::Server::Root;


# --- settings.  The prototypes keep Spiffy from adding a "my $self" to each.


sub setting (\$@) {
    my $place = shift;

    $$place = shift if @_;

    return $$place;
}

sub repeat_each (@) { return setting($RepeatEach, @_) }
sub timeout (@)     { return setting($Test::Nginx::Server::Timeout, @_) }
sub workers (@)     { return setting($Test::Nginx::Server::Workers, @_) }
sub log_level (@)   { return setting($Test::Nginx::Server::LogLevel, @_) }
sub server_addr (@) { return setting($Test::Nginx::Server::Addr, @_) }
sub server_port (@) { return setting($Test::Nginx::Server::Port, @_) }

sub html_dir ()     { return $Test::Nginx::Server::Html }
sub server_root ()  { return $Test::Nginx::Server::Root }

sub master_on ()             { $Test::Nginx::Server::Master = 'on' }
sub master_off ()            { $Test::Nginx::Server::Master = 'off' }
sub no_root_location ()      { $Test::Nginx::Server::NoRootLocation = 1 }
sub use_hup ()               { $Test::Nginx::Server::UseHup = 1 }
sub no_shuffle ()            { $NoShuffle = 1 }
sub no_long_string ()        { }
sub check_accum_error_log () { $Test::Nginx::Checks::Accumulate = 1 }
sub config_preamble ($)      { $Test::Nginx::Server::Preamble = shift }

sub no_nginx_manager () {
    bail_out('no_nginx_manager() is not for this runner');
}

sub server_port_for_client (@) {
    return setting($Test::Nginx::Server::ClientPort, @_);
}

sub worker_connections (@) {
    return setting($Test::Nginx::Server::WorkerConnections, @_);
}

sub server_name (@) {
    $Test::Nginx::Client::ServerName = $_[0] if @_;

    return setting($Test::Nginx::Server::Name, @_);
}

sub master_process_enabled (@) {
    return $Test::Nginx::Server::Master if !@_;

    $Test::Nginx::Server::Master = $_[0] ? 'on' : 'off';
}

sub env_to_nginx (@)           { push @Test::Nginx::Server::Env, @_ }
sub add_block_preprocessor (&) { unshift @Preprocessors, shift }
sub add_cleanup_handler ($)    { unshift @Cleanups, shift }

sub add_response_body_check ($) {
    push @Test::Nginx::Checks::BodyChecks, shift;
}


sub bail_out (@) {
    cleanup();
    Test::More::BAIL_OUT(@_);
}


# --- the run


$Test::Nginx::Server::Fatal = sub { die { why => "@_" } };


sub give_up ($) { $Test::Nginx::Server::Fatal->(@_) }


sub run_tests () {
    Test::Nginx::Server::version();

    $ENV{TEST_NGINX_SERVER_PORT} = $Test::Nginx::Server::Port
        if !defined $ENV{TEST_NGINX_SERVER_PORT}
           || $ENV{TEST_NGINX_RANDOMIZE};

    my @blocks = Test::Base::blocks();
    @blocks = List::Util::shuffle(@blocks) if !$NoShuffle;

    for my $block (@blocks) {
        $_->($block) for @Preprocessors;

        $block->set_value('name', "$0 " . $block->name);

        # what cannot go on ends the block, not the run

        if (!eval { run_test($block); 1 }) {
            my ($why, $more) = split /\n/, ref $@ ? $@->{why} : "$@", 2;

            Test::More::fail($block->name . " - $why");
            Test::More::diag($more) if defined $more;
        }

        $PrevBlock = $block;
    }

    cleanup();
}


sub run_test ($) {
    my $block = shift;

    return if defined $block->SKIP;

    my $name = $block->name;
    my $ports = {};
    my $config = Test::Nginx::Server::expand(scalar $block->config, $ports);

    my ($skipped, $reason) = skipped($block);
    my $todo = todo($block);

    if (!defined $skipped && !defined $todo) {
        local $Test::Nginx::Server::UseHup
            = defined $block->must_die ? 0 : $Test::Nginx::Server::UseHup;

        return if prepare($block, $config, $ports);
    }

    run_init($block) if $block->init;

    for my $repeat (0 .. $RepeatEach - 1) {
        Test::Nginx::Server::user_files($block, $ports)
            if $repeat > 0 && !defined $skipped;

        if (defined $skipped) {
            SKIP: { Test::More::skip("$name - $reason", $skipped) }

        } elsif (defined $todo) {
            TODO: { Test::More::todo_skip("$name - $todo->[1]", $todo->[0]) }

        } else {
            exchange($block, $repeat);
        }
    }
}


# In the package of the .t file, so that its variables are "$::x" here and
# under the upstream framework.

sub run_init ($) {
    my $block = shift;

    my $code = $block->init;

    package main;

    eval $code;

    Test::Nginx::Socket::give_up("init failed: $@") if $@;
}


# Gets nginx to run the block's configuration.  True: it was meant to die,
# and there is nothing more to do.

sub prepare ($$$) {
    my ($block, $config, $ports) = @_;

    my $name = $block->name;
    my $first = $First;

    undef $First;

    if (!defined $config) {
        give_up('there is no --- config section') if !defined $PrevConfig;
        return;
    }

    return if !$Restart && defined $PrevConfig && $PrevConfig eq $config;

    $PrevConfig = $config;

    if ($Test::Nginx::Server::UseHup && !$first
        && Test::Nginx::Server::reload($block, $config, $ports,
                                       defined $block->reload_fails))
    {
        Test::Nginx::Checks::shutdown_log($PrevBlock) if $PrevBlock;
        Test::Nginx::Checks::begin();
        return;
    }

    finish();
    Test::Nginx::Checks::begin();

    if (!defined $block->must_die) {
        Test::Nginx::Server::start($block, $config, $ports, $first);
        undef $PrevBlock;
        return;
    }

    Test::Nginx::Server::clear($first);
    Test::Nginx::Server::user_files($block, $ports);
    Test::Nginx::Server::configure($block, $config, $ports);

    # an nginx that cannot start leaks a pool of its own

    local $ENV{ASAN_OPTIONS}
        = join ':', grep { defined } $ENV{ASAN_OPTIONS}, 'detect_leaks=0';

    for my $repeat (0 .. $RepeatEach - 1) {
        my ($status, $said) = Test::Nginx::Server::launch();
        my $signal = $status & 127;
        my $want = $block->must_die;

        if ($signal || $said =~ /Sanitizer|runtime error:/) {
            Test::More::fail("$name - nginx crashed");
            Test::More::diag($said);

        } elsif ($want =~ /\A\s*(\d+)\s*\z/) {
            Test::More::is($status >> 8, $1,
                           "$name - die with the expected exit code");

        } else {
            Test::More::isnt($status, 0, "$name - die as expected");
        }

        Test::Nginx::Checks::error_log($block, $repeat);

        if ($status == 0) {
            Test::Nginx::Server::wait_for(3, \&Test::Nginx::Server::pid);
            Test::Nginx::Server::stop();
        }
    }

    undef $PrevBlock;

    return 1;
}


# Ends the nginx of the block before, with a last look at its log.

sub finish () {
    my $wrong = Test::Nginx::Server::stop();

    return if !$PrevBlock;

    my $block = $PrevBlock;
    undef $PrevBlock;

    Test::Nginx::Checks::shutdown_log($block);
    Test::More::fail($block->name . " - $wrong") if $wrong;

    # a report on standard error, before error.log took it

    my $said = Test::Nginx::Server::slurp($Test::Nginx::Server::Stderr);

    if (defined $said && $said =~ /Sanitizer|runtime error:|==\d+==/) {
        Test::More::fail($block->name . ' - nginx reports an error');
        Test::More::diag(substr $said, 0, 6000);
    }
}


# --- one run of a block's requests


sub exchange ($$) {
    my ($block, $repeat) = @_;

    my $name = $block->name;
    my $requests = Test::Nginx::Client::requests($block, \&give_up);
    my $pipelined = $block->pipelined_requests;
    my $count = $pipelined ? @$pipelined : @$requests;
    my $many = $pipelined || $count > 1;
    my $i = 0;

    for my $packets (@$requests) {
        my ($raw, $error) = send_packets($block, $packets);
        my $is_head = !$pipelined && $packets->[0]{value} =~ /\A\s*HEAD\s/;

        while (1) {
            my ($res, $left) = (undef, '');

            if (!defined $block->ignore_response) {
                ($res, $left) = receive($block, $raw, $is_head);
                Test::Nginx::Checks::response($block, $res, $i, $repeat,
                                              $many);
            }

            if (!$pipelined && length $left) {
                warn "WARNING: $name - unexpected extra bytes after last "
                     . 'chunk in response: "'
                     . Test::Nginx::Checks::shown(substr $left, 0, 200)
                     . "\"\n";
            }

            Time::HiRes::sleep($block->wait) if $block->wait;

            Test::Nginx::Checks::error_log($block, $repeat);

            Test::Nginx::Checks::access_log($block, $repeat)
                if !defined $block->ignore_response;

            $i++;
            last if !$pipelined || $i >= $count;

            $raw = $left;
        }
    }
}


sub send_packets ($$) {
    my ($block, $packets) = @_;

    my $name = $block->name;
    my $timeout = seconds($block->timeout);
    my $addr = $block->server_addr_for_client;

    $timeout = $Test::Nginx::Server::Timeout if !defined $timeout;
    $timeout *= 10 if $Test::Nginx::Server::Valgrind
                      && !defined $block->abort;

    my ($raw, $error) = Test::Nginx::Client::talk(
        { addr => defined $addr ? $addr : $Test::Nginx::Server::Addr,
          port => $Test::Nginx::Server::ClientPort },
        $packets,
        timeout => $timeout, shutdown => scalar $block->shutdown,
        middle_delay => seconds($block->raw_request_middle_delay),
    );

    if (defined $error) {
        if ($error ne 'timeout') {
            warn "WARNING: $name - $error\n";
            Test::More::fail("$name - $error") if $error =~ /\ACan't/;

        } elsif (!defined $block->abort) {
            Test::More::fail("ERROR: client socket timed out - $name");
        }
    }

    print STDERR "# $name\n# $raw\n" if $Test::Nginx::Server::Verbose;

    return ($raw, $error);
}


sub receive ($$$) {
    my ($block, $raw, $is_head) = @_;

    return (Test::Nginx::Response->bare($raw), '') if defined $block->http09;

    my ($res, $left, $wrong) = Test::Nginx::Response->parse($raw, $is_head);

    if (!$res) {
        Test::More::fail($block->name . " - $wrong");

    } elsif (defined $res->note) {
        warn 'WARNING: ' . $block->name . ' - ' . $res->note . "\n";
    }

    return ($res, $left);
}


sub seconds ($) {
    my $time = shift;

    return $time if !defined $time;

    $time =~ s/\s+\z//;

    return $1 / 1000 if $time =~ /\A([\d.]+)ms\z/;
    return $1 if $time =~ /\A([\d.]+)s?\z/;
    return $time;
}


# --- blocks that do not run everywhere


sub skipped ($) {
    my $block = shift;

    if (defined(my $spec = $block->skip_eval)) {
        $spec =~ /\A\s*(\d+)\s*:\s*(.*)/s
            or give_up("bad --- skip_eval: $spec");

        my ($count, $code) = ($1, $2);
        my $is = do { package main; eval $code };

        give_up("skip_eval: $@") if $@;

        return ($count, 'skip_eval') if $is;
    }

    for my $section (qw( skip_nginx skip_nginx2 )) {
        my $spec = $block->$section;
        next if !defined $spec;

        $spec =~ /\A\s*(\d+)\s*:\s*([^:]*?)\s*(?::\s*(.*?)\s*)?\z/s
            or give_up("bad --- $section: $spec");

        my ($count, $test, $reason) = ($1, $2, $3);

        if (version_is($test)) {
            return ($count, $reason ? $reason : "nginx version $test");
        }
    }

    return;
}


sub todo ($) {
    my $block = shift;

    if (defined(my $spec = $block->todo)) {
        $spec =~ /\A\s*(\d+)\s*:\s*(.*)/s
            or give_up("bad --- todo: $spec");

        return [ $1, $2 ];
    }

    return undef;
}


# "< 1.25.0", or two of them with "and" or "or" between.

sub version_is ($) {
    my $test = shift;

    my $version = Test::Nginx::Server::version();
    my ($left, $how, $right) = split /\s+(and|or)\s+/, $test, 2;
    my @is;

    for my $one (grep { defined } $left, $right) {
        $one =~ /\A\s*([<>]=?)\s*(\d+)\.(\d+)\.(\d+)\s*\z/
            or give_up("bad version: $test");

        my $op = $1;
        my $other = Test::Nginx::Server::canonical($2, $3, $4);

        push @is, $op eq '<'  ? $version < $other
                : $op eq '<=' ? $version <= $other
                : $op eq '>'  ? $version > $other
                :               $version >= $other;
    }

    return $is[0] if @is == 1;
    return $how eq 'and' ? $is[0] && $is[1] : $is[0] || $is[1];
}


# --- the end


sub cleanup () {
    return if $$ != $Owner;

    $_->() for @Cleanups;
    @Cleanups = ();

    finish();
}


END {
    if ($$ == $Owner) {
        local $?;

        if (!$ENV{TEST_NGINX_NO_CLEAN}) {
            Test::Nginx::Server::stop();
        }

        if ($ENV{TEST_NGINX_RANDOMIZE}
            && $Test::Nginx::Server::Root =~ m{/t/servroot_\d+\z})
        {
            File::Path::remove_tree($Test::Nginx::Server::Root);
        }
    }
}


1;
