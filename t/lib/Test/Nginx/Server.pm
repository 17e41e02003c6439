package Test::Nginx::Server;

# The nginx under test: its folder, its configuration, its start, reload and
# end.  A configuration has the same shape as under the upstream framework,
# so that a test means the same there.

use strict;
use warnings;

use Cwd ();
use Errno qw( ESRCH );
use File::Find qw( find );
use File::Path qw( make_path remove_tree );
use IO::Socket::INET;
use POSIX qw( WNOHANG );
use Time::HiRes qw( sleep time );


our $Binary     = $ENV{TEST_NGINX_BINARY} || 'nginx';
our $Modules    = $ENV{TEST_NGINX_LOAD_MODULES} || '';
our $Postpone   = $ENV{TEST_NGINX_POSTPONE_OUTPUT};
our $EventType  = $ENV{TEST_NGINX_EVENT_TYPE};
our $ReusePort  = $ENV{TEST_NGINX_REUSE_PORT};
our $WorkerUser = $ENV{TEST_NGINX_WORKER_USER};
our $Valgrind   = $ENV{TEST_NGINX_USE_VALGRIND};
our $UseHup     = $ENV{TEST_NGINX_USE_HUP};
our $Verbose    = $ENV{TEST_NGINX_VERBOSE};

our $Addr              = '127.0.0.1';
our $Port              = $ENV{TEST_NGINX_SERVER_PORT}
                         || $ENV{TEST_NGINX_PORT} || 1984;
our $ClientPort        = $ENV{TEST_NGINX_CLIENT_PORT};
our $Name              = 'localhost';
our $Workers           = 1;
our $WorkerConnections = 64;
our $Master            = $ENV{TEST_NGINX_MASTER_PROCESS} || 'off';
our $LogLevel          = $ENV{TEST_NGINX_LOG_LEVEL} || 'debug';
our $NoRootLocation    = 0;
our $Preamble          = '';
our $Timeout           = $ENV{TEST_NGINX_TIMEOUT} || 3;
our @Env;

our $Fatal = sub { die @_ };     # called with a message, does not return

if ($ENV{TEST_NGINX_RANDOMIZE}) {
    $Port = free_port() or die "no port is free\n";
}

$ClientPort = $Port if !defined $ClientPort;

our $Root = $ENV{TEST_NGINX_RANDOMIZE}
            ? Cwd::cwd() . "/t/servroot_$Port"
            : $ENV{TEST_NGINX_SERVROOT} || Cwd::cwd() . '/t/servroot';

our $Html      = "$Root/html";
our $Conf      = "$Root/conf";
our $Logs      = "$Root/logs";
our $ConfFile  = "$Conf/nginx.conf";
our $PidFile   = "$Logs/nginx.pid";
our $ErrorLog  = "$Logs/error.log";
our $AccessLog = "$Logs/access.log";
our $Stderr    = "$Logs/stderr.log";

my $running;                     # the process id of the nginx started last
my $child;                       # the same, if it is our own child
my $serial = 0;
my $version;


# --- small questions


sub free_port {
    my %used = map { $_ => 1 } @_;

    for (1 .. 1000) {
        my $port = 10000 + int rand 20000;
        next if $used{$port};

        my $sock = IO::Socket::INET->new(
            LocalAddr => '127.0.0.1', LocalPort => $port, Proto => 'tcp',
            Listen => 1,
        );

        return $port if $sock;
    }

    return;
}


# A zombie that nobody waits for has ended as well.

sub alive {
    my ($pid) = @_;

    waitpid $pid, WNOHANG if $child && $pid == $child;

    return 0 if !kill(0, $pid) && $!{ESRCH};

    open my $in, '<', "/proc/$pid/stat" or return -d '/proc/self' ? 0 : 1;
    my $line = <$in>;

    return defined $line && $line =~ /\) Z / ? 0 : 1;
}


sub pid {
    open my $in, '<', $PidFile or return;
    my $pid = <$in>;

    return defined $pid && $pid =~ /\A(\d+)/ ? $1 : undef;
}


