# The module among several processes: workers, reloads, deaths, upgrades and
# restarts.  What the tests in t/ cannot do, since the framework there owns
# its nginx.  Each nginx here listens on a free port of 2500-2599.

use strict;
use warnings;

use Cwd ();
use Errno qw( ESRCH );
use File::Path qw( make_path remove_tree );
use File::Temp ();
use IO::Select;
use IO::Socket::INET;
use POSIX ();
use Test::More;
use Time::HiRes qw( sleep time );

my $binary = $ENV{TEST_NGINX_BINARY} || which("nginx");
my $module = $ENV{TEST_NGINX_LOAD_MODULES}
             || Cwd::cwd() . '/build/ngx_http_posts_module.so';
my $slow = $binary =~ /asan/ ? 5 : 1;

plan skip_all => "there is no $module" if !-f $module;

my $top = File::Temp::tempdir('posts-processes-XXXXXX', TMPDIR => 1,
                              CLEANUP => !$ENV{KEEP});
my $owner = $$;
my (%servers, $next_port, $serial);

chmod 0755, $top;
alarm 240 * $slow;
$SIG{ALRM} = sub { die "the time is over\n" };
$SIG{PIPE} = 'IGNORE';


# nginx starts its own successor by the name it was started with.

sub which {
    my ($name) = @_;

    my ($path) = grep { -x } map { "$_/$name" }
                 split(/:/, $ENV{PATH}), '/usr/sbin';

    return $path // $name;
}


# --- a server: { dir, port, pid }


sub free_port {
    $next_port = 2500 + $$ % 50 if !defined $next_port;

    for (0 .. 99) {
        my $port = 2500 + $next_port++ % 100;

        return $port if IO::Socket::INET->new(
            LocalAddr => '127.0.0.1', LocalPort => $port, Listen => 1,
            ReuseAddr => 1, Proto => 'tcp');
    }

    die "no port is free\n";
}


# An nginx of its own folder, with the site in DIR/site unless told otherwise.

sub server {
    my (%option) = @_;

    my $dir = "$top/n" . ++$serial;
    my $self = { dir => $dir, port => free_port(), site => "$dir/site",
                 index => "$dir/index", zone => '8m', workers => 2, %option };

    make_path("$dir/logs", "$self->{site}/_posts");
    chmod 0755, $dir;

    post($self, '2020-01-01-one', 'One') if !$option{site};
    configure($self);
    $servers{$dir} = $self;

    return $self;
}


sub configure {
    my ($self) = @_;

    my $main = $self->{main} // 'master_process on;';
    my $user = $> == 0 && !$self->{run_as} ? 'user root;' : '';
    my $more = $self->{more} // '';

    spew("$self->{dir}/nginx.conf", <<"END");
load_module "$module";
$user
$main
worker_processes $self->{workers};
daemon on;
env ASAN_OPTIONS;
env LSAN_OPTIONS;
env UBSAN_OPTIONS;
pid $self->{dir}/nginx.pid;
error_log $self->{dir}/logs/error.log notice;
events { worker_connections 256; }
http {
    access_log off;
    default_type text/plain;
    posts_index_path $self->{index};
    posts_zone posts:$self->{zone};
    client_body_temp_path $self->{dir}/temp;
    proxy_temp_path $self->{dir}/temp;
    fastcgi_temp_path $self->{dir}/temp;
    uwsgi_temp_path $self->{dir}/temp;
    scgi_temp_path $self->{dir}/temp;
    server {
        listen 127.0.0.1:$self->{port} sndbuf=16k;
        add_header X-Status \$posts_cache_status always;
        add_header X-Pid \$pid always;
        location / { posts $self->{site}; }
$more
    }
}
END
}


sub nginx {
    my ($self, @more) = @_;

    my @command = ($binary, '-p', "$self->{dir}/", '-c',
                   "$self->{dir}/nginx.conf", '-e',
                   "$self->{dir}/logs/error.log", @more);

    unshift @command, 'setpriv', "--reuid=$self->{run_as}", '--clear-groups'
        if $self->{run_as};

    my $pid = fork // die "fork: $!";

    if ($pid == 0) {
        open STDOUT, '>', '/dev/null';
        open STDERR, '>>', "$self->{dir}/logs/stderr.log";
        { exec @command };
        POSIX::_exit(127);
    }

    waitpid $pid, 0;

    return $? == 0;
}


sub start {
    my ($self) = @_;

    nginx($self) or diag(slurp("$self->{dir}/logs/error.log")), return 0;

    return wait_for(5, sub { $self->{pid} = pid($self) });
}


# Asks it to quit, and gives whether it did so in time.

sub stop {
    my ($self, $signal) = @_;

    my $pid = pid($self) // $self->{pid} // return 1;

    kill $signal // 'QUIT', $pid;

    my $ended = wait_for(5, sub { !alive($pid) });

    if (!$ended) {
        kill 'KILL', $pid, children($pid);
        wait_for(5, sub { !alive($pid) });
    }

    delete $self->{pid};

    return $ended;
}


