package Site;

# A site folder of its own for each block of a .t file, and changes of it
# between two requests.  Works under t/lib and the upstream framework.
#
# Blocks write their site's folder as "s": ">>> s/_posts/..." in user_files,
# "$TEST_NGINX_HTML_DIR/s" in config.  When nginx is reloaded between blocks
# the index and the cache then know nothing of the block before.
#
#     --- options: directives for each location of the default config
#     --- change eval
#     [sub { put('_posts/x.md', "text") }, undef, sub { gone('about.md') }]
#
# The sub at place N runs when request N has been answered; the next one is
# sent when the site has a new generation.  quiet { } is for what makes none.

use strict;
use warnings;

use Exporter 'import';
use File::Path qw( make_path remove_tree );
use IO::Socket::INET;
use Time::HiRes qw( sleep time );

our @EXPORT = qw( own_folder default_config run_change site put gone moved
                  linked quiet );

my $quiet;
my $Name;


# --- before the block


sub own_folder {
    my ($block, $site) = @_;

    my ($n) = $block->name =~ /TEST\s+(\d+)/;
    my $own = "s$n";

    my $files = $block->user_files;
    $files = $site if !defined $files;

    if (!defined $block->must_die) {

        if (ref $files) {
            $files = [ map { my @file = @$_; $file[0] =~ s{\As/}{$own/};
                             [ @file ] } @$files ];

        } elsif (defined $files) {
            $files =~ s{^>>> s/}{>>> $own/}gm;
        }

        $block->set_value('user_files', $files);
    }

    for my $section (qw( config http_config more_headers )) {
        my $text = $block->$section;
        next if !defined $text || ref $text;

        $text =~ s{(\$TEST_NGINX_HTML_DIR|\bhtml)/s\b}{$1/$own}g;
        $block->set_value($section, $text);
    }

    my $http = $block->http_config;
    $http = '' if !defined $http;

    # a name that the framework removes with its own temporary folders

    $http = "posts_index_path posts_temp;\n$http"
        unless $http =~ /posts_index_path/;

    # most blocks are about the built-in pages, whatever the site has

    my $sources = ref $files ? join("\n", map { $_->[0] } @$files) : $files;
    my $words = join(' ', $http, map { $block->$_ // '' }
                                 qw( main_config config options ));

    $http = "posts_theme builtin;\n$http"
        unless $words =~ /posts_theme/
               || (defined $sources && $sources =~ m{/_layouts/});

    $block->set_value('http_config', $http);

    $block->set_value('own', $own);
}


# What most blocks need; the second location is for settle().

sub default_config {
    my ($block) = @_;

    my $own = $block->own;
    my $options = defined $block->options ? $block->options : '';

    $block->set_value('config', <<END) if !defined $block->config;
    location / {
        posts \$TEST_NGINX_HTML_DIR/$own;
        $options
        add_header X-Status \$posts_cache_status always;
        add_header X-Resource \$posts_resource always;
    }
END

    return if !defined $block->change || $block->config =~ m{/-generation};

    $block->set_value('config', $block->config . <<END);
    location = /-generation {
        posts \$TEST_NGINX_HTML_DIR/$own;
        $options
        posts_cache off;
        add_header X-Generation \$posts_generation always;
    }
END
}


# --- between two requests


sub run_change {
    my ($block, $i) = @_;

    my $list = $block->change;
    return if !defined $list || !$list->[$i];

    $Name = $block->own;
    $quiet = 0;

    my $from = generation();

    $list->[$i]->();

    if ($quiet) {
        sleep 0.5;
        return;
    }

    settle($from);
}


# Returns when the site has got a new generation.

sub settle {
    my ($from) = @_;

    my $end = time + 10;

    while (time < $end) {
        my $now = generation();
        return if $now ne '' && $now ne $from;
        sleep 0.02;
    }

    Test::More::diag('the site has not changed in 10 s');
}


sub generation {
    my $answer = get('/-generation');

    return $answer =~ /^X-Generation: (\d+)\r$/m ? $1 : '';
}


# For --- init, which is another package's: Site::at('s7'); Site::put(...).

sub at { $Name = shift }


# The whole answer, header and body.

sub get {
    my ($path) = @_;

    my $sock = IO::Socket::INET->new(
        PeerAddr => '127.0.0.1', PeerPort => main::server_port(),
        Proto => 'tcp', Timeout => 5,
    ) or return '';

    print $sock "GET $path HTTP/1.0\r\nHost: localhost\r\n\r\n";

    local $/;
    my $answer = <$sock>;

    return defined $answer ? $answer : '';
}


# --- changes, for the subs.  Paths are below the site's folder.


sub site (;$) {
    my ($path) = @_;

    my $dir = "$ENV{TEST_NGINX_HTML_DIR}/$Name";

    return defined $path ? "$dir/$path" : $dir;
}


# As editors and deployments do: written aside and renamed into place.

sub put ($$;$) {
    my ($path, $text, $in_place) = @_;

    my $to = site($path);
    my $new = $in_place ? $to : "$ENV{TEST_NGINX_HTML_DIR}/-new";

    make_path($1) if $to =~ m{(.*)/};

    open my $out, '>', $new or die "cannot write $new: $!";
    binmode $out;
    print $out $text;
    close $out or die "cannot write $new: $!";

    return if $in_place;

    rename $new, $to or die "cannot rename $new to $to: $!";
}


sub gone ($) {
    my ($path) = @_;

    my $name = site($path);

    if (-d $name && !-l $name) {
        remove_tree($name);
        return;
    }

    unlink $name or die "cannot remove $name: $!";
}


sub moved ($$) {
    my ($from, $to) = map { m{\A/} ? $_ : site($_) } @_;

    make_path($1) if $to =~ m{(.*)/};
    rename $from, $to or die "cannot rename $from to $to: $!";
}


sub linked ($$) {
    my ($target, $path) = @_;

    my $name = site($path);

    make_path($1) if $name =~ m{(.*)/};
    symlink $target, $name or die "cannot link $name to $target: $!";
}


sub quiet () { $quiet = 1 }


# Sections with "eval" are code of this package of Test::Base's.

for my $name (qw( site put gone moved linked quiet )) {
    no strict 'refs';
    *{"Test::Base::Filter::$name"} = \&$name;
}


1;