sub wait_for {
    my ($seconds, $what) = @_;

    my $end = time + $seconds;
    my $step = 0.001;

    while (1) {
        my $got = $what->();
        return $got if $got;
        return if time > $end;

        sleep $step;
        $step *= 1.3 if $step < 0.05;
    }
}


sub version {
    return $version if defined $version;

    my $out = `$Binary -V 2>&1` // '';

    $out =~ m{/(\d+)\.(\d+)\.(\d+)}
        or $Fatal->("no version in the output of $Binary -V: $out");

    return $version = canonical($1, $2, $3);
}


sub canonical { return sprintf '%d.%03d%03d', @_ }


# --- text


# $TEST_NGINX_X in a section is the environment's, or a free port.

sub expand {
    my ($text, $ports) = @_;

    return $text if !defined $text;

    $text =~ s{\$(TEST_NGINX_[_A-Z0-9]+)}{
        my $name = $1;

        $name =~ /\ATEST_NGINX_RAND_PORT_\d+\z/
            ? $ports->{$name} ||= free_port($Port, values %$ports)
            : defined $ENV{$name}
                ? $ENV{$name}
                : $Fatal->("there is no $name in the environment");
    }ge;

    return $text;
}


sub spew {
    my ($path, $bytes) = @_;

    open my $out, '>', $path or $Fatal->("cannot write $path: $!");
    binmode $out;
    utf8::encode($bytes) if utf8::is_utf8($bytes);
    print $out $bytes;
    close $out or $Fatal->("cannot write $path: $!");
}


sub slurp {
    my ($path, $from) = @_;

    open my $in, "<", $path or return;
    binmode $in;
    seek $in, $from, 0 if $from;

    local $/;
    my $bytes = <$in>;

    return defined $bytes ? $bytes : '';
}


# --- the folder


# Upstream removes these folders and then expects nothing else to be there.

sub clear {
    my ($first) = @_;

    if (-d $Root) {
        remove_tree($Conf, glob("$Root/*_cache"), glob("$Root/*_temp"));

        if ($UseHup) {
            find({ bydepth => 1, no_chdir => 1, wanted => sub {
                return if -d $_ && !-l $_;
                return if /(?:\bnginx\.pid|\.sock|\.crt|\.key)\z/ && !$first;
                unlink $_;
            } }, $Root);

        } else {
            remove_tree($Html, $Logs);

            if (!rmdir $Root) {
                opendir(my $dir, $Root);
                my @names = grep { !/\A\.\.?\z/ } readdir $dir;

                warn "left in $Root, where the upstream framework would "
                     . "stop: @names\n";
                remove_tree($Root);
            }
        }
    }

    for my $dir ($Root, $Logs, $Html, $Conf) {
        -d $dir or make_path($dir);
        -d $dir or $Fatal->("cannot make $dir: $!");
    }

    spew("$Html/index.html", '<html><head><title>It works!</title></head>'
                             . '<body>It works!</body></html>');
}


# ">>> name [time]" and lines, or a list of [name, content, time].

sub user_files {
    my ($block, $ports) = @_;

    my $files = $block->user_files;
    return if !defined $files || $files eq '';

    if (!ref $files) {
        my @list;

        for my $line (split /^/m, $files) {
            if ($line =~ />>> (\S+)(?:\s+(.+))?/) {
                push @list, [ $1, '', $2 ];

            } elsif (@list) {
                $list[-1][1] .= $line;
            }
        }

        $files = \@list;

    } elsif (ref $files ne 'ARRAY') {
        $Fatal->('--- user_files must be a string or an array');
    }

    for my $file (@$files) {
        my ($name, $content, $date) = @$file;
        my $path = $name =~ m{\A/} ? $name : "$Html/$name";

        if ($path =~ m{(.*)/} && !-d $1) {
            make_path($1);
            -d $1 or $Fatal->("cannot make $1: $!");
        }

        spew($path, expand(defined $content ? $content : '', $ports));

        if (defined $date && $date =~ /\S/) {
            $date =~ s/\s+\z//;
            local $ENV{TZ} = 'GMT';
            system('touch', '-t', $date, $path) == 0
                or $Fatal->("touch -t $date $path failed");
        }
    }
}