# Signals the master to reload, and waits until only new workers listen.

sub reload {
    my ($self) = @_;

    my %old = map { $_ => 1 } workers($self);

    kill 'HUP', $self->{pid};

    return wait_for(10, sub {
        my @new = grep { !$old{$_} } workers($self);

        return @new == $self->{workers}
               && !grep { $old{$_} && title($_) !~ /shutting down/ }
                   children($self->{pid});
    });
}


sub pid {
    my ($self) = @_;

    open my $in, '<', "$self->{dir}/nginx.pid" or return;
    my $pid = <$in>;

    return defined $pid && $pid =~ /\A(\d+)\s/ ? $1 : undef;
}


sub children {
    my ($master) = @_;

    my @pids;

    for my $stat (glob '/proc/[0-9]*/stat') {
        my $line = slurp($stat) // next;

        push @pids, $1 if $line =~ /\A(\d+) \(.*\) [^Z] (\d+)/s
                          && $2 == $master;
    }

    return @pids;
}


sub title {
    my ($pid) = @_;

    return slurp("/proc/$pid/cmdline") // '';
}


sub workers {
    my ($self) = @_;

    return grep { title($_) =~ /worker process(?! is shutting)/ }
           children($self->{pid});
}


sub manager {
    my ($self) = @_;

    my ($pid) = grep { title($_) =~ /cache manager(?!.*shutting)/ }
                children($self->{pid});

    return $pid;
}


sub alive {
    my ($pid) = @_;

    return 0 if !kill(0, $pid) && $!{ESRCH};

    my $line = slurp("/proc/$pid/stat") // return 0;

    return $line !~ /\) Z /;
}


# What the log must never say, after all that a test has done.

sub clean {
    my ($self, $name, $allowed) = @_;

    my $log = slurp("$self->{dir}/logs/error.log") // '';
    my $said = slurp("$self->{dir}/logs/stderr.log") // '';
    my @lines = grep { /\[(?:alert|emerg|crit)\]|Sanitizer|runtime error/
                       && (!defined $allowed || !/$allowed/) }
                split /\n/, $log . $said;

    is(join("\n", @lines), '', "$name: nothing alarming in the log");
}


# --- files


sub spew {
    my ($path, $bytes) = @_;

    open my $out, '>', "$path.new~" or die "$path: $!";
    binmode $out;
    print $out $bytes;
    close $out or die "$path: $!";
    rename "$path.new~", $path or die "$path: $!";
}


sub slurp {
    my ($path) = @_;

    open my $in, '<', $path or return;
    binmode $in;
    local $/;

    return scalar <$in>;
}


sub post {
    my ($self, $name, $text) = @_;

    spew("$self->{site}/_posts/$name.md",
         "---\ntitle: T\n---\n$text\n");
}


# --- a client


sub connection {
    my ($self, $receive) = @_;

    my $sock = IO::Socket::INET->new(Proto => 'tcp') or die "socket: $!";

    # a small buffer, so that the server cannot send all at once

    setsockopt $sock, Socket::SOL_SOCKET(), Socket::SO_RCVBUF(), $receive
        if $receive;

    connect $sock, Socket::pack_sockaddr_in($self->{port},
                       Socket::inet_aton('127.0.0.1')) or return;

    return $sock;
}


sub ask {
    my ($sock, $path, @fields) = @_;

    my $text = join '', map { "$_\r\n" } "GET $path HTTP/1.1", 'Host: x',
                        'Connection: close', @fields;

    return $sock && syswrite $sock, "$text\r\n";
}


# All that comes until the server closes, or nothing more comes in time.