sub configure {
    my ($block, $config, $ports) = @_;

    my %part;

    for my $section (qw( http_config main_config post_main_config )) {
        my $text = $block->$section;
        $part{$section} = defined $text ? $text : '';
    }

    # as upstream: a file that sets it once goes on without

    undef $Postpone if $part{http_config} =~ /\bpostpone_output\b/;

    if (defined $Postpone) {
        $Postpone =~ /\A\d+\z/
            or $Fatal->("bad TEST_NGINX_POSTPONE_OUTPUT: $Postpone");
        $part{http_config} .= "\n    postpone_output $Postpone;\n";
    }

    $part{main_config} .= join ' ', map { "\nload_module $_;" }
                                    split ' ', $Modules;

    $_ = expand($_, $ports) for values %part;

    my $master = $UseHup ? 'on' : $Master;
    my $daemon = $Valgrind ? 'off' : 'on';
    my $log = $block->error_log_file || $ErrorLog;
    my $name = defined $block->server_name ? $block->server_name : $Name;
    my $level = $block->log_level || $LogLevel;
    my $listen = $Port . ($ReusePort ? ' reuseport' : '');

    $name =~ s/([\\'])/\\$1/g;

    my $env = join '', map { "env " . (/\s/ ? "'$_'" : $_) . ";\n" }
                       qw( ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS
                           LD_PRELOAD LD_LIBRARY_PATH ), @Env;

    my $user = defined $WorkerUser ? "user $WorkerUser;"
               : $> == 0 ? 'user root;' : '';

    my $root = $NoRootLocation ? '' : <<END;
        location / {
            root $Html;
            index index.html index.htm;
        }
END

    $serial++;

    my $probe = !$UseHup ? '' : <<END;
    server {
        listen          $listen;
        server_name     'Test-Nginx';

        location = /ver {
            return 200 '$$-$serial';
        }
    }
END

    my $use = $EventType ? "    use $EventType;\n" : '';

    spew($ConfFile, <<END);
worker_processes  $Workers;
daemon $daemon;
master_process $master;
error_log $log $level;
pid       $PidFile;
$env$user

$part{main_config}

http {
    access_log $AccessLog;

    default_type text/plain;
    keepalive_timeout  68;

$part{http_config}

    server {
        listen          $listen;
        server_name     '$name';

        client_max_body_size 30M;

$Preamble

$config

$root    }
$probe}

$part{post_main_config}

events {
    accept_mutex off;

    worker_connections  $WorkerConnections;
$use}
END
}


# --- the process


# Runs nginx; gives its wait status, and what it said on standard error.
# With daemon on, the command ends when nginx listens.

sub launch {
    my @command = ($Binary, '-p', "$Root/", '-c', $ConfFile);

    # where errors go before the configuration is read, whatever the binary
    # was built with

    push @command, '-e', $ErrorLog if version() >= canonical(1, 19, 5);

    if ($Valgrind) {
        my $options = $Valgrind =~ /\A\d+\z/ ? '' : $Valgrind;

        # leaks are LeakSanitizer's, which knows nginx's own

        unshift @command, 'valgrind', '-q', split ' ', $options;
    }

    print STDERR "# @command\n" if $Verbose;

    my $pid = fork;
    defined $pid or $Fatal->("fork() failed: $!");

    if ($pid == 0) {
        open STDOUT, '>', '/dev/null';
        open STDERR, '>>', $Stderr;
        { exec @command };
        print STDERR "cannot run $command[0]: $!\n";
        POSIX::_exit(127);
    }

    if ($Valgrind) {
        $child = $pid;
        wait_for(30, sub { pid() || !alive($pid) });
        return alive($pid) ? (0, '') : (1 << 8, slurp($Stderr) // '');
    }

    waitpid $pid, 0;

    return ($?, slurp($Stderr) // '');
}


sub start {
    my ($block, $config, $ports, $first) = @_;

    clear($first);
    user_files($block, $ports);
    configure($block, $config, $ports);

    my $end = time + 10;

    while (1) {
        my ($status, $said) = launch();

        if ($status == 0) {
            $running = wait_for(5, \&pid);
            return if $running;
            $Fatal->("nginx did not write $PidFile");
        }

        my $log = $said . (slurp($ErrorLog) // '');

        # an address may be held for a moment by the server before

        if ($log =~ /Address already in use/ && time < $end) {
            sleep 0.2;
            next;
        }

        my @why = grep { /\[(?:emerg|alert|crit)\]|Sanitizer|cannot run/ }
                  split /\n/, $log;

        $Fatal->(join "\n", "nginx did not start (status $status)", @why);
    }
}


# Whether a reload took place: no old worker is left to take a connection,
# and several new connections in a row see the new configuration.

sub reload {
    my ($block, $config, $ports, $is_to_fail) = @_;

    my $pid = pid();
    return 0 if !defined $pid || !alive($pid);

    clear(0);
    user_files($block, $ports);
    configure($block, $config, $ports);

    my @old = workers($pid);

    kill 'USR1', $pid;
    wait_for(3, sub { -e $ErrorLog });
    kill 'HUP', $pid;

    if ($is_to_fail) {
        sleep 0.3;
        return 1;
    }

    my $want = "$$-$serial";
    my $patience = $Valgrind ? 60 : 15;

    my $done = wait_for($patience, sub { config_version() eq $want })
               && wait_for($patience, sub { !grep { listens($_) } @old })
               && wait_for($patience, sub {
                   for (1 .. 3 * $Workers) {
                       return 0 if config_version() ne $want;
                   }

                   return 1;
               });

    if (!$done) {
        my @why = grep { /\[(?:emerg|alert|crit)\]/ }
                  split /\n/, slurp($ErrorLog) // '';

        $Fatal->(join "\n", 'nginx did not reload', @why);
    }

    return 1;
}


# An old worker changes its name just before it stops listening.

sub listens {
    my ($pid) = @_;

    my $name = slurp("/proc/$pid/cmdline");

    return defined $name && $name ne '' && $name !~ /shutting down/;
}


sub config_version {
    my $sock = IO::Socket::INET->new(
        PeerAddr => $Addr, PeerPort => $Port, Proto => 'tcp', Timeout => 2,
    ) or return '';

    print $sock "GET /ver HTTP/1.0\r\nHost: Test-Nginx\r\n\r\n";

    local $/;
    my $answer = <$sock>;

    return defined $answer && $answer =~ /\r\n\r\n(.*)\z/s ? $1 : '';
}


# Ends nginx as an operator would; gives what is wrong with that, if
# anything is.

sub stop {
    my $pid = pid();
    $pid = $running if !defined $pid;
    undef $running;

    return if !defined $pid;

    my $wrong;

    if (alive($pid)) {
        kill 'QUIT', $pid;

        my $patience = $Timeout * ($Valgrind ? 10 : 3);

        if (!wait_for($patience, sub { !alive($pid) })) {
            $wrong = "nginx ($pid) did not quit in $patience s";
            my @workers = workers($pid);
            kill 'KILL', $pid, @workers;
            wait_for(5, sub { !alive($pid) });
        }
    }

    unlink $PidFile;
    undef $child;

    return $wrong;
}


sub workers {
    my ($master) = @_;

    my @pids;

    for my $stat (glob '/proc/[0-9]*/stat') {
        my $line = slurp($stat) // next;

        push @pids, $1 if $line =~ /\A(\d+) \(.*\) \S (\d+)/s
                          && $2 == $master;
    }

    return @pids;
}


1;