sub answer {
    my ($sock, $patience) = @_;

    my $got = '';

    return { code => 0, head => '', body => '', all => '' } if !$sock;

    my $select = IO::Select->new($sock);

    while ($select->can_read($patience // 10 * $slow)) {
        my $n = sysread $sock, $got, 65536, length $got;
        last if !$n;
    }

    my ($head, $body) = split /\r\n\r\n/, $got, 2;
    my ($code) = ($head // '') =~ m{\AHTTP/1\.1 (\d+)};

    return { code => $code // 0, head => $head // '', body => $body // '',
             all => $got };
}


sub get {
    my ($self, $path, @fields) = @_;

    my $sock = connection($self);

    ask($sock, $path, @fields);

    return answer($sock);
}


sub field {
    my ($answer, $name) = @_;

    return $answer->{head} =~ /^\Q$name\E: (.*?)\r?$/mi ? $1 : undef;
}


sub status { return field($_[0], 'X-Status') // '' }


sub wait_for {
    my ($seconds, $what) = @_;

    my $end = time + $seconds * $slow;

    while (1) {
        my $got = $what->();
        return $got if $got;
        return if time > $end;
        sleep 0.02;
    }
}


# Answers until every worker has given one: [pid, status] each.

sub everybody {
    my ($self, $path, $number) = @_;

    my %seen;

    wait_for(10, sub {
        my $got = get($self, $path);

        $seen{field($got, 'X-Pid') // 'none'}{status($got)}++;

        return keys %seen >= $number;
    });

    return \%seen;
}


my $large = join '', map { "Line $_ of a large post, which a slow client "
                           . "reads bit by bit.\n" } 1 .. 20000;

my $source = sub { "---\ntitle: T\n---\n$_[0]\n" };


# --- the tests


sub several_workers {
    my $s = server(workers => 3);

    ok(start($s), 'several workers: it starts');

    my $first = get($s, '/2020/01/01/one.html');

    is($first->{code}, 200, 'several workers: the first answer');
    is(status($first), 'MISS', 'several workers: it is made');

    my $seen = everybody($s, '/2020/01/01/one.html', 2);

    cmp_ok(scalar keys %$seen, '>=', 2,
           'several workers: at least two answer');
    is(join(' ', sort map { keys %$_ } values %$seen),
       join(' ', map { 'HIT' } keys %$seen),
       'several workers: one made it for all');

    post($s, '2020-01-01-one', 'Two');

    ok(wait_for(5, sub {
        get($s, '/2020/01/01/one.html')->{body} =~ /<p>Two</
    }), 'several workers: a change is seen');

    $seen = everybody($s, '/2020/01/01/one.md', 2);

    is($seen->{$_}{MISS} // 0 <= 1, 1, "several workers: $_") for keys %$seen;

    my %bodies = map { get($s, '/2020/01/01/one.md')->{body} => 1 } 1 .. 20;

    is(join('|', keys %bodies), $source->('Two'),
       'several workers: and by all of them');

    ok(stop($s), 'several workers: it quits');
    clean($s, 'several workers');
}


sub reloads {
    my $s = server();

    start($s);
    get($s, '/2020/01/01/one.html');

    ok(reload($s), 'reload: new workers');
    is(status(get($s, '/2020/01/01/one.html')), 'HIT',
       'reload: entries are kept');

    # the new cycle's manager indexes

    post($s, '2020-01-01-one', 'Two');

    ok(wait_for(5, sub {
        get($s, '/2020/01/01/one.html')->{body} =~ /<p>Two</
    }), 'reload: a change is seen afterwards');

    $s->{zone} = '9m';
    configure($s);
    ok(reload($s), 'reload: another size of the zone');
    is(status(get($s, '/2020/01/01/one.html')), 'MISS',
       'reload: a zone of another size is empty');
    is(status(get($s, '/2020/01/01/one.html')), 'HIT',
       'reload: and used');

    $s->{workers} = 4;
    configure($s);
    ok(reload($s), 'reload: more workers');
    is(status(get($s, '/2020/01/01/one.html')), 'HIT',
       'reload: more workers keep the entries');

    $s->{workers} = 1;
    configure($s);
    ok(reload($s), 'reload: fewer workers');
    is(status(get($s, '/2020/01/01/one.html')), 'HIT',
       'reload: fewer workers keep the entries');

    # another site in the same zone: nothing of the old one

    $s->{site} = "$s->{dir}/other";
    make_path("$s->{site}/_posts");
    post($s, '2020-01-01-one', 'Other');
    configure($s);
    ok(reload($s), 'reload: another site');
    like(get($s, '/2020/01/01/one.html')->{body}, qr/<p>Other</,
         'reload: the other site is served');

    ok(stop($s), 'reload: it quits');
    clean($s, 'reload');
}


# Sites that configurations name no more are not indexed any more, and their
# places in the table are free for others.

sub dropped_sites {
    my $s = server(workers => 1);
    my $text = "---\ntitle: T\n---\ntext\n";

    start($s);
    get($s, '/2020/01/01/one.html');

    my ($round, $served, @names) = (0, 0);

    for (1 .. 4) {
        $round++;
        @names = map { "r$round-$_" } 1 .. 170;

        for my $name (@names) {
            make_path("$s->{dir}/$name");
            spew("$s->{dir}/$name/page.md", $text);
        }

        $s->{more} = join "\n", map { "location /$_ { posts $s->{dir}/$_; }" }
                     @names;
        configure($s);
        reload($s) or last;

        # the last of 3 * 170 + 1 fill the table, and then wait for a place

        for my $name (@names) {
            $served++ if wait_for(10, sub {
                get($s, "/$name/page.html")->{code} == 200
            });
        }
    }

    is($served, 4 * 170, 'dropped sites: more than the table has are served');

    is(get($s, '/2020/01/01/one.html')->{code}, 200,
       'dropped sites: so is the one that stayed');

    ok(wait_for(12, sub { indexes($s, manager($s)) == 171 }),
       'dropped sites: those that no configuration names are not watched')
        or diag(indexes($s, manager($s)), ' are watched');

    post($s, '2020-01-01-one', 'Two');
    ok(wait_for(5, sub {
        get($s, '/2020/01/01/one.html')->{body} =~ /<p>Two</
    }), 'dropped sites: a change of the one that stayed is seen');

    # back again, with what has changed meanwhile

    spew("$s->{dir}/r1-1/page.md", "---\ntitle: T\n---\nchanged\n");
    $s->{more} = "location /r1-1 { posts $s->{dir}/r1-1; }";
    configure($s);
    ok(reload($s), 'dropped sites: one comes back');
    ok(wait_for(5, sub {
        get($s, '/r1-1/page.html')->{body} =~ /<p>changed</
    }), 'dropped sites: as it is now');

    ok(stop($s), 'dropped sites: it quits');
    clean($s, 'dropped sites');
}


# A site is served by a worker that still has the old configuration.

sub dropped_in_use {
    my $s = server(workers => 1);

    $s->{more} = "location /more/ { posts $s->{dir}/more; }";
    make_path("$s->{dir}/more");
    spew("$s->{dir}/more/page.md", "---\ntitle: T\n---\nfirst\n");
    configure($s);
    start($s);
    is(get($s, '/more/page.html')->{code}, 200,
       'a dropped site in use: it is served');

    # a request that the old worker has begun to read

    my $client = connection($s);

    syswrite $client, "GET /more/page.html HTTP/1.1\r\n";
    sleep 0.1;

    delete $s->{more};
    configure($s);
    ok(reload($s), 'a dropped site in use: new workers');
    is(get($s, '/more/page.html')->{code}, 404,
       'a dropped site in use: which do not know it');

    ok(wait_for(9, sub { indexes($s, manager($s)) == 1 }),
       'a dropped site in use: nobody asks for it');

    spew("$s->{dir}/more/page.md", "---\ntitle: T\n---\nsecond\n");
    syswrite $client, "Host: x\r\nConnection: close\r\n\r\n";

    my $got = answer($client);

    is($got->{code}, 200, 'a dropped site in use: the old worker answers');
    like($got->{body}, qr/<p>(?:first|second)</,
         'a dropped site in use: with its page');

    ok(stop($s), 'a dropped site in use: it quits');
    clean($s, 'a dropped site in use');
}


# Sites by a variable: the one that was asked for least lately makes room.

sub many_sites {
    my $s = server(workers => 1);
    my $n = 530;

    for my $i (1 .. $n) {
        make_path("$s->{dir}/v/$i");
        spew("$s->{dir}/v/$i/page.md", "---\ntitle: T\n---\nsite $i\n");
    }

    $s->{more} = "location /v/ { posts $s->{dir}/v/\$arg_site; }";
    configure($s);
    start($s);

    my $served = 0;

    for my $i (1 .. $n, 1) {
        $served++ if wait_for(10, sub {
            my $got = get($s, "/v/page.html?site=$i");

            return $got->{code} == 200 && $got->{body} =~ /<p>site $i</;
        });
    }

    is($served, $n + 1, 'many sites: each has its turn');
    ok(indexes($s, manager($s)) <= 512, 'many sites: no more than there is room');
    is(get($s, '/2020/01/01/one.html')->{code}, 200,
       'many sites: the one that has a name of its own stays');

    ok(stop($s), 'many sites: it quits');
    clean($s, 'many sites');
}


# How many indexes a process has open.

sub indexes {
    my ($self, $pid) = @_;

    my %open = map { $_ => 1 }
               map { (readlink // '') =~ m{\A\Q$self->{index}\E/([^/]+)/} }
               glob "/proc/$pid/fd/*";

    return scalar keys %open;
}


# A name that is a file of the site now and a link to elsewhere then, and a
# folder like that: what is elsewhere is never served.

sub swapped_links {
    my $s = server(workers => 2);
    my $out = "$s->{dir}/out";

    make_path($out, "$s->{site}/in");
    spew("$out/page.txt", 'SECRET');
    spew("$s->{site}/in/page.txt", 'public');
    symlink 'in/page.txt', "$s->{site}/good.txt";
    symlink 'in', "$s->{site}/good";
    symlink 'in', "$s->{site}/folder";
    symlink 'in/page.txt', "$s->{site}/file.txt";
    start($s);

    is(get($s, '/good.txt')->{body}, 'public', 'swapped links: a good one');
    is(get($s, '/good/page.txt')->{body}, 'public',
       'swapped links: a good one of a folder');

    my $pid = fork // die "fork: $!";

    if ($pid == 0) {
        my $n = 0;
        my @file = ("$out/page.txt", 'in/page.txt');
        my @folder = ($out, 'in');

        chdir $s->{site};

        while (1) {
            $n++;

            # a file, a link in the site, a link out of it

            if ($n % 3 == 0) {
                link 'in/page.txt', '.swap';

            } else {
                symlink $file[$n % 3 - 1], '.swap';
            }

            rename '.swap', 'file.txt';
            unlink '.swap';

            symlink $folder[$n % 2], '.swap';
            rename '.swap', 'folder';
        }
    }

    my %got;
    my $end = time + 3;

    while (time < $end) {
        for my $path ('/file.txt', '/folder/page.txt') {
            $got{get($s, $path)->{body} =~ /(SECRET|public)/ ? $1 : 'none'}++;
        }
    }

    kill 'KILL', $pid;
    waitpid $pid, 0;

    is($got{SECRET} // 0, 0, 'swapped links: nothing from elsewhere');
    cmp_ok($got{public} // 0, '>', 0, 'swapped links: what is there, is');

    ok(stop($s), 'swapped links: it quits');
    clean($s, 'swapped links');
}


# Many reloads in a row, with requests all the time: all of them answered.

sub storm {
    my $s = server();

    start($s);

    my ($wrong, $n) = (0, 0);

    for my $round (1 .. 8) {
        kill 'HUP', $s->{pid};

        for (1 .. 15) {
            my $got = get($s, $_ % 3 ? '/2020/01/01/one.html' : '/index.json');
            $wrong++ if $got->{code} != 200;
            $n++;
            sleep 0.01;
        }
    }

    is($wrong, 0, "reloads in a row: all of $n requests are answered");
    ok(stop($s), 'reloads in a row: it quits');
    clean($s, 'reloads in a row');
}


sub killed_worker {
    my $s = server(workers => 1);

    post($s, '2020-01-02-large', $large);
    start($s);
    get($s, '/2020/01/02/large.md');
    get($s, '/2020/01/01/one.html');

    # it holds a reference while a client reads slowly

    my ($worker) = workers($s);
    my $client = connection($s, 4096);

    ask($client, '/2020/01/02/large.md');
    sleep 0.1;
    sysread $client, my $some, 1000;
    kill 'KILL', $worker;

    ok(wait_for(5, sub { my ($pid) = workers($s);
                         $pid && $pid != $worker }),
       'killed worker: another one takes its place');

    my $got = get($s, '/2020/01/02/large.md');

    is(status($got), 'HIT', 'killed worker: the entry is still there');
    ok($got->{body} eq $source->($large), 'killed worker: and whole');

    # changes replace it; a reference that leaks would fill the zone

    for my $n (1 .. 12) {
        post($s, '2020-01-02-large', $large . "Version $n.");

        wait_for(5, sub {
            $got = get($s, '/2020/01/02/large.md');
            $got->{body} =~ /Version $n\.\n\z/;
        }) or fail("killed worker: version $n");

        next if $n % 4;

        ($worker) = workers($s);
        $client = connection($s, 4096);
        ask($client, '/2020/01/02/large.md');
        sleep 0.1;
        kill 'KILL', $worker;
        wait_for(5, sub { my ($pid) = workers($s);
                          $pid && $pid != $worker });
    }

    get($s, '/2020/01/02/large.md');
    is(status(get($s, '/2020/01/02/large.md')), 'HIT',
       'killed worker: the zone has not run full');

    ok(stop($s), 'killed worker: it quits');
    clean($s, 'killed worker', qr/exited on signal 9/);
}


sub killed_while_making {
    my $s = server(workers => 2);

    # a render that takes a while: it may be killed within it

    post($s, '2020-01-02-large', "*a* [b](c) `d`\n\n" x 20_000);
    start($s);
    get($s, '/2020/01/01/one.html');

    my $client = connection($s);

    ask($client, '/2020/01/02/large.html');
    sleep 0.03;
    kill 'KILL', workers($s);

    ok(wait_for(5, sub { scalar workers($s) == 2 }),
       'killed while making: new workers');

    my $from = time;
    my $got = get($s, '/2020/01/02/large.html');

    is($got->{code}, 200, 'killed while making: the next one is answered');
    cmp_ok(time - $from, '<', 4 * $slow,
           'killed while making: without waiting for the dead');

    ok(stop($s), 'killed while making: it quits');
    clean($s, 'killed while making', qr/exited on signal 9/);
}


sub killed_manager {
    my $s = server();

    start($s);
    get($s, '/2020/01/01/one.html');

    my $manager = manager($s);

    ok($manager, 'killed manager: there is one');
    kill 'KILL', $manager;
    ok(wait_for(5, sub { my $pid = manager($s); $pid && $pid != $manager }),
       'killed manager: another one takes its place');
    is(status(get($s, '/2020/01/01/one.html')), 'HIT',
       'killed manager: workers go on');

    post($s, '2020-01-01-one', 'Two');

    ok(wait_for(5, sub {
        get($s, '/2020/01/01/one.html')->{body} =~ /<p>Two</
    }), 'killed manager: the new one indexes');

    # in the middle of a burst

    for my $n (1 .. 300) {
        post($s, sprintf('2021-01-%02d-p%d', 1 + $n % 28, $n), "Post $n");
        kill 'KILL', manager($s) // next if $n == 150 || $n == 300;
    }

    ok(wait_for(15, sub {
        get($s, '/index.json')->{body} =~ /"total":301/
    }), 'killed manager: nothing of a burst is lost');

    kill 'KILL', grep { $_ } workers($s), manager($s);

    ok(wait_for(10, sub { get($s, '/2020/01/01/one.html')->{code} == 200 }),
       'killed manager: and with all workers');

    ok(stop($s), 'killed manager: it quits');
    clean($s, 'killed manager', qr/exited on signal 9/);
}


sub slow_client {
    my $s = server(workers => 1, zone => '16m');

    post($s, '2020-01-02-large', $large);
    start($s);
    get($s, '/2020/01/02/large.md');

    my $client = connection($s, 4096);

    ask($client, '/2020/01/02/large.md');
    sleep 0.2;

    # the entry is replaced several times, and the worker is an old one

    for my $n (1 .. 3) {
        post($s, '2020-01-02-large', "Version $n.");

        wait_for(5, sub {
            get($s, '/2020/01/02/large.md')->{body} =~ /Version $n\./
        }) or fail("slow client: version $n");
    }

    ok(reload($s), 'slow client: a reload');

    for my $n (4 .. 6) {
        post($s, '2020-01-02-large', $large . "Version $n.");

        wait_for(5, sub {
            get($s, '/2020/01/02/large.md')->{body} =~ /Version $n\./
        }) or fail("slow client: version $n");
    }

    is(scalar(grep { title($_) =~ /worker process is shutting/ }
              children($s->{pid})), 1,
       'slow client: the old worker is still there');

    my $got = answer($client);

    ok($got->{body} eq $source->($large),
       'slow client: gets what it began to read');
    ok(wait_for(5, sub { !grep { title($_) =~ /shutting down/ }
                         children($s->{pid}) }),
       'slow client: the old worker leaves then');

    ok(stop($s), 'slow client: it quits');
    clean($s, 'slow client');
}


# What no cache keeps is sent from the memory it was made in, or, where too
# many clients are slow, from a copy: each gets its own, others meanwhile, too.

sub slow_clients {
    my $s = server(workers => 1);
    my @lines = $large =~ /^(.*\n)/mg;
    my $text = sub { "Post $_[0].\n" . join '', @lines[0 .. 4999] };

    $s->{more} = "location /made/ { posts $s->{site}; posts_cache off; }";
    configure($s);

    post($s, "2020-01-02-p$_", $text->($_)) for 1 .. 20;
    start($s);

    is(status(get($s, '/made/2020/01/02/p1.md')), 'BYPASS',
       'slow clients: no cache');

    for my $round (1 .. 3) {
        my @clients = map {
            my $sock = connection($s, 4096);
            ask($sock, "/made/2020/01/02/p$_." . ($_ % 3 ? 'md' : 'html'));
            $sock;
        } 1 .. 20;

        sleep 0.2;

        # some do not wait for the end

        close $clients[$_ - 1] for $round, $round + 10;

        my @wrong = grep {
            get($s, "/made/2020/01/02/p$_.md")->{body}
                ne $source->($text->($_))
        } 1 .. 20;

        for my $n (grep { $_ != $round && $_ != $round + 10 } 1 .. 20) {
            my $body = answer($clients[$n - 1])->{body};

            push @wrong, $n if $n % 3
                ? $body ne $source->($text->($n))
                : $body ne get($s, "/made/2020/01/02/p$n.html")->{body}
                  || $body !~ /<p>Post $n\./;
        }

        is("@wrong", '', "slow clients: round $round");
    }

    ok(stop($s), 'slow clients: it quits');
    clean($s, 'slow clients');
}


# Entries of which clients are in the middle, while others need their place.

sub evictions {
    my $s = server(workers => 2, zone => '8m');

    post($s, "2020-01-02-l$_", "Post $_. " . $large) for 1 .. 12;
    start($s);

    my @clients = map {
        my $sock = connection($s, 4096);
        ask($sock, "/2020/01/02/l$_.md");
        $sock;
    } 1 .. 12;

    sleep 0.2;

    my $wrong = 0;

    for (1 .. 3) {
        for my $n (1 .. 12) {
            my $got = get($s, "/2020/01/02/l$n.md");
            $wrong++ if $got->{body} ne $source->("Post $n. $large");
        }
    }

    is($wrong, 0, 'evictions: what is asked for meanwhile is right');

    for my $n (1 .. 12) {
        my $got = answer($clients[$n - 1]);
        $wrong++ if $got->{body} ne $source->("Post $n. $large");
    }

    is($wrong, 0, 'evictions: and what was being read');

    get($s, '/2020/01/02/l1.md');
    is(status(get($s, '/2020/01/02/l1.md')), 'HIT',
       'evictions: the place is given back');

    ok(stop($s), 'evictions: it quits');
    clean($s, 'evictions');
}


sub restarts {
    my $s = server();

    post($s, sprintf('2020-02-%02d-p%d', 1 + $_ % 28, $_), "Post $_ text")
        for 1 .. 3000;
    start($s);

    ok(wait_for(20, sub {
        get($s, '/index.json')->{body} =~ /"total":3001/
    }), 'restart: a site of 3001 posts');

    my $etag = field(get($s, '/index.json'), 'ETag');

    ok(stop($s), 'restart: it quits');
    post($s, '2020-02-02-p1', 'Changed meanwhile');

    my $from = time;

    start($s);

    my $got = get($s, '/2020/02/03/p2.html');
    my $took = time - $from;

    is($got->{code}, 200, 'restart: the first answer');
    cmp_ok($took, '<', 1 * $slow, 'restart: comes quickly');
    diag(sprintf 'start to first answer: %.0f ms', 1000 * $took);
    is(field(get($s, '/index.json'), 'ETag'), $etag,
       'restart: the same list has the same ETag');
    ok(wait_for(10, sub {
        get($s, '/2020/02/02/p1.html')->{body} =~ /Changed meanwhile/
    }), 'restart: what changed meanwhile is seen');

    # by force, and with an index that is no index

    kill 'KILL', $s->{pid}, children($s->{pid});
    wait_for(5, sub { !alive($s->{pid}) });
    sleep 0.2;
    unlink "$s->{dir}/nginx.pid";

    ok(start($s), 'restart: after a kill of all');
    is(get($s, '/2020/02/03/p2.html')->{code}, 200,
       'restart: it answers after that');
    stop($s);

    for my $file (glob "$s->{index}/*/*") {
        spew($file, 'no index ' x 1000) if $file !~ /lock/;
    }

    ok(start($s), 'restart: with a damaged index');
    ok(wait_for(20, sub {
        get($s, '/index.json')->{body} =~ /"total":3001/
    }), 'restart: which is built anew');

    ok(stop($s), 'restart: it quits');
    clean($s, 'restart');
}


# A site that is not there yet keeps its requests waiting; nginx quits anyway.

sub quits_waiting {
    my $s = server();

    post($s, "2020-03-01-p$_", ('word ' x 300)) for 1 .. 3000;
    start($s);

    my @clients = map {
        my $sock = connection($s);
        ask($sock, '/index.json');
        $sock;
    } 1 .. 8;

    sleep 0.2;

    my $from = time;

    ok(stop($s), 'quit: with requests that wait for the index');
    diag(sprintf 'quit with waiting requests: %.0f ms', 1000 * (time - $from));

    my %codes;

    $codes{answer($_)->{code}}++ for @clients;
    is(join(' ', grep { !/^(?:200|503)$/ } keys %codes), '',
       'quit: they are answered');

    clean($s, 'quit');

    start($s);
    @clients = map { my $sock = connection($s); ask($sock, '/'); $sock } 1 .. 4;
    ok(stop($s, 'TERM'), 'quit: at once');
    clean($s, 'quit at once');
}


sub twins {
    my ($seed) = glob Cwd::cwd() . '/../shared/seeds/*.md';
    my ($own) = glob Cwd::cwd() . '/examples/blog/_posts/2020-08-15-*.md';

    $seed = $own if !defined $seed;

    if (!defined $seed) {
        fail('two copies: the seed post is there');
        return;
    }

    my @two = map { server() } 1, 2;
    my ($name) = $seed =~ m{([^/]+)\z};

    for my $s (@two) {
        spew("$s->{site}/_posts/$name", slurp($seed));
        post($s, '2020-01-02-two', 'Two');
        start($s);
        sleep 1.1 if $s == $two[0];    # other file times
    }

    my $list = get($two[0], '/index.json')->{body};
    my ($url) = $list =~ m{"url":"(/[^"]*2020/08/15/[^"]*)"};

    ok(defined $url, 'two copies: the seed post is on the list');

    my @paths = ('/', '/index.json', '/2020/01/02/two.html');

    if (defined $url) {
        (my $bare = $url) =~ s/\.html\z//;
        push @paths, $url, "$bare.json", "$bare.md";
    }

    for my $path (@paths) {
        my ($a, $b) = map { get($_, $path) } @two;

        is($a->{code}, 200, "two copies: $path");
        ok($a->{body} eq $b->{body}, "two copies: $path, the same bytes");
        is(field($a, 'ETag'), field($b, 'ETag'),
           "two copies: $path, the same ETag");
    }

    ok(stop($_), 'two copies: it quits') for @two;
    clean($_, 'two copies') for @two;
}


# Two servers that were given the same index path by mistake.

sub same_index {
    my $first = server();

    start($first);
    get($first, '/2020/01/01/one.html');

    my $second = server(index => $first->{index}, site => $first->{site});

    start($second);

    ok(wait_for(5, sub { get($second, '/2020/01/01/one.html')->{code} == 200 }),
       'one index for two: the second answers');

    post($first, '2020-01-01-one', 'Two');

    for my $s ($first, $second) {
        my $which = $s == $first ? 'first' : 'second';

        ok(wait_for(10, sub {
            get($s, '/2020/01/01/one.html')->{body} =~ /<p>Two</
        }), "one index for two: the $which sees a change");
    }

    ok(stop($first), 'one index for two: the first quits');
    post($first, '2020-01-01-one', 'Three');
    ok(wait_for(10, sub {
        get($second, '/2020/01/01/one.html')->{body} =~ /<p>Three</
    }), 'one index for two: the second takes over');

    ok(stop($second), 'one index for two: the second quits');
    clean($_, 'one index for two') for $first, $second;
}


sub upgrade {
    my $s = server();

    start($s);
    get($s, '/2020/01/01/one.html');

    my $old = $s->{pid};

    kill 'USR2', $old;

    my $new = wait_for(10, sub {
        my $pid = pid($s);
        $pid && $pid != $old ? $pid : undef;
    });

    ok($new, 'upgrade: a new master');

    return stop($s) if !$new;

    ok(wait_for(5, sub { get($s, '/2020/01/01/one.html')->{code} == 200 }),
       'upgrade: both serve');

    my @wrong = grep { get($s, '/2020/01/01/one.html')->{code} != 200 }
                1 .. 30;

    is(scalar @wrong, 0, 'upgrade: all are answered');

    kill 'WINCH', $old;
    wait_for(5, sub { !grep { title($_) =~ /worker process/ }
                      children($old) });
    kill 'QUIT', $old;
    ok(wait_for(10, sub { !alive($old) }), 'upgrade: the old master leaves');

    $s->{pid} = $new;
    post($s, '2020-01-01-one', 'Two');

    ok(wait_for(10, sub {
        get($s, '/2020/01/01/one.html')->{body} =~ /<p>Two</
    }), 'upgrade: the new one indexes');

    ok(stop($s), 'upgrade: it quits');
    clean($s, 'upgrade');
}


sub single {
    my $s = server(main => 'master_process off;', workers => 1);

    start($s);
    is(get($s, '/2020/01/01/one.html')->{code}, 200, 'no master: it serves');
    is(status(get($s, '/2020/01/01/one.html')), 'HIT', 'no master: it keeps');

    post($s, '2020-01-01-one', 'Two');

    ok(wait_for(5, sub {
        get($s, '/2020/01/01/one.html')->{body} =~ /<p>Two</
    }), 'no master: a change is seen');

    ok(stop($s), 'no master: it quits');
    clean($s, 'no master');
}


sub plain_user {
    SKIP: {
        my ($uid, $gid) = (getpwnam 'nobody')[2, 3];

        skip 'only root can become another user', 5
            if $> != 0 || !defined $uid || system('which setpriv > /dev/null');

        my $s = server(run_as => $uid);

        # the build folder may be closed to others

        system 'cp', $module, "$s->{dir}/module.so";
        chmod 0644, "$s->{dir}/module.so";

        system 'chown', '-R', "$uid:$gid", $s->{dir};

        my $conf = slurp("$s->{dir}/nginx.conf");

        $conf =~ s/load_module "[^"]*"/load_module "$s->{dir}\/module.so"/;
        spew("$s->{dir}/nginx.conf", $conf);

        ok(start($s), 'a plain user: it starts');
        is(get($s, '/2020/01/01/one.html')->{code}, 200,
           'a plain user: it serves');

        post($s, '2020-01-01-one', 'Two');
        ok(wait_for(5, sub {
            get($s, '/2020/01/01/one.html')->{body} =~ /<p>Two</
        }), 'a plain user: a change is seen');

        ok(stop($s), 'a plain user: it quits');
        clean($s, 'a plain user');
    }
}


my @tests = (
    [ several_workers => \&several_workers ],
    [ reloads => \&reloads ],
    [ dropped_sites => \&dropped_sites ],
    [ dropped_in_use => \&dropped_in_use ],
    [ many_sites => \&many_sites ],
    [ swapped_links => \&swapped_links ],
    [ storm => \&storm ],
    [ killed_worker => \&killed_worker ],
    [ killed_while_making => \&killed_while_making ],
    [ killed_manager => \&killed_manager ],
    [ slow_client => \&slow_client ],
    [ slow_clients => \&slow_clients ],
    [ evictions => \&evictions ],
    [ restarts => \&restarts ],
    [ quits_waiting => \&quits_waiting ],
    [ twins => \&twins ],
    [ same_index => \&same_index ],
    [ upgrade => \&upgrade ],
    [ single => \&single ],
    [ plain_user => \&plain_user ],
);

# names in the environment's TESTS pick some

for my $test (@tests) {
    my ($name, $code) = @$test;

    next if defined $ENV{TESTS} && " $ENV{TESTS} " !~ / $name /;

    eval { $code->(); 1 } or fail("$name: $@");
}

done_testing();


END {
    if ($$ == $owner) {
        my $status = $?;

        for my $s (values %servers) {
            my $pid = $s->{pid} // next;
            next if !alive($pid);

            kill 'KILL', $pid, children($pid);
        }

        $? = $status;
    }
}
